"""Pools of processes that have the imports of notebooks already."""

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver

from emergestudy.running.shell import ALWAYS

SAFE_PATH = "PYTHONSAFEPATH"


def warm_pool(jobs: int) -> ProcessPoolExecutor:
    """Make a pool whose processes import pandas, seaborn and papermill once for all.

    Parameters
    ----------
    jobs : int
        Processes; they end with this one, even if it is killed.
    """
    if sys.platform == "win32":
        return ProcessPoolExecutor(jobs)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*ALWAYS, "emergestudy.running.stock"])
    os.environ[SAFE_PATH] = "1"  # the package of this process, not one in this folder
    try:
        forkserver.ensure_running()
    finally:
        del os.environ[SAFE_PATH]
    return ProcessPoolExecutor(jobs, context, initializer=_start)


def stop_pool(pool: ProcessPoolExecutor) -> None:
    """End a pool at once: what its processes are at is lost."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()


def _start() -> None:
    os.environ.pop(SAFE_PATH, None)  # set for the server alone, not for runs
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C does
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the process that made the pool; a killed one cannot say goodbye."""
    multiprocessing.parent_process().join()
    os._exit(1)
