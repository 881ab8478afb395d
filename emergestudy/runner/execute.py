"""Execute one notebook with papermill; a failing cell becomes one line and a log."""

import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from emergestudy.errors import StudyError, UsageError
from emergestudy.runner.notebooks import read_notebook, write_text

_COLOR = re.compile(r"\x1b\[[0-9;]*m")


def execute(
    notebook: Path, parameters: Mapping[str, object], scratch: Path, log: Path
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

    logging.getLogger("papermill").setLevel(logging.ERROR)
    scratch.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _kernel_stderr_dropped():
            papermill.execute_notebook(
                notebook,
                scratch,
                parameters=dict(parameters),
                cwd=notebook.parent,
                kernel_name="python3",
                progress_bar=False,
                log_output=False,
            )
        return read_notebook(scratch)
    except papermill.PapermillExecutionError as error:
        raise _failure(notebook, error, log) from None
    finally:
        scratch.unlink(missing_ok=True)


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
