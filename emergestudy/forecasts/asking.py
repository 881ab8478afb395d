"""Ask a method about every cut, and read what it answers.

A method from somebody's file is asked in a process of its own, within limits. That gets
what is visible and nothing else, and starts in an empty folder. It is no prison: a
function that opens the study's tables would not be stopped.
"""

import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from runpy import run_path
from typing import Self

import numpy as np

from emergestudy.errors import EmergenceDataError, StudyError, UsageError
from emergestudy.forecasts.cuts import RANGES, Visible, benchmark_curves
from emergestudy.forecasts.methods import SHARES, Method, calls, estimator

PLACES = 40  # between the last visible model and the horizon, where scores are read
MOST_FAILURES = 5  # in a row, of a method from a file
STARTING = 60  # seconds to import the file


@dataclass(frozen=True)
class Answer:
    """What a method says at one cut.

    Attributes
    ----------
    scores : numpy.ndarray, (targets,) or (targets, 19), or None
        Scores from 0 to 1, or their quantiles; None: it cannot tell.
    place : float or numpy.ndarray (19,), or None
        Where the ability emerges, or quantiles of that, on the scale of `Visible`;
        None: not up to the horizon.
    """

    scores: np.ndarray | None
    place: float | np.ndarray | None = None


def ask_all(method: Method, cuts: Sequence[tuple[str, str, int]]) -> Iterator[Answer]:
    """Yield what a method answers at each cut."""
    curves = [benchmark_curves()[data_set, name] for data_set, name, _ in cuts]
    counts = [count for *_, count in cuts]
    seen = [one.visible(count) for one, count in zip(curves, counts, strict=True)]
    methods = [method] * len(cuts)
    if method is estimator:
        methods = [partial(estimator, call=call) for call in calls(seen)]
    for curve, count, *asked in zip(curves, counts, methods, seen, strict=True):
        targets = list(curve.targets(count).values())
        try:
            yield ask(*asked, curve.whole.scale[targets])
        except EmergenceDataError as error:
            place = f"{curve.source}, {curve.name}, {count} visible"
            raise EmergenceDataError(f"{place}: {error}") from None


def ask(method: Method, visible: Visible, targets: np.ndarray) -> Answer:
    """Ask a method at some scales, and up to the horizon where the ability emerges.

    `EmergenceDataError` if it answers what no method may return.
    """
    reach = np.linspace(0, RANGES[visible.x][-1], PLACES + 1)[1:]
    at = np.unique(np.concatenate([targets, visible.last + reach]))
    found = method(visible, at)
    if found is None:
        return Answer(None)
    two = isinstance(found, tuple) and len(found) == 2
    scores, place = found if two else (found, None)
    scores = _numbers(scores, "scores", ((len(at),), (len(at), len(SHARES))))
    steps = np.diff(visible.score) / np.maximum(np.diff(visible.scale), 1e-9)
    reach = np.abs(steps).max() * (at[0] - visible.last)  # of a line through models
    if np.min(scores[0]) > 2 + reach:
        raise EmergenceDataError("scores: not percent; a score goes from 0 to 1")
    scores = np.clip(scores, 0, 1)
    if place is not None:
        place = _numbers(place, "the place", ((), (len(SHARES),)))
    place = _place(visible, at, scores) if place is None else place
    return Answer(scores[np.searchsorted(at, targets)], place)


def _numbers(values, what, shapes):
    """Read numbers of one of the shapes; quantiles must not fall."""
    try:
        found = np.asarray(values, float)
    except (TypeError, ValueError):
        raise EmergenceDataError(f"{what}: not numbers but {values!r:.60}") from None
    if found.shape not in shapes:
        wanted = " or ".join(str(shape or "one number") for shape in shapes)
        raise EmergenceDataError(f"{what} have the shape {found.shape}, not {wanted}")
    if not np.isfinite(found).all():
        raise EmergenceDataError(f"{what}: not all numbers are finite")
    if found.shape == shapes[1] and (np.diff(found, axis=-1) < -1e-9).any():
        raise EmergenceDataError(f"{what}: quantiles fall; they go from 0.05 to 0.95")
    return found


def _place(visible, at, scores):
    """Where answered scores reach chance + delta, for good or not; None if nowhere."""
    level = visible.chance + visible.delta
    u = np.append(visible.last, at)
    # The quantile p of the place is where the quantile 1 - p of the score gets there.
    columns = scores.reshape(len(at), -1)[:, ::-1]
    start = min(visible.score[-1], level - 1e-9)
    found = np.full(columns.shape[1], np.inf)
    for k, column in enumerate(columns.T):
        y = np.append(start, column)
        if (y >= level).any():
            first = int(np.argmax(y >= level))
            step = slice(first - 1, first + 1)
            found[k] = np.interp(level, y[step], u[step])
    if not np.isfinite(found[len(found) // 2]):
        return None
    found = np.minimum(found, at[-1])
    return float(found[0]) if scores.ndim == 1 else np.sort(found)


class Stranger:
    """A method ``FILE:FUNCTION`` for `ask`; its process ends with the ``with`` block.

    A call that takes longer than ``seconds``, needs more than ``memory`` gigabytes or
    raises is no answer; `failures` says why. `MOST_FAILURES` of them in a row are a
    `StudyError`, and a file or function that cannot be imported is a `UsageError`.
    """

    def __init__(self, spec: str, seconds: float, memory: float) -> None:
        file, _, self.function = spec.rpartition(":")
        self.file = Path(file).resolve()
        if not file or not self.function.isidentifier():
            raise UsageError(f"--method {spec}: write FILE.py:FUNCTION")
        if not self.file.is_file():
            raise UsageError(f"--method {spec}: there is no file {file}")
        self.spec, self.seconds, self.memory = spec, seconds, memory
        self.failures: list[str] = []
        self._in_a_row = 0
        self._process = None

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="emergestudy-")
        try:
            self._start()
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._folder.cleanup()

    def __call__(self, visible: Visible, at: np.ndarray) -> object:
        """Ask the function; None if it fails."""
        if self._process is None:
            self._start()
        with suppress(ConnectionError):
            self._connection.send((visible, at))
        why, found = self._receive(self.seconds)
        if not why:
            self._in_a_row = 0
            return found
        self.failures.append(why)
        self._in_a_row += 1
        if self._in_a_row == MOST_FAILURES:
            raise StudyError(
                f"{self.spec} failed {MOST_FAILURES} times in a row: {why}. A method "
                "that cannot tell returns None"
            )
        return None

    def _start(self):
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        about = (theirs, self.file, self.function, self.memory, self._folder.name)
        self._process = context.Process(target=_serve, args=about, daemon=True)
        self._process.start()
        theirs.close()
        why, _ = self._receive(STARTING)
        if why:
            self._stop()
            raise UsageError(f"--method {self.spec}: {why}")

    def _receive(self, seconds):
        """Return why there is no answer, or "" and the answer."""
        try:
            if self._connection.poll(seconds):
                return self._connection.recv()
            why = f"no answer within {seconds:g} s"
        except (EOFError, OSError):
            why = f"its process died, perhaps of more than {self.memory:g} GB"
        self._stop()
        return why, None

    def _stop(self):
        if self._process is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
            self._process = None


def _serve(
    connection: Connection, file: Path, function: str, memory: float, folder: str
) -> None:
    """Import the file, then answer until the connection ends."""
    os.chdir(folder)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, as long as this
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(ImportError, ValueError, OSError):  # Windows; a lower limit already
        import resource

        most = int(memory * 1e9)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    try:
        sys.path.insert(0, str(file.parent))
        asked = run_path(str(file)).get(function)
    except BaseException as error:
        connection.send((f"cannot be imported ({_line(error)})", None))
        return
    connection.send(("", None) if callable(asked) else (f"no {function} in it", None))
    with suppress(EOFError, ConnectionError):
        while True:
            visible, at = connection.recv()
            try:
                found = asked(visible, at)
                if isinstance(found, tuple):
                    found = tuple(None if v is None else np.array(v) for v in found)
                elif found is not None:
                    found = np.array(found)
                connection.send(("", found))
            except Exception as error:
                tb = error.__traceback__.tb_next
                where = f" ({function}, line {tb.tb_lineno})" if tb else ""
                connection.send((_line(error) + where, None))


def _end_with_parent() -> None:
    multiprocessing.parent_process().join()
    os._exit(1)


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".split("\n")[0][:200]
