"""The warm engine beside papermill's own, on every chapter."""

import base64
import io
import logging
import os
import subprocess
import sys

import numpy as np
import papermill
import pytest

from emergestudy.engine.warm import register
from emergestudy.runner.book import book_jobs
from emergestudy.runner.edition import Edition
from emergestudy.runner.execute import execute
from emergestudy.runner.executed import run_jobs
from emergestudy.runner.notebooks import code_cells, notebook_paths, read_notebook

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
logging.getLogger("papermill").setLevel(logging.ERROR)


def plain(outputs):
    """Outputs with joined lines, and with streams that follow each other as one."""
    made = []
    for output in outputs:
        output = {k: "".join(v) if k == "text" else v for k, v in output.items()}
        data = output.get("data", {}).items()
        joined = {k: "".join(v).strip() if isinstance(v, list) else v for k, v in data}
        if joined:
            output["data"] = {k: v.strip() if isinstance(v, str) else v
                              for k, v in joined.items()}  # fmt: skip
        last = made[-1] if made else {}
        if "text" in output and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            made.append(output)
    return made


def check_same(ours, theirs):
    for mine, other in zip(code_cells(ours), code_cells(theirs), strict=True):
        assert mine["execution_count"] == other["execution_count"]
        pairs = zip(plain(mine["outputs"]), plain(other["outputs"]), strict=True)
        for one, two in pairs:
            pictures = [o.get("data", {}).pop("image/png", None) for o in (one, two)]
            assert one == two
            if pictures[0] != pictures[1]:
                check_pictures(*pictures)


def check_pictures(*pictures):
    """Fonts may differ in the last gray level between machines, no more."""
    from PIL import Image

    files = [io.BytesIO(base64.b64decode(p)) for p in pictures]
    one, two = [np.asarray(Image.open(f).convert("RGB"), dtype=float) for f in files]
    assert one.shape == two.shape
    assert np.abs(one - two).mean() < 1


def test_every_chapter_gives_what_its_committed_outputs_hold(root):
    """The committed outputs are those of the stock engine; strict nbval proves it.

    The warm engine's are those of the book, which is built first where it is not.
    """
    jobs = list(book_jobs(root, Edition(""), None).values())
    run_jobs(jobs, processes=2)
    for job in jobs:
        check_same(read_notebook(job.executed), read_notebook(job.notebook))


def test_both_engines_in_one_go_with_a_parameter(root, tmp_path):
    path, made = notebook_paths(root)["your_models"], []
    for warm in (True, False):
        scratch = tmp_path / "x.ipynb"
        values = {"x": "params"}
        made.append(execute(path, values, scratch, tmp_path / "log", warm=warm))
    check_same(*made)


def test_an_error_is_told_as_the_stock_engine_does(write_notebook, tmp_path):
    path = write_notebook("x = 1", "raise ValueError('no panel')", "print('never')")
    told = []
    register()
    for engine in ("emergestudy", None):
        out = tmp_path / f"{engine}.ipynb"
        with pytest.raises(papermill.PapermillExecutionError) as caught:
            papermill.execute_notebook(
                path, out, engine_name=engine, kernel_name="python3",
                progress_bar=False,
            )  # fmt: skip
        told.append((caught.value.ename, caught.value.evalue, caught.value.exec_count))
        assert code_cells(read_notebook(out))[-1]["outputs"] == []
    assert told[0] == told[1] == ("ValueError", "no panel", 2)


def test_plain_papermill_finds_the_engine(write_notebook, tmp_path):
    path, out = write_notebook("print(6 * 7)"), tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", "--engine", "emergestudy"]
    command += ["--no-progress-bar", str(path), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert code_cells(read_notebook(out))[0]["outputs"][0]["text"] == ["42\n"]
