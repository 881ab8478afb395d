"""Ask a method about every cut, and read what it answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from emergestudy.errors import EmergenceDataError
from emergestudy.forecasts.cuts import RANGES, Visible, benchmark_curves
from emergestudy.forecasts.methods import METHODS, SHARES, Method, calls, estimator

PLACES = 40  # between the last visible model and the horizon, where scores are read


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


@dataclass(frozen=True)
class Batch:
    """Cuts that one method is asked about in one go: ``(data set, curve, visible)``."""

    key: str
    method: str
    cuts: tuple[tuple[str, str, int], ...]


def ask_batch(batch: Batch) -> list[Answer]:
    """Ask a method of `METHODS` about some cuts; needs nothing but the package."""
    return list(ask_all(METHODS[batch.method], batch.cuts))


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
        yield ask(*asked, curve.whole.scale[targets])


def ask(method: Method, visible: Visible, targets: np.ndarray) -> Answer:
    """Ask a method at some scales, and up to the horizon where the ability emerges.

    Raises
    ------
    EmergenceDataError
        If the answer is not what `forecast(visible, at)` has to return.
    """
    reach = np.linspace(0, RANGES[visible.x][-1], PLACES + 1)[1:]
    at = np.unique(np.concatenate([targets, visible.last + reach]))
    found = method(visible, at)
    if found is None:
        return Answer(None)
    scores, place = found if isinstance(found, tuple) else (found, None)
    scores = _numbers(scores, "scores", ((len(at),), (len(at), len(SHARES))))
    scores = np.clip(scores, 0, 1)
    if place is None:
        place = _place(visible, at, scores)
    else:
        place = _numbers(place, "the place", ((), (len(SHARES),)))
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
    """Where answered scores reach chance + delta, for good or not; None if nowhere.

    The quantile p of the place is where the quantile 1 - p of the score gets there.
    """
    level = visible.chance + visible.delta
    u = np.append(visible.last, at)
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
