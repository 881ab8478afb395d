"""Executed notebooks and what each depends on: run again only what changed."""

import json
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path

from emergestudy.running.files import write_text
from emergestudy.running.fingerprint import notebook_key
from emergestudy.running.notebooks import (
    mark_changes,
    read_notebook,
    with_outputs,
    write_notebook,
)
from emergestudy.running.run import execute

_SAFE_PATH = "PYTHONSAFEPATH"
VERDICTS = "verdicts"
"""The notebook that reads what all others recorded; it runs after them."""
RECORDS = "EMERGESTUDY_NOTEBOOKS"
"""Environment variable with the folder of the executed notebooks that it reads."""
TABLES = "EMERGESTUDY_READS"
"""Environment variable with the file in which a run notes the tables that it loads."""


@dataclass(frozen=True)
class Job:
    """One notebook with its parameters, and the folder `build` of what it leaves.

    `reads` is the folder of the executed notebooks whose records it reads, `timeout`
    the seconds that a cell may take; for `changed` and `edition` see
    `emergestudy.running.notebooks.mark_changes`.
    """

    notebook: Path
    parameters: Mapping[str, object]
    build: Path
    timeout: float | None = None
    reads: Path | None = None
    changed: Mapping[str, Mapping[str, object]] | None = None
    edition: str | None = None

    @property
    def executed(self) -> Path:
        """The executed notebook."""
        return self.build / "executed" / self.notebook.name

    @property
    def dependencies(self) -> Path:
        """What it depended on: its key and the tables that it read."""
        return self.executed.with_suffix(".json")

    def key(self, tables: Sequence[str] = ("*",)) -> str:
        """Hash all that it depends on."""
        return notebook_key(self.notebook, self.parameters, tables, self.reads)

    def is_fresh(self) -> bool:
        """Say whether nothing changed that it depends on."""
        try:
            known = json.loads(self.dependencies.read_text(encoding="utf-8"))
            return self.executed.is_file() and known["key"] == self.key(known["tables"])
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def page(self) -> dict:
        """Return the committed notebook with the outputs of this run."""
        committed, executed = map(read_notebook, (self.notebook, self.executed))
        made = with_outputs(committed, executed)
        if self.edition is not None:
            mark_changes(made, committed, dict(self.changed or {}), self.edition)
        return made


def run_jobs(jobs: Sequence[Job], *, processes: int, force: bool = False) -> list[str]:
    """Execute the notebooks whose inputs changed since their last run, or all.

    Returns the names of those that ran.

    Raises
    ------
    StudyError
        If one fails; those that have not started are not run.
    """
    todo = [job for job in jobs if force or not job.is_fresh()]
    if not todo:
        return []
    from tqdm import tqdm

    pool = warm_pool(min(processes, len(todo)))
    with tqdm(total=len(todo), desc="notebooks", unit="nb", disable=None) as bar:
        # Later chapters take longer: first come, so that no process waits at the end.
        futures = [pool.submit(run_job, job) for job in reversed(todo)]
        for future in futures:
            future.add_done_callback(lambda _: bar.update())
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        except BaseException:
            stop_pool(pool)
            raise
        pool.shutdown(wait=True, cancel_futures=True)
    for future in futures:
        if not future.cancelled():
            future.result()
    return [job.notebook.stem for job in todo]


def run_job(job: Job) -> None:
    """Execute one notebook and note what it read."""
    job.executed.parent.mkdir(parents=True, exist_ok=True)
    before = job.key()
    with tempfile.TemporaryDirectory() as scratch:
        noted = Path(scratch) / "tables"
        about = {RECORDS: str(job.reads)} if job.reads else {}
        with environment(about | {TABLES: str(noted)}):
            done = execute(job.notebook, job.parameters, timeout=job.timeout)
        tables = set(noted.read_text().split()) if noted.is_file() else set()
    job.dependencies.unlink(missing_ok=True)
    write_notebook(done, job.executed)
    if before == job.key():
        told = {"key": job.key(sorted(tables)), "tables": sorted(tables)}
        write_text(json.dumps(told), job.dependencies)


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def warm_pool(jobs: int) -> ProcessPoolExecutor:
    """Make a pool whose processes import pandas, seaborn and papermill once for all.

    They end with this process, even if it is killed.
    """
    if sys.platform == "win32":
        return ProcessPoolExecutor(jobs)
    from emergestudy.running.shell import ALWAYS

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*ALWAYS, "emergestudy.running.stock"])
    os.environ[_SAFE_PATH] = "1"  # the package of this process, not one in this folder
    try:
        forkserver.ensure_running()
    finally:
        del os.environ[_SAFE_PATH]
    return ProcessPoolExecutor(jobs, context, initializer=_start)


def stop_pool(pool: ProcessPoolExecutor) -> None:
    """End a pool at once: what its processes are at is lost."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()


def _start() -> None:
    os.environ.pop(_SAFE_PATH, None)  # set for the server alone, not for runs
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C does
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the process that made the pool; a killed one cannot say goodbye."""
    multiprocessing.parent_process().join()
    os._exit(1)
