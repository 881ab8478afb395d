"""All training runs of a grid, one process a core; it continues where it stopped."""

import json
import multiprocessing
import os
import platform
import signal
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from emergestudy.errors import StudyError, UsageError
from emergestudy.lab.settings import LabSettings, Trajectory

KEYS = ["world", "size", "seed", "step", "setting", "examples", "draw"]
BEAT = 0.25  # seconds between looks at the progress
# Tiny models train faster on one thread than on several that wait for each other, and
# one thread adds numbers in the same order each time.
ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def run_grid(
    settings: LabSettings, folder: Path, jobs: int | None = None, progress: bool = True
) -> pd.DataFrame:
    """Train what a folder lacks of a grid, and return the whole table.

    Parameters
    ----------
    settings : LabSettings
    folder : Path
        Keeps one file a finished training run, and in the end ``lab.csv``. A grid that
        was stopped loses the runs it was at, no others.
    jobs : int, optional
        Processes; by default one a core. Each uses one thread and about 1 GB.
    progress : bool
        Show a bar.

    Returns
    -------
    pandas.DataFrame
        One row a checkpoint and setting: ``world``, its ``q_rate``, ``relations`` and
        ``noise``, ``size``, ``params``, ``seed``, ``step``, ``tokens``,
        ``labels_seen``, ``loss`` and ``floor`` (nats per token),
        ``setting``, ``examples``, ``draw``, and the metrics of the answers:
        ``accuracy`` (the right label has the highest logit of the four) with its
        standard error over entities, ``accuracy_se``; ``token_accuracy`` (the highest
        of all tokens); ``exact_match`` (five answers in a row by `token_accuracy`);
        ``cross_entropy`` and ``label_cross_entropy`` (over all tokens, and over the
        four labels made to sum to 1; nats); ``label_brier`` ((1 - p)^2 for the share p
        of the right label among the four).

    Raises
    ------
    UsageError
        Without the extra ``lab``, or if the folder belongs to another grid.
    StudyError
        If it was stopped, a process died, or the folder cannot be written.
    """
    check_jax()
    if jobs is not None and jobs < 1:
        raise UsageError(f"jobs is {jobs}; it has to be at least 1")
    store = _Store(folder, settings)
    if store.missing:
        _train(store, jobs or len(_cores()), progress)
    return store.collect()


def check_jax() -> None:
    """Refuse to train where the extra ``lab`` is not installed."""
    if not all(find_spec(name) for name in ("jax", "optax")):
        raise UsageError("the lab needs JAX: pip install 'emergestudy[lab]'")


class _Store:
    """A folder that holds what a grid has trained so far: a file a finished run."""

    def __init__(self, folder: Path, settings: LabSettings) -> None:
        self.folder, self.settings = Path(folder), settings
        written = self.folder / "settings.json"
        if written.is_file():
            self._compare(written)
        elif self.folder.is_file() or any(self.folder.glob("*")):
            what = "is a file" if self.folder.is_file() else "holds something else"
            raise UsageError(
                f"{self.folder} {what}; name a folder that is not there yet with --out"
            )
        _write(settings.as_dict(), written)

    def path(self, which: Trajectory) -> Path:
        """Return the file of a training run."""
        return self.folder / f"{which.name}.csv"

    @property
    def missing(self) -> list[Trajectory]:
        """Training runs whose file is not there as written, the longest first."""
        return [t for t in self.settings.trajectories if not self._is_whole(t)]

    def _is_whole(self, which: Trajectory) -> bool:
        path = self.path(which)
        try:
            about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            return about["sha256"] == sha256(path.read_bytes()).hexdigest()
        except (OSError, ValueError, TypeError, KeyError):
            return False

    def keep(self, which: Trajectory, rows: pd.DataFrame, seconds: float) -> None:
        """Write a finished training run, all of it or nothing."""
        about = {"seconds": round(seconds, 1), "python": platform.python_version()}
        about |= {name: version(name) for name in ("jax", "jaxlib", "optax", "numpy")}
        about["machine"] = f"{platform.system()} {platform.machine()}"
        path = self.path(which)
        _write(rows, path)
        about["sha256"] = sha256(path.read_bytes()).hexdigest()
        _write(about, path.with_suffix(".json"))

    def collect(self) -> pd.DataFrame:
        """Join the runs into one table in an order of its own, and write it."""
        parts = [pd.read_csv(self.path(t)) for t in self.settings.trajectories]
        table = pd.concat(parts).sort_values(KEYS, kind="stable", ignore_index=True)
        table = table.astype({"examples": "Int64", "draw": "Int64"})
        _write(table, self.folder / "lab.csv")
        return table

    def kept(self) -> str:
        """Say how much is there, and how to go on."""
        every = len(self.settings.trajectories)
        return (
            f"{every - len(self.missing)} of {every} training runs are kept in "
            f"{self.folder}; the same command goes on from there"
        )

    def _compare(self, written: Path) -> None:
        """Refuse to go on with a grid of other settings."""
        cure = "name another folder with --out"
        try:
            there = json.loads(written.read_text(encoding="utf-8")) | {}
        except (OSError, ValueError, TypeError):
            raise UsageError(f"{written} cannot be read; {cure}") from None
        for name in there | (wanted := self.settings.as_dict()):
            if (found := there.get(name)) != (own := wanted.get(name)):
                raise UsageError(
                    f"{self.folder} holds a grid with {name} {found}, not {own}; {cure}"
                )


def _write(content: dict | pd.DataFrame, path: Path) -> None:
    """Write JSON or CSV, all of it or nothing."""
    if isinstance(content, dict):
        text = json.dumps(content, indent=1) + "\n"
    else:
        text = content.to_csv(index=False, float_format="%.6f", lineterminator="\n")
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(text, encoding="utf-8")
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise StudyError(f"{path} cannot be written ({error.strerror})") from None


def _cores() -> list[int]:
    """Return the numbers of the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


@dataclass
class _Shared:
    """What the processes of a grid share, without locks that one could die with."""

    done: Any  # RawArray: work done so far by each process
    started: Any  # Value: how many processes have started
    stop: Any  # RawValue: not 0 when all shall stop
    cores: list[int]  # to run on
    own: int = 0  # number of this process


def _train(store: _Store, jobs: int, progress: bool) -> None:
    """Train what is missing; say in one line what stopped it, and what is kept."""
    # Spawned, not forked: JAX does not survive a fork.
    context = multiprocessing.get_context("spawn")
    todo, grid = store.missing, store.settings
    jobs = min(jobs, len(todo))
    done, started = context.RawArray("d", jobs), context.Value("i", 0)
    shared = _Shared(done, started, context.RawValue("b", 0), _cores())
    pool = ProcessPoolExecutor(jobs, context, _start, (shared,))
    bar = tqdm(
        total=sum(map(grid.work, todo)), disable=None if progress else True,
        bar_format="{desc} {percentage:3.0f}% |{bar}| {elapsed}, {remaining} left",
        unit="work", leave=False,
    )  # fmt: skip
    try:
        with bar, pool:
            running = {pool.submit(_train_one, grid, t): t for t in todo}
            try:
                _follow(running, store, shared, bar)
            except BaseException:
                shared.stop.value = 1
                pool.shutdown(wait=True, cancel_futures=True)
                raise
    except KeyboardInterrupt:
        raise StudyError(f"stopped; {store.kept()}") from None
    except (BrokenProcessPool, MemoryError):
        raise StudyError(
            "a training process died, most likely for want of memory (about 1 GB "
            f"each); {store.kept()}, with --jobs 1 if memory is short"
        ) from None


def _follow(
    running: dict[Future, Trajectory], store: _Store, shared: _Shared, bar: tqdm
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


# What follows runs in the processes of the grid: one thread on one core, one run at a
# time. `_shared` is theirs.


class _Stopped(Exception):
    """The grid was told to stop."""


_shared: _Shared | None = None


def _start(shared: _Shared) -> None:
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


def _train_one(settings: LabSettings, which: Trajectory) -> tuple[pd.DataFrame, float]:
    """Train one run; return its rows and seconds. Too little memory: `MemoryError`."""
    from emergestudy.lab import model

    def tick(steps: float) -> None:
        if _shared.stop.value:
            raise _Stopped
        _shared.done[_shared.own] += which.size * steps

    began = time.perf_counter()
    try:
        rows = model.train_trajectory(settings, which, tick)
    except RuntimeError as error:
        if "RESOURCE_EXHAUSTED" in str(error):  # as XLA says it
            raise MemoryError from None
        raise
    return rows, time.perf_counter() - began
