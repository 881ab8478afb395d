"""Execute one notebook with papermill; a failing cell becomes one line and a log."""

import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from emergestudy.engine.child import CellTimeout, ChildDied
from emergestudy.engine.direct import CellFailed, run_direct
from emergestudy.errors import StudyError, UsageError
from emergestudy.runner.notebooks import read_notebook, write_text

_COLOR = re.compile(r"\x1b\[[0-9;]*m")


def execute(
    notebook: Path,
    parameters: Mapping[str, object],
    scratch: Path,
    log: Path,
    *,
    warm: bool = False,
    timeout: float | None = None,
) -> dict:
    """Execute a notebook and return it as it came out.

    Parameters
    ----------
    notebook : Path
        What to run; it is not changed.
    parameters : mapping of str to object
        Checked values; empty runs the defaults.
    scratch : Path
        File that papermill may write while it runs; it is removed at the end.
    log : Path
        Where the traceback goes if a cell fails.
    warm : bool
        Use the engine of `emergestudy.engine` in place of a Jupyter kernel.
    timeout : float, optional
        Seconds that a cell may take.

    Returns
    -------
    dict
        The executed notebook.

    Raises
    ------
    StudyError
        If a cell fails; the message names the cell, the error and the log. A cell
        that refuses a parameter is a `UsageError` and leaves no log.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError

    scratch.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _told(notebook, log, timeout):
            try:
                _run(notebook, parameters, scratch, warm, timeout)
            except papermill.PapermillExecutionError as error:
                raise _failure(notebook, error, log) from None
            except CellTimeoutError:
                raise CellTimeout from None
        return read_notebook(scratch)
    finally:
        scratch.unlink(missing_ok=True)


def execute_once(
    notebook: Path,
    parameters: Mapping[str, object],
    log: Path,
    timeout: float | None = None,
) -> dict:
    """Execute a notebook in this process and its child, as fast as it can be.

    Parameters
    ----------
    notebook, parameters, log, timeout
        As in `execute`.

    Returns
    -------
    dict
        The executed notebook.

    Raises
    ------
    StudyError
        As in `execute`.
    """
    with _told(notebook, log, timeout):
        return run_direct(read_notebook(notebook), parameters, notebook.parent, timeout)


@contextmanager
def _told(notebook: Path, log: Path, timeout: float | None) -> Iterator[None]:
    """Say what happened to a run in one line that names the notebook."""
    try:
        yield
    except CellFailed as error:
        raise _failure(notebook, error, log) from None
    except CellTimeout:
        raise StudyError(
            f"{notebook.stem}: a cell ran longer than {timeout:g} s and was stopped"
        ) from None
    except ChildDied as error:
        raise StudyError(f"{notebook.stem}: {error}") from None


def _run(
    notebook: Path, parameters: Mapping, scratch: Path, warm: bool, limit: float | None
) -> None:
    import papermill

    from emergestudy.engine.warm import register

    register()
    logging.getLogger("papermill").setLevel(logging.ERROR)
    with _kernel_stderr_dropped():
        papermill.execute_notebook(
            notebook,
            scratch,
            parameters=dict(parameters),
            cwd=notebook.parent,
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            engine_name="emergestudy" if warm else None,
            execution_timeout=limit,
            request_save_on_cell_execute=not warm,
        )


@contextmanager
def _kernel_stderr_dropped() -> Iterator[None]:
    """Keep what the kernel's machinery says of itself off the terminal.

    What cells write to stderr is not concerned: it is part of their output.
    """
    saved, sink = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(sink)


def _failure(notebook: Path, error: Exception, log: Path) -> StudyError:
    if error.ename == "UsageError":  # a choice of the reader, checked by the chapter
        return UsageError(f"{notebook.stem}: {_COLOR.sub('', error.evalue)}")
    log.parent.mkdir(parents=True, exist_ok=True)
    write_text(_COLOR.sub("", "\n".join(error.traceback)) + "\n", log)
    reason = _COLOR.sub("", f"{error.ename}: {error.evalue}").strip().splitlines()[0]
    return StudyError(
        f"{notebook.stem}: cell {error.exec_count} failed with {reason}; "
        f"the traceback is in {log}"
    )
