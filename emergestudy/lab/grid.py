"""All training runs of a grid, one process a core; it continues where it stopped."""

import json
import multiprocessing
import os
import platform
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from emergestudy.errors import StudyError, UsageError
from emergestudy.lab.settings import LabSettings, Trajectory

SETTINGS, TABLE = "settings.json", "lab.csv"
KEYS = ["world", "size", "seed", "step", "setting", "examples", "draw"]
BEAT = 0.25  # seconds between looks at the progress
# Tiny models train faster on one thread than on several that wait for each other, and
# one thread adds numbers in the same order each time.
ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def run_grid(
    settings: LabSettings,
    folder: Path,
    jobs: int | None = None,
    progress: bool = True,
) -> pd.DataFrame:
    """Train what a folder lacks of a grid, and return the whole table.

    Parameters
    ----------
    settings : LabSettings
        What to train.
    folder : Path
        Keeps one file a finished training run, and in the end ``lab.csv``. A grid that
        was stopped loses the runs it was at, no others.
    jobs : int, optional
        Processes; by default one a core. Each uses one thread and about 1 GB.
    progress : bool
        Show a bar with the time left.

    Returns
    -------
    pandas.DataFrame
        Columns as `emergestudy.lab.evaluate.train_trajectory`.

    Raises
    ------
    UsageError
        Without the extra ``lab``, or if the folder belongs to another grid.
    StudyError
        If it was stopped, a process died, or the folder cannot be written.
    """
    if not all(find_spec(name) for name in ("jax", "optax")):
        raise UsageError("the lab needs JAX: pip install 'emergestudy[lab]'")
    if jobs is not None and jobs < 1:
        raise UsageError(f"jobs is {jobs}; it has to be at least 1")
    store = Store(folder, settings)
    if store.missing:
        _train(store, jobs or len(_cores()), progress)
    return store.collect()


class Store:
    """A folder that holds what a grid has trained so far: a file a finished run.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    settings : LabSettings
        What the grid trains.

    Raises
    ------
    UsageError
        If the folder holds something else, or a grid with other settings.
    StudyError
        If it cannot be written.
    """

    def __init__(self, folder: Path, settings: LabSettings) -> None:
        self.folder, self.settings = Path(folder), settings
        written = self.folder / SETTINGS
        if written.is_file():
            self._compare(written)
        elif self.folder.exists() and (
            not self.folder.is_dir() or any(self.folder.iterdir())
        ):
            what = "holds something else" if self.folder.is_dir() else "is a file"
            raise UsageError(
                f"{self.folder} {what}; name a folder that is not there yet with --out"
            )
        self._write(written, json.dumps(settings.as_dict(), indent=1) + "\n")

    def path(self, which: Trajectory) -> Path:
        """Return the file of a training run."""
        return self.folder / f"{which.name}.csv"

    @property
    def missing(self) -> list[Trajectory]:
        """Training runs that are not finished, the longest first."""
        return [t for t in self.settings.trajectories if not self._is_whole(t)]

    def _is_whole(self, which: Trajectory) -> bool:
        """Say whether the file of a run is there with all of its rows."""
        path, grid = self.path(which), self.settings
        rows = len(grid.checkpoint_steps) * (1 + len(grid.amounts) * grid.draws)
        return path.is_file() and path.read_bytes().count(b"\n") == rows + 1

    def keep(self, which: Trajectory, rows: pd.DataFrame, seconds: float) -> None:
        """Write a finished training run, all of it or nothing."""
        about = {"seconds": round(seconds, 1), "python": platform.python_version()}
        about |= {name: version(name) for name in ("jax", "jaxlib", "optax", "numpy")}
        about["machine"] = f"{platform.system()} {platform.machine()}"
        beside = self.path(which).with_suffix(".json")
        self._write(beside, json.dumps(about, indent=1) + "\n")
        self._write(self.path(which), _as_csv(rows))

    def collect(self) -> pd.DataFrame:
        """Join the finished training runs into one table, and write it.

        The rows are sorted, so the order in which the runs ended does not show.
        """
        parts = [pd.read_csv(self.path(t)) for t in self.settings.trajectories]
        table = pd.concat(parts).sort_values(KEYS, kind="stable", ignore_index=True)
        table = table.astype({"examples": "Int64", "draw": "Int64"})
        self._write(self.folder / TABLE, _as_csv(table))
        return table

    def kept(self) -> str:
        """Say how much is there, and how to go on."""
        every = len(self.settings.trajectories)
        return (
            f"{every - len(self.missing)} of {every} training runs are kept in "
            f"{self.folder}; the same command goes on from there"
        )

    def _compare(self, written: Path) -> None:
        wanted = self.settings.as_dict()
        try:
            there = json.loads(written.read_text(encoding="utf-8"))
            differs = [k for k in wanted if there.get(k) != wanted[k]]
        except (OSError, ValueError, AttributeError):
            raise UsageError(
                f"{written} cannot be read; name another folder with --out"
            ) from None
        if differs:
            name = differs[0]
            raise UsageError(
                f"{self.folder} holds a grid with {name} {there.get(name)}, not "
                f"{wanted[name]}; name another folder with --out"
            )

    def _write(self, path: Path, text: str) -> None:
        half = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            half.write_text(text, encoding="utf-8")
            half.replace(path)
        except OSError as error:
            half.unlink(missing_ok=True)
            raise StudyError(f"{path} cannot be written ({error.strerror})") from None


def _as_csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, float_format="%.6f", lineterminator="\n")


def _cores() -> list[int]:
    """Return the numbers of the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


@dataclass
class Shared:
    """What the processes of a grid share, without locks that one could die with."""

    done: Any  # RawArray: work done so far by each process, in `work_units`
    started: Any  # Value: how many processes have started
    stop: Any  # RawValue: not 0 when all shall stop
    cores: list[int]  # to run on
    own: int = 0  # number of this process


def _train(store: Store, jobs: int, progress: bool) -> None:
    # Spawned, not forked: JAX does not survive a fork.
    context = multiprocessing.get_context("spawn")
    todo = store.missing
    jobs = min(jobs, len(todo))
    done, started = context.RawArray("d", jobs), context.Value("i", 0)
    shared = Shared(done, started, context.RawValue("b", 0), _cores())
    total = sum(work_units(store.settings, t) for t in todo)
    pool = ProcessPoolExecutor(jobs, context, _start, (shared,))
    bar = tqdm(
        total=total, disable=None if progress else True, unit="work", leave=False,
        bar_format="{desc} {percentage:3.0f}% |{bar}| {elapsed}, {remaining} left",
    )  # fmt: skip
    with bar, _plain_words(store), pool:
        running = {pool.submit(train_one, store.settings, t): t for t in todo}
        try:
            _follow(running, store, shared, bar)
        except BaseException:
            shared.stop.value = 1
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _follow(
    running: dict[Future, Trajectory], store: Store, shared: Shared, bar: tqdm
) -> None:
    """Keep each run as it ends, and move the bar."""
    all_runs = len(store.settings.trajectories)
    while running:
        done, _ = wait(running, BEAT, FIRST_COMPLETED)
        for future in done:
            rows, seconds = future.result()
            store.keep(running.pop(future), rows, seconds)
        bar.set_description(f"{all_runs - len(running)} of {all_runs} runs", False)
        bar.n = min(sum(shared.done), bar.total)
        bar.refresh()


@contextmanager
def _plain_words(store: Store) -> Iterator[None]:
    """Say in one line what stopped a grid, and that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        raise StudyError(f"stopped; {store.kept()}") from None
    except (BrokenProcessPool, MemoryError):
        raise StudyError(
            "a training process died, most likely for want of memory (about 1 GB "
            f"each); {store.kept()}, with --jobs 1 if memory is short"
        ) from None


# What follows runs in the processes of the grid: one thread on one core, one run at a
# time. `_shared` is theirs.


class Stopped(Exception):
    """The grid was told to stop."""


_shared: Shared | None = None


def _start(shared: Shared) -> None:
    """Prepare a process; JAX is imported after this."""
    global _shared
    _shared = shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent tells when to stop
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {ONE_THREAD}".strip()
    # Several processes may share an accelerator.
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    with shared.started.get_lock():
        shared.own = shared.started.value % len(shared.done)
        shared.started.value += 1
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {shared.cores[shared.own % len(shared.cores)]})


def _end_with_parent() -> None:
    multiprocessing.parent_process().join()
    os._exit(1)


def train_one(settings: LabSettings, which: Trajectory) -> tuple[pd.DataFrame, float]:
    """Train one run; return its rows and the seconds it took.

    Raises
    ------
    MemoryError
        If there is too little of it.
    """
    from emergestudy.lab import evaluate

    def tick(steps: float) -> None:
        if _shared.stop.value:
            raise Stopped
        _shared.done[_shared.own] += which.size * steps

    began = time.perf_counter()
    try:
        rows = evaluate.train_trajectory(settings, which, tick)
    except RuntimeError as error:
        if "RESOURCE_EXHAUSTED" in str(error):  # as XLA says it
            raise MemoryError from None
        raise
    return rows, time.perf_counter() - began


def work_units(settings: LabSettings, which: Trajectory) -> float:
    """Return the work of a run; a step costs about in proportion to the width."""
    tuning = settings.tuning_steps * len(settings.checkpoint_steps)
    return which.size * (settings.steps + tuning)
