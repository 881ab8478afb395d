"""Commands: help, errors, exit codes; ``run``, a run in a folder of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from emergestudy.cli.app import COMMANDS
from emergestudy.results import recorded
from emergestudy.running.files import MADE
from emergestudy.running.notebooks import read_notebook
from emergestudy.running.notebooks import write_notebook as store
from emergestudy.running.pages import _linked
from emergestudy.running.run import execute


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_every_command_has_help(run, name):
    done = run(*([name] if name else []), "--help")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 3
    assert name or all(f"  {each} " in done.output for each in COMMANDS)


def test_errors_and_ctrl_c_are_one_line(run, monkeypatch):
    done = run("data", "modles")
    assert done.exit_code == 2
    assert done.output == "error: no table named 'modles'; did you mean 'models'?\n"
    done = run("rnu")
    assert done.exit_code == 2
    assert "did you mean 'run'" in done.output
    monkeypatch.setattr("emergestudy.data.tables", stop := Mock())
    stop.side_effect = KeyboardInterrupt
    done = run("data")
    assert done.exit_code == 1
    assert done.output.startswith("stopped")


@pytest.mark.parametrize(("line", "code", "told"), [
    ("PYTHONIOENCODING=latin-1 {} run x\u2070 2>&1", 2, "no notebook named 'x?'"),
    ("{} sweep squares -g x=1,2 --collect square 2>&-", 0, "2 runs"),
    ("mkdir gone; cd gone; rmdir ../gone; {} list 2>&1", 1, "folder was deleted"),
    ("{} data $'\\xff' 2>&1", 2, "no table named"),
    ("{} run squares -p how $'\\xff' 2>&1", 2, "how cannot be"),
    ("{} sweep squares -g x=1 -p how=$'\\xff' 2>&1", 2, "how cannot be"),
    ("{} run squares --out loop 2>&1", 2, "/loop"),
])  # fmt: skip
def test_odd_shells_are_answered_in_words(study, squares, line, code, told):
    store(execute(squares, {}), squares)
    (study / "loop").symlink_to(study / "loop")
    command = line.format(f"{sys.executable} -m emergestudy")
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    said = done.stdout.decode("latin-1")
    assert (done.returncode, told in said, "Traceback" in said) == (code, True, False)


def about(folder):
    return json.loads((folder / "run.json").read_text())


def test_a_run_leaves_notebook_figures_record_and_what_differs(run, chapter, tmp_path):
    given = ["-p", "x=4", "-p", "items=a,b", "--out", tmp_path / "out" / "run"]
    folder = Path(run("run", "chapter", *given).output.strip())
    found = sorted(p.name for p in folder.iterdir())
    assert found == [MADE, "chapter.ipynb", "figures", "run.json"]
    assert (folder / "figures" / "fig-line.png").read_bytes().startswith(b"\x89PNG")
    assert recorded(folder / "chapter.ipynb")["small/cube"] == 64
    told = about(folder)
    assert told["notebook"] == "chapter"
    assert (told["parameters"]["x"], told["parameters"]["items"]) == (4, ["a", "b"])
    assert told["seconds"] > 0
    assert len(told["data_sha256"]) == len(told["key"]) == 64
    assert told["packages"]["pandas"].startswith("3.")
    assert list((tmp_path / "out").iterdir()) == [folder]
    items = {"now": ["a", "b"], "book": ["a"]}
    rows = {"book": "table, rows: 1", "now": "table, rows: 2"}
    told = read_notebook(folder / "chapter.ipynb")["metadata"]
    assert told["emergestudy"] == {
        "changed": {"x": {"now": 4, "book": 3}, "items": items},
        "differs": [
            {"name": "small/squares"} | rows,
            {"name": "small/cube", "book": 27, "now": 64},
        ],
        "edition": None,
    }
    plain = Path(run("run", "chapter").output.strip(), "chapter.ipynb")
    assert "emergestudy" not in read_notebook(plain)["metadata"]


def test_the_same_values_mean_the_same_folder_and_are_not_run_twice(run, study):
    done = run("run", "squares", "-p", "x=4")
    assert done.exit_code == 0, done.output
    folder = Path(done.output.strip())
    assert folder.parent == study / "_runs"
    assert folder.name.startswith("squares-")
    assert about(folder)["parameters"] == {"x": 4, "how": "plain"}
    before = (folder / "run.json").stat().st_mtime_ns
    again = run("run", "squares", "-p", "x", "4")
    assert (again.exit_code, again.output) == (0, done.output)
    assert (folder / "run.json").stat().st_mtime_ns == before
    (study / "requirements.lock").write_text("numpy==2\n")
    assert run("run", "squares", "-p", "x=4").exit_code == 0
    assert (folder / "run.json").stat().st_mtime_ns != before


def test_out_holds_one_run_and_force_replaces_our_files_alone(run, study):
    (study / "mine.yaml").write_text("x: 7\nhow: loud\n")
    given = ["run", "squares", "-f", "mine.yaml", "--out"]
    os.symlink(study / "here", study / "link")
    for place, more, code, told, x in [
        ("here", ["-p", "x", "8"], 0, "", 8),
        ("here", ["-p", "x=8"], 0, "", 8),
        ("here", [], 2, "holds another run; add --force", 8),
        ("link", ["--force"], 0, "", 7),
        ("notebooks", ["--force"], 2, "holds no run; choose another --out", 7),
        ("mine.yaml", ["--force"], 2, "holds no run; choose another --out", 7),
    ]:
        done = run(*given, place, *more)
        assert done.exit_code == code, done.output
        assert told in done.output
        assert about(study / "here")["parameters"] == {"x": x, "how": "loud"}


@pytest.mark.parametrize(("command", "arguments", "told"), [
    ("run", ["-p", "x=many"], "x cannot be 'many'; allowed: a whole number from 0"),
    ("run", ["-p", "x=1", "-p", "x", "2"], "-p x is given twice"),
    ("run", ["-f", "bad.yaml"], "bad.yaml, line 1 is not YAML"),
    ("run", ["-f", "/dev/zero"], "larger than 100,000 bytes"),
    ("run", ["-p", "x"], "requires 2 arguments"),
    ("run", ["--out", "bad.yaml/run"], "cannot write to "),
    ("run", ["--out", ""], "--out is empty"),
    ("run", ["--timeout", "nan"], "give seconds between 0.1 and 1e6"),
    ("run", ["--timeout", "0.01"], "give seconds between 0.1 and 1e6"),
    ("sweep", ["-g", "x=1", "--resume"], "this sweep was not begun"),
    ("sweep", ["-g", "x=1", "-p", "x", "2"], "x is in -g and in -p"),
    ("sweep", ["-g", "x=1", "--collect", "sqare"], "did you mean 'square'"),
    ("sweep", ["-g", "x=1", "--timeout", "nan"], "give seconds between"),
    ("sweep", [], "a sweep needs a grid"),
])  # fmt: skip
def test_bad_input_is_refused_first(run, study, squares, command, arguments, told):
    if command == "sweep":
        store(execute(squares, {}), squares)
    (study / "bad.yaml").write_text("x: [")
    done = run(command, "squares", *arguments)
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output
    assert not (study / "_runs").exists()


def test_a_run_s_page_is_made_from_the_book_and_lies_alone(run, study, prose):
    prose(study / "notebooks" / "squares.ipynb", "# Squares\n\nSee [more](../more.md).")
    (study / "more.md").write_text("# More\n")
    toc = study / "_toc.yml"
    toc.write_text(toc.read_text() + "chapters:\n- file: more\n")
    kept = run("run", "squares", "-p", "x=4")
    folder = Path(kept.output.strip())
    before = (folder / "run.json").read_bytes()
    (folder / "notes.txt").write_text("mine")
    done = run("run", "squares", "-p", "x=4", "--html")
    assert done.exit_code == 0, done.output
    page = Path(done.output.strip())
    assert page == folder / "page" / "notebooks" / "squares.html"
    assert "16 plain" in page.read_text()
    assert (folder / "run.json").read_bytes() == before
    assert str(study) not in page.read_text()
    assert run("run", "squares", "-p", "x=4").output == kept.output
    assert page.is_file()
    file = folder / "squares.ipynb"
    file.write_text(mine := file.read_text().replace("16", "my note"))
    (study / "requirements.lock").write_text("numpy==2\n")
    done = run("run", "squares", "-p", "x=4")
    assert (done.exit_code, file.read_text()) == (2, mine)
    assert "squares.ipynb was changed since it was made; move it" in done.output


def test_the_pages_that_a_chapter_links_to_are_found():
    text = "[a](../book/one.md#x) {glue:text}`two.ipynb::n`{term}`t`{cite}`k`{verdicts}"
    cell = {"cell_type": "markdown", "source": text}
    known = ["book/one", "notebooks/two", "book/three", "book/glossary"]
    known += ["book/references", "book/data", "notebooks/verdicts"]
    assert _linked({"cells": [cell]}, known) == {
        "book/one", "notebooks/two", "book/glossary", "book/references",
        "notebooks/verdicts",
    }  # fmt: skip


def test_list_and_params_say_what_there_is(run, study, write_notebook):
    (study / "notebooks" / "empty.ipynb").write_text("")
    bad = study / "notebooks" / "Untitled.ipynb"
    bad.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    done = run("list")
    assert done.exit_code == 0, done.output
    assert "squares\n  -p x: int = 3  # what to square\n" in done.output
    assert "empty\n  empty.ipynb is not a notebook (" in done.output
    done = run("params", "squares")
    assert "    allowed: plain, loud" in done.output
    assert "    allowed: a whole number from 0 to 100" in done.output
    write_notebook("1", name="bare", folder=study / "notebooks")
    assert run("params", "bare").output == "no parameters\n"
    done = run("params", "square")
    assert done.exit_code == 2
    assert "did you mean 'squares'?" in done.output
