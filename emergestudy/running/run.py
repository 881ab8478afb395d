"""Run one notebook by papermill; keep it in a folder with its figures and page."""

import base64
import json
import logging
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from importlib.metadata import version
from pathlib import Path

from emergestudy.errors import StudyError, UsageError
from emergestudy.paths import package_root
from emergestudy.running import files
from emergestudy.running import notebooks as nb
from emergestudy.running.child import CellTimeout, Child
from emergestudy.running.fingerprint import PACKAGES, data_hash, notebook_key

PAGE = "page"
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_COLOR = re.compile(r"\x1b\[[0-9;]*m")


class CellFailed(StudyError):
    """A cell raised an error: its name, text, number and plain traceback."""

    def __init__(self, ename: str, evalue: str, count: int, lines: list[str]) -> None:
        self.ename, self.evalue, self.count = ename, _COLOR.sub("", evalue), count
        self.traceback = _COLOR.sub("", "\n".join(lines))
        super().__init__(f"{ename}: {self.evalue}".strip().splitlines()[0])


def run_papermill(
    notebook: dict, parameters: Mapping[str, object], *, folder: Path | None = None,
    timeout: float | None = None, figures: bool = True,
) -> dict:  # fmt: skip
    """Run a notebook by papermill, on the warm engine where the system can fork.

    Nothing is written: papermill gets the notebook as it is in memory, and saves no
    cell on the way. It runs in `folder`; a cell may take `timeout` seconds; without
    `figures` none is rendered. A cell that raises an error is `CellFailed`; for others
    see `emergestudy.running.child.Child.run`.
    """
    with ExitStack() as stack:
        settings = {"engine_name": None}
        if hasattr(os, "fork"):
            settings = {"engine_name": "emergestudy", "figures": figures}
            if "papermill" not in sys.modules:  # it loads while the child gets ready
                sources = [nb.source(cell) for cell in nb.code_cells(notebook)]
                early = Child(folder, sources, figures=figures)
                settings["child"] = stack.enter_context(early)
        from emergestudy.running import stock

        logging.getLogger("papermill").setLevel(logging.ERROR)
        try:
            done = stock.papermill.execute_notebook(
                stock.nbformat.v4.reads_json(json.dumps(notebook)), None,
                parameters=dict(parameters), cwd=folder, kernel_name="python3",
                progress_bar=False, request_save_on_cell_execute=False,
                execution_timeout=timeout, **settings,
            )  # fmt: skip
        except stock.papermill.PapermillExecutionError as error:
            raise CellFailed(
                error.ename, error.evalue, error.exec_count, error.traceback
            ) from None
        except stock.CellTimeoutError:
            raise CellTimeout(f"a cell ran longer than {timeout:g} s") from None
    return json.loads(stock.nbformat.v4.writes_json(done))


def execute(
    notebook: Path, parameters: Mapping[str, object], *, timeout: float | None = None
) -> dict:
    """Run a notebook in its folder; return it without the traces of this one run.

    A cell that fails is a `StudyError` that names the cell, the error and the log; one
    that refuses a parameter is a `UsageError` and leaves no log.
    """
    name, committed = notebook.stem, nb.read_notebook(notebook)
    folder = notebook.parent
    try:
        done = run_papermill(committed, parameters, folder=folder, timeout=timeout)
    except CellFailed as error:
        if error.ename == "UsageError":  # a choice of the reader, checked by the cell
            raise UsageError(f"{name}: {error.evalue}") from None
        log = files.write_log(name, error.traceback + "\n")
        told = f"cell {error.count} failed with {error}; the traceback is in {log}"
        raise StudyError(f"{name}: {told}") from None
    except StudyError as error:
        stopped = " and was stopped" if isinstance(error, CellTimeout) else ""
        raise StudyError(f"{name}: {error}{stopped}") from None
    return _strip_noise(done)


def _strip_noise(notebook: dict) -> dict:
    """Drop times, paths and versions of a run, in place, so that reruns are equal."""
    kept = {k: v for k, v in notebook["metadata"].items() if k == "emergestudy"}
    language = {"name": "python"}
    notebook["metadata"] = {"kernelspec": _KERNEL, "language_info": language} | kept
    for cell in notebook["cells"]:
        for key in ("papermill", "execution", "scrolled", "collapsed"):
            cell["metadata"].pop(key, None)
        if cell["metadata"].get("tags") == []:
            del cell["metadata"]["tags"]
    return notebook


def run_notebook(
    notebook: Path, parameters: Mapping[str, object], folder: Path, *,
    changed: Mapping[str, Mapping[str, object]] | None = None, html: bool = False,
    force: bool = False, stale: bool = False, timeout: float | None = None,
) -> Path:  # fmt: skip
    """Execute a notebook into a folder of its own, all of it or nothing.

    The folder gets the executed notebook, ``figures/``, ``run.json`` and, with `html`,
    the page (see `page_of`). One that holds the same run already (the same code, data
    and values) stays as it is, but for a page that it lacks. With `force` it runs again
    and replaces a run that is there; with `stale` it replaces one that other code or
    data made. Other files are never replaced. For `changed` see
    `emergestudy.running.notebooks.mark_changes`.

    A folder that holds anything else, or cannot be written, is a `UsageError`.
    """
    folder = folder.resolve()
    key = notebook_key(notebook, parameters)
    kept = (_key_of(folder) == key) and not force
    if kept and not (html and not page_of(folder, notebook).is_file()):
        return folder
    files.check_place(folder, replace=force or stale or kept)
    with files.draft_beside(folder) as draft:
        for path in map(folder.joinpath, files.made_in(folder) if kept else ()):
            if path.is_file():
                files.write_text(path.read_bytes(), draft / path.relative_to(folder))
        if not kept:
            start = time.perf_counter()
            executed = execute(notebook, parameters, timeout=timeout)
            seconds = round(time.perf_counter() - start, 2)
            if changed:
                nb.mark_changes(executed, nb.read_notebook(notebook), dict(changed))
            nb.write_notebook(executed, draft / notebook.name)
            _save_figures(executed, draft / "figures")
            about = {"notebook": notebook.stem, "parameters": dict(parameters)}
            about |= {"seconds": seconds, "key": key} | _provenance(notebook.parent)
            files.write_text(json.dumps(about, indent=1) + "\n", draft / files.LAST)
        if html:
            from emergestudy.running.pages import make_run_page

            make_run_page(notebook, draft / notebook.name, draft / PAGE)
        files.install(draft, folder, replace=force or stale or kept)
    return folder


def page_of(folder: Path, notebook: Path) -> Path:
    """Return where the page of a run is."""
    return folder / PAGE / "notebooks" / f"{notebook.stem}.html"


def _key_of(folder: Path) -> str | None:
    """Return the key of the run that a folder holds, if it holds one."""
    try:
        return json.loads((folder / files.LAST).read_text(encoding="utf-8")).get("key")
    except (OSError, ValueError, AttributeError):
        return None


def _save_figures(notebook: dict, folder: Path) -> None:
    for number, cell in enumerate(nb.code_cells(notebook), 1):
        named = cell["metadata"].get("mystnb", {}).get("figure", {}).get("name")
        for output in cell.get("outputs", []):
            image = output.get("data", {}).get("image/png")
            if image:
                folder.mkdir(exist_ok=True)
                path = folder / f"{named or f'cell-{number}'}.png"
                path.write_bytes(base64.b64decode("".join(image)))


def _provenance(folder: Path) -> dict[str, object]:
    """Say which data, code and packages a run in a checkout used."""
    commit = None
    command = ["git", "rev-parse", "HEAD"]
    with suppress(OSError, subprocess.CalledProcessError, UsageError):
        package_root()  # a wheel may lie in somebody else's repository
        said = subprocess.check_output(command, cwd=folder, stderr=subprocess.DEVNULL)
        commit = said.decode().strip()
    return {
        "data_sha256": data_hash(),
        "git_commit": commit,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in ("emergestudy", *PACKAGES)},
    }
