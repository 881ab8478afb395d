"""Executed notebooks and what each depends on: run again only what changed."""

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, wait
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from emergestudy.data import ALL, noted, noting
from emergestudy.engine.pool import warm_pool
from emergestudy.runner.execute import execute
from emergestudy.runner.fingerprint import notebook_key
from emergestudy.runner.notebooks import write_notebook, write_text
from emergestudy.runner.strip import strip_noise


@dataclass(frozen=True)
class Job:
    """One notebook with its parameters, and the folder of what it leaves.

    Attributes
    ----------
    notebook : Path
        What to run.
    parameters : mapping of str to object
        Empty for the defaults.
    build : Path
        ``executed/`` in it takes the notebook, ``logs/`` the traceback of a failure.
    timeout : float or None
        Seconds that a cell may take.
    """

    notebook: Path
    parameters: Mapping[str, object]
    build: Path
    timeout: float | None = None

    @property
    def executed(self) -> Path:
        """The executed notebook."""
        return self.build / "executed" / self.notebook.name

    @property
    def record(self) -> Path:
        """What it depended on: its key and the tables that it read."""
        return self.executed.with_suffix(".json")

    def is_fresh(self) -> bool:
        """Say whether nothing changed that it depends on."""
        try:
            known = json.loads(self.record.read_text(encoding="utf-8"))
            key = notebook_key(self.notebook, self.parameters, known["tables"])
            return self.executed.is_file() and known["key"] == key
        except (OSError, ValueError, KeyError, TypeError):
            return False


def run_jobs(jobs: Sequence[Job], *, processes: int, force: bool = False) -> list[str]:
    """Execute the notebooks whose inputs changed since their last run.

    Parameters
    ----------
    jobs : sequence of Job
        Notebooks.
    processes : int
        How many run at the same time.
    force : bool
        Run all.

    Returns
    -------
    list of str
        Names of the notebooks that ran.

    Raises
    ------
    StudyError
        If one fails; those that have not started are not run.
    """
    todo = [job for job in jobs if force or not job.is_fresh()]
    if not todo:
        return []
    bar = tqdm(total=len(todo), desc="notebooks", unit="nb", disable=None)
    with bar, warm_pool(min(processes, len(todo))) as pool:
        # Later chapters take longer: first come, so that no process waits at the end.
        futures = [pool.submit(run_job, job) for job in reversed(todo)]
        for future in futures:
            future.add_done_callback(lambda _: bar.update())
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    for future in futures:
        if not future.cancelled():
            future.result()
    return [job.notebook.stem for job in todo]


def run_job(job: Job) -> None:
    """Execute one notebook and note what it read."""
    folder, name = job.executed.parent, job.notebook.stem
    folder.mkdir(parents=True, exist_ok=True)
    scratch, reads = folder / f".{name}.scratch.ipynb", folder / f".{name}.reads"
    log = job.build / "logs" / f"{name}.log"
    before = notebook_key(job.notebook, job.parameters, [ALL])
    with noting(reads):
        done = execute(
            job.notebook, job.parameters, scratch, log,
            warm=hasattr(os, "fork"), timeout=job.timeout,
        )  # fmt: skip
    tables = noted(reads)
    reads.unlink(missing_ok=True)
    log.unlink(missing_ok=True)
    job.record.unlink(missing_ok=True)
    write_notebook(strip_noise(done), job.executed)
    if before == notebook_key(job.notebook, job.parameters, [ALL]):
        key = notebook_key(job.notebook, job.parameters, tables)
        write_text(json.dumps({"key": key, "tables": tables}), job.record)
