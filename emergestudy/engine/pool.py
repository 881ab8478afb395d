"""Pools of processes that have the study's imports already."""

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver

SAFE_PATH = "PYTHONSAFEPATH"


def warm_pool(jobs: int) -> ProcessPoolExecutor:
    """Make a pool whose processes import pandas, seaborn and papermill once for all.

    Parameters
    ----------
    jobs : int
        Processes.

    Returns
    -------
    ProcessPoolExecutor
        Its processes end with this one, even if it is killed.
    """
    if sys.platform == "win32":
        return ProcessPoolExecutor(jobs)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["emergestudy.engine.ready"])
    os.environ[SAFE_PATH] = "1"  # the package of this process, not one in this folder
    try:
        forkserver.ensure_running()
    finally:
        del os.environ[SAFE_PATH]
    return ProcessPoolExecutor(jobs, context, initializer=_start)


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C does
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the process that made the pool; a killed one cannot say goodbye."""
    multiprocessing.parent_process().join()
    os._exit(1)
