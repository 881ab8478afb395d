"""Execute one notebook with papermill; a failing cell becomes one line and a log."""

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from emergestudy.errors import StudyError, UsageError
from emergestudy.running.child import CellTimeout, Child, ChildDied
from emergestudy.running.files import write_log
from emergestudy.running.notebooks import code_cells, read_notebook, source, strip_noise

_COLOR = re.compile(r"\x1b\[[0-9;]*m")


class CellFailed(StudyError):
    """A cell raised an error: its name, text, number and plain traceback."""

    def __init__(self, ename: str, evalue: str, count: int, lines: list[str]) -> None:
        first = f"{ename}: {_COLOR.sub('', evalue)}".strip().splitlines()[0]
        super().__init__(first)
        self.ename, self.evalue, self.count = ename, _COLOR.sub("", evalue), count
        self.traceback = _COLOR.sub("", "\n".join(lines))


def run_papermill(
    notebook: dict,
    parameters: Mapping[str, object],
    *,
    folder: Path | None = None,
    timeout: float | None = None,
    figures: bool = True,
) -> dict:
    """Run a notebook by papermill, on the warm engine where the system can fork.

    Nothing is written: papermill gets the notebook as it is in memory, and saves no
    cell on the way.

    Parameters
    ----------
    notebook : dict
        What to run; it is not changed.
    parameters : mapping of str to object
        Checked values; empty runs the defaults.
    folder : Path, optional
        Where it runs.
    timeout : float, optional
        Seconds that a cell may take.
    figures : bool
        Render figures.

    Returns
    -------
    dict
        The executed notebook.

    Raises
    ------
    CellFailed
        If a cell raises an error; cells after it do not run.
    CellTimeout, ChildDied
        See `emergestudy.running.child.Child.run`.
    """
    with ExitStack() as stack:
        early, settings = None, {"engine_name": None}
        if hasattr(os, "fork"):
            settings = {"engine_name": "emergestudy", "figures": figures}
            if "papermill" not in sys.modules:  # it loads while the child gets ready
                sources = [source(cell) for cell in code_cells(notebook)]
                early = stack.enter_context(Child(folder, sources, figures=figures))
        from emergestudy.running import stock

        if early:
            stack.enter_context(stock.using(early))
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
    notebook: Path,
    parameters: Mapping[str, object],
    *,
    timeout: float | None = None,
) -> dict:
    """Run a notebook in its folder, and say in one line what goes wrong.

    Parameters
    ----------
    notebook : Path
        What to run; it is not changed.
    parameters, timeout
        As in `run_papermill`.

    Returns
    -------
    dict
        The executed notebook, without the traces of this one run.

    Raises
    ------
    StudyError
        If a cell fails; the message names the cell, the error and the log. A cell
        that refuses a parameter is a `UsageError` and leaves no log.
    """
    name = notebook.stem
    try:
        done = run_papermill(
            read_notebook(notebook), parameters, folder=notebook.parent, timeout=timeout
        )
    except CellFailed as error:
        if error.ename == "UsageError":  # a choice of the reader, checked by the cell
            raise UsageError(f"{name}: {error.evalue}") from None
        log = write_log(name, error.traceback + "\n")
        raise StudyError(
            f"{name}: cell {error.count} failed with {error}; the traceback is in {log}"
        ) from None
    except CellTimeout:
        raise StudyError(
            f"{name}: a cell ran longer than {timeout:g} s and was stopped"
        ) from None
    except ChildDied as error:
        raise StudyError(f"{name}: {error}") from None
    return strip_noise(done)
