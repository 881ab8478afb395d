"""One run of a sweep: text and parameters in, recorded results out.

A worker needs nothing but the installed package: the notebook comes as text, the
results go back as text. No file is written.
"""

import logging
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emergestudy.errors import StudyError


@dataclass(frozen=True)
class Task:
    """What a worker gets.

    Attributes
    ----------
    key : str
        Stands for the run.
    text : str
        A notebook without outputs, as JSON.
    parameters : mapping of str to object
        Checked values.
    collect : tuple of str
        Names of recorded results; empty for all numbers and texts.
    timeout : float or None
        Seconds that a cell may take.
    """

    key: str
    text: str
    parameters: Mapping[str, object]
    collect: tuple[str, ...]
    timeout: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What comes back: results as JSON texts by name, or an error."""

    key: str
    parameters: Mapping[str, object]
    results: Mapping[str, str]
    seconds: float
    error: str = ""
    traceback: str = ""


def run_task(task: Task) -> Outcome:
    """Run a notebook by papermill on the warm engine; an error is an outcome too."""
    import nbformat
    import papermill

    from emergestudy.engine.warm import register

    register()
    logging.getLogger("papermill").setLevel(logging.ERROR)
    start = time.perf_counter()
    results, error, trace = {}, "", ""
    try:
        done = papermill.execute_notebook(
            nbformat.reads(task.text, as_version=4), None,
            parameters=dict(task.parameters),
            engine_name="emergestudy" if hasattr(os, "fork") else None,
            kernel_name="python3", progress_bar=False,
            request_save_on_cell_execute=False, execution_timeout=task.timeout,
        )  # fmt: skip
        results = collected(done, task.collect)
    except papermill.PapermillExecutionError as failure:
        error = f"{failure.ename}: {failure.evalue}".strip().splitlines()[0]
        trace = "\n".join(failure.traceback)
    except StudyError as failure:
        error = str(failure)
    seconds = time.perf_counter() - start
    return Outcome(task.key, task.parameters, results, seconds, error, trace)


def collected(notebook: dict, names: Sequence[str]) -> dict[str, str]:
    """Return recorded results as JSON texts: those named, or all that are no table.

    Raises
    ------
    StudyError
        If one that is named was not recorded.
    """
    from emergestudy.results import SCALAR, TABLE, raw_results

    found = raw_results(notebook)
    lacking = [name for name in names if name not in found]
    if lacking:
        raise StudyError(f"the run did not record {lacking[0]!r}")
    chosen = names or [name for name, data in found.items() if SCALAR in data]
    return {name: found[name].get(TABLE) or found[name][SCALAR] for name in chosen}
