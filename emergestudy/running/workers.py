"""Where the runs of a sweep happen: processes here, or a Dask cluster.

A worker needs nothing but the installed package: the notebook comes as text, the
results go back as texts. No file is written.
"""

import asyncio
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent import futures
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import forkserver

from emergestudy.errors import StudyError, UsageError
from emergestudy.running.fingerprint import study_key
from emergestudy.running.notebooks import records
from emergestudy.running.run import run_papermill

AHEAD = 3  # runs that wait for each worker
ATTEMPTS = 3  # times that a run may lose its worker
SECONDS = 10  # to reach a scheduler
_SAFE_PATH = "PYTHONSAFEPATH"


@dataclass(frozen=True)
class Task:
    """What a worker gets: a notebook as JSON without outputs, and its parameters.

    `key` stands for the run; `collect` names recorded results, none for all numbers and
    texts; a cell may take `timeout` seconds.
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
    study: str = ""  # the code and data of the worker, as `study_key` has them


def _run_task(task: Task) -> Outcome:
    """Run a notebook without rendering figures; an error is an outcome too."""
    start = time.perf_counter()
    notebook = json.loads(task.text)
    results, error, trace = {}, "", ""
    try:
        done = run_papermill(
            notebook, task.parameters, timeout=task.timeout, figures=False
        )
        results = _collected(done, task.collect)
    except StudyError as failure:
        error, trace = str(failure), getattr(failure, "traceback", "")
    seconds = time.perf_counter() - start
    about = (task.key, task.parameters, results, seconds, error, trace)
    return Outcome(*about, study=study_key())


def _collected(notebook: dict, names: Sequence[str]) -> dict[str, str]:
    """Return recorded results as JSON texts: those named, or all that are no table."""
    found = records(notebook)
    lacking = [name for name in names if name not in found]
    if lacking:
        raise StudyError(f"the run did not record {lacking[0]!r}")
    names = names or [name for name in found if not is_table(found[name])]
    return {name: found[name] for name in names}


def is_table(text: str) -> bool:
    """Say whether the JSON of a recorded result is that of a table."""
    return text.startswith("{") and "schema" in json.loads(text)


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
    processes = dict(getattr(pool, "_processes", None) or {})
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes.values():
        process.kill()


def _start() -> None:
    os.environ.pop(_SAFE_PATH, None)  # set for the server alone, not for runs
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C does
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the process that made the pool; a killed one cannot say goodbye."""
    multiprocessing.parent_process().join()
    os._exit(1)


def local(jobs: int) -> tuple[Callable[[], Executor], int]:
    """Return what makes a pool of processes, and how many runs to hand out."""
    return (lambda: warm_pool(jobs)), AHEAD * jobs


def dask(address: str) -> tuple[Callable[[], Executor], int]:
    """Return what makes an executor on a Dask cluster, and how many runs to hand out.

    If the extra is not installed, or nobody answers, that is a `UsageError`.
    """
    try:
        from distributed import Client
    except ImportError:
        cure = "'make install-dask' adds it"
        raise UsageError(f"--dask needs the package distributed; {cure}") from None
    try:  # a client that finds nobody keeps trying in the background, and says so
        told = asyncio.run(asyncio.wait_for(_identity(address), SECONDS))
        if told.get("type") != "Scheduler":
            raise ValueError("not a scheduler")
    except Exception as error:  # what a stranger on that port causes
        raise UsageError(
            f"no Dask scheduler answers at {address or 'an empty address'} "
            f"({str(error) or type(error).__name__}); start one with 'dask scheduler', "
            "and give its tcp:// address, not that of its dashboard"
        ) from None
    threads = sum(worker["nthreads"] for worker in told["workers"].values())
    if not threads:
        raise UsageError(f"{address} has no workers; start some with 'dask worker'")
    client = Client(address, timeout=SECONDS, set_as_default=False)
    return (lambda: client.get_executor(pure=False)), AHEAD * threads


async def _identity(address: str) -> dict:
    from distributed.comm import connect
    from distributed.core import send_recv

    comm = await connect(address, timeout=SECONDS)
    try:
        return await send_recv(comm, op="identity", reply=True)
    finally:
        comm.abort()


def drive(
    tasks: Sequence[Task], make_executor: Callable[[], Executor], ahead: int,
    run: Callable[[Task], Outcome] = _run_task,
) -> Iterator[Outcome]:  # fmt: skip
    """Run tasks on any executor and yield outcomes as they come.

    At most `ahead` runs are handed out: memory does not grow with the sweep. An
    executor that breaks, for instance because a worker was killed, is made again, and
    lost runs are run again, up to `ATTEMPTS` times. That a worker has other code or
    data than this machine is a `StudyError`.
    """
    todo, lost = list(tasks), 0
    while todo:
        executor, before = make_executor(), len(todo)
        done: set[str] = set()
        try:
            for outcome in _pass(todo, executor, ahead, run):
                if outcome.study != study_key():
                    raise StudyError(
                        "a worker has another version of the study, its data or "
                        "Python; its results were not kept. Install the same on all "
                        "machines"
                    )
                done.add(outcome.key)
                yield outcome
        except BrokenExecutor:
            pass
        except futures.CancelledError:
            told = "what is finished is kept, and the same command goes on"
            raise StudyError(f"the cluster is gone; {told}") from None
        except BaseException:  # also if nobody wants more outcomes
            if isinstance(executor, ProcessPoolExecutor):
                stop_pool(executor)
            raise
        finally:
            executor.shutdown(wait=False)
        todo = [task for task in todo if task.key not in done]
        lost = 0 if len(todo) < before else lost + 1
        if todo and lost >= ATTEMPTS:
            told = f"workers died {ATTEMPTS} times without finishing a run"
            cure = "Is there enough memory? The same command goes on"
            raise StudyError(f"{told}; {len(todo)} runs are left. {cure}")


def _pass(
    tasks: Sequence[Task], executor: Executor, ahead: int, run: Callable
) -> Iterator[Outcome]:
    queue, broken = iter(tasks), None
    pending = {executor.submit(run, task) for task in islice(queue, ahead)}
    while pending:
        finished, pending = futures.wait(pending, None, futures.FIRST_COMPLETED)
        for future in finished:
            try:
                yield future.result()
            except BrokenExecutor as error:
                broken = error
        if broken is None:
            more = islice(queue, len(finished))
            pending |= {executor.submit(run, task) for task in more}
    if broken:
        raise broken
