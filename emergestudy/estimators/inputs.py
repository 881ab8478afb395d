"""Read what the user gave: arrays of one shape, or an error that shows why not."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError

UNITS = {"fraction": 1.0, "percent": 100.0, "other": 1.0}
"""Units of scores and what divides them: proportions 0..1, percentages 0..100, or
anything else (Gaussian noise only), which stays as it is."""
DELTA = 0.05
"""How far from chance counts: a share of the range of scores."""
TOLERANCE = 0.01
"""Standard deviation of chance, likewise."""
_LARGEST = 1e100
"""Squares of larger numbers, and of sums of them, would not be finite."""


@dataclass(frozen=True)
class Curves:
    """Checked curves: (curves, points), sorted by scale, scores better when higher.

    ``score``, ``stderr`` and, one a curve, ``chance``, ``delta`` and ``tolerance`` are
    fractions for proportions. ``reach``, if given, is how far from chance a score can
    be, on both sides.
    """

    x: np.ndarray
    score: np.ndarray
    chance: np.ndarray
    n: np.ndarray | None
    stderr: np.ndarray | None
    delta: np.ndarray
    tolerance: np.ndarray
    unit: str
    higher_is_better: bool
    log_scale: bool
    reach: float | None = None

    @property
    def proportion(self) -> bool:
        """Whether the scores are shares of right answers."""
        return self.unit != "other"

    def some(self, rows: np.ndarray | slice) -> "Curves":
        """Return some of the curves."""
        names = ("x", "score", "chance", "n", "stderr", "delta", "tolerance")
        values = {name: getattr(self, name) for name in names}
        cut = {k: None if v is None else v[rows] for k, v in values.items()}
        return replace(self, **cut)

    def place(self) -> np.ndarray:
        """Where each point lies along its curve's data, 0 to 1."""
        return (self.x - self.x[:, :1]) / (self.x[:, -1:] - self.x[:, :1])

    def to_scale(self, place: np.ndarray) -> np.ndarray:
        """Turn places 0..1 along the data, (curves, m), into the unit of scale."""
        x = self.x[:, :1] * (1.0 - place) + self.x[:, -1:] * place
        return 10.0**x if self.log_scale else x


def read_curves(
    scale: ArrayLike,
    score: ArrayLike,
    *,
    chance: ArrayLike,
    n: ArrayLike | None,
    stderr: ArrayLike | None,
    unit: str,
    higher_is_better: bool,
    log_scale: bool,
    delta: float | None = None,
    tolerance: float | None = None,
) -> Curves:
    """Check and sort curves; every problem is an `EmergenceDataError`."""
    if unit not in list(UNITS):
        raise EmergenceDataError(f"unit {unit!r} is not one of {', '.join(UNITS)}.")
    check_flag("higher_is_better", higher_is_better)
    check_flag("log_scale", log_scale)
    check_same_rows(scale=scale, score=score, n=n, stderr=stderr)
    score = np.atleast_2d(numbers("score", score))
    if not score.size:
        raise EmergenceDataError("there are no scores; give at least one curve.")
    x = _read_scale(_spread("scale", scale, score.shape), log_scale)
    noise = _read_noise(n, stderr, unit, score)
    chance = _read_chance(chance, score, unit, higher_is_better)
    score = _read_score(score, unit)
    if not higher_is_better:
        top = 1.0 if unit != "other" else 0.0
        score, chance = top - score, top - chance
    # Sorted by scale, then score, so the order of the rows cannot matter.
    order = np.lexsort((score, x), axis=1)
    x, score, n, stderr = (
        None if a is None else np.take_along_axis(a, order, axis=1)
        for a in (x, score, *noise)
    )
    away = np.abs(score - chance[:, None]).max(axis=1)
    tiny = (away < 1e-8) & (away > 1e-9 * np.abs(score).max(axis=1))
    if unit == "other" and tiny.any():
        told = f"no score is farther than {away[tiny][0]:g} from chance"
        raise EmergenceDataError(f"{told}; use a larger unit.")
    far = np.ones_like(chance) if unit != "other" else np.maximum(away, 1e-9)
    delta = read_share("delta", delta, unit, DELTA * far)
    tolerance = read_share("tolerance", tolerance, unit, TOLERANCE * far)
    if (delta >= 1.0 - chance).any() and unit != "other":
        raise EmergenceDataError(
            f"no score can be delta, {delta[0]:g}, above a chance of {chance.max():g}."
        )
    how = unit, higher_is_better, log_scale
    return Curves(x, score, chance, n, stderr, delta, tolerance, *how)


def check_level(level: float) -> None:
    """Refuse a level that is no probability strictly between 0 and 1."""
    if not 0 < one_number("level", level) < 1:
        raise EmergenceDataError(
            f"level is {level}; it has to be between 0 and 1, as 0.9."
        )


def check_flag(name: str, value: bool) -> None:
    """Refuse what is not exactly true or false: "no" would count as true."""
    if not isinstance(value, bool | np.bool_):
        raise EmergenceDataError(f"{name} is {value!r}; it has to be True or False.")


def show(values: np.ndarray, most: int = 5) -> str:
    """List the first few distinct values, for a message."""
    found = [f"{v:g}" for v in pd.unique(np.asarray(values, dtype=float).ravel())]
    return ", ".join(found[:most]) + (", ..." if len(found) > most else "")


def one_number(name: str, value: float) -> float:
    """Read one finite number."""
    if np.ndim(value):
        raise EmergenceDataError(f"{name} is {value!r:.60}; give one number.")
    return float(numbers(name, value))


def numbers(name: str, values: ArrayLike) -> np.ndarray:
    """Read finite numbers; `name` is what the message calls them.

    Text, dates, complex numbers and masked values are refused: numpy would turn them
    into numbers without a word.
    """
    try:
        raw = np.asarray(values)
        texts = raw.dtype == object and any(isinstance(v, str) for v in raw.flat)
        if texts or raw.dtype.kind not in "biufO":
            raise TypeError
        array = raw.astype(float)
    except (TypeError, ValueError, OverflowError):
        culprit = _first_text(values)
        raise EmergenceDataError(f"{name} has to be numbers, not {culprit}.") from None
    if np.ma.is_masked(values):
        raise EmergenceDataError(f"{name} has masked values; leave those points out.")
    if not np.isfinite(array).all():
        bad = np.flatnonzero(~np.isfinite(array.ravel()))
        raise EmergenceDataError(
            f"{name} is {array}; it has to be a finite number."
            if array.ndim == 0
            else f"{name} has {bad.size} value(s) that are not finite, first at "
            f"position {bad[0]} ({array.ravel()[bad[0]]}); leave those points out."
        )
    if (np.abs(array) > _LARGEST).any():
        raise EmergenceDataError(f"{name} is above {_LARGEST:g}; use a larger unit.")
    return array


def amounts(name: str, values: ArrayLike) -> np.ndarray:
    """Read numbers of which some may be missing: masked, or NaN."""
    try:
        return np.ma.filled(np.ma.array(values, dtype=float), np.nan)
    except (TypeError, ValueError, OverflowError):
        what = _first_text(values)
        raise EmergenceDataError(f"{name} has to be numbers, not {what}.") from None


def check_same_rows(**given: object) -> None:
    """Refuse pandas Series whose indexes differ: they are paired by position.

    Two columns of one frame always pass; a column that was sorted or sampled by
    itself does not.
    """
    series = {k: v for k, v in given.items() if isinstance(v, pd.Series)}
    for name, values in series.items():
        first, index = next((k, v.index) for k, v in series.items())
        if len(values) == len(index) and not values.index.equals(index):
            raise EmergenceDataError(
                f"{first} and {name} are Series with different indexes; they are "
                "paired by position, so sort them alike or pass .to_numpy()."
            )


def _first_text(values):
    """Name the first value that is no number, and where it is."""
    several = isinstance(values, list | tuple | np.ndarray | pd.Series)
    for at, value in enumerate(values if several else ()):
        try:
            float("no" if isinstance(value, str | complex) else value)
        except (TypeError, ValueError, OverflowError):
            return f"{value!r:.40} (position {at})"
    return " ".join(repr(values).split())[:60]


def _spread(name, values, shape):
    """Repeat a number or one row for every curve."""
    array = numbers(name, values)
    columns_fit = array.shape[-1:] in ((), (1,), shape[-1:])
    rows_fit = array.ndim < 2 or array.shape[0] in (1, shape[0])
    if array.ndim <= 2 and columns_fit and rows_fit:
        return np.broadcast_to(array, shape)
    raise EmergenceDataError(
        f"{name} has shape {array.shape}, which does not fit scores of shape {shape}; "
        "give one value for each point."
    )


def _read_scale(scale, log_scale):
    if scale.shape[1] < 3:
        raise EmergenceDataError(
            f"A curve needs at least 3 points, not {scale.shape[1]} "
            f"(scales {show(scale)}); add models or leave the curve out."
        )
    if (scale < 0).any() or (log_scale and (scale == 0).any()):
        bad = scale[scale <= 0] if log_scale else scale[scale < 0]
        cure = "log_scale=True needs" if log_scale else "scales have to be"
        raise EmergenceDataError(
            f"scale has value(s) {show(bad)}; {cure} numbers above 0."
        )
    x = np.log10(scale) if log_scale else np.array(scale)
    same = x.max(axis=1) <= x.min(axis=1)
    if same.any():
        raise EmergenceDataError(
            f"All scales of a curve are {show(scale[same][0])}; at least 2 different "
            "scales are needed to see a curve."
        )
    return x


def _read_noise(n, stderr, unit, score):
    if n is not None and stderr is not None:
        raise EmergenceDataError("Give n or stderr, not both: each one sets the noise.")
    if n is not None and unit == "other":
        raise EmergenceDataError(
            "n is for proportions; with unit='other' give stderr, or leave both out."
        )
    if n is not None:
        n = _spread("n", n, score.shape)
        bad = (n < 1) | (n > 1e18)
        if bad.any():
            raise EmergenceDataError(
                f"n has value(s) {show(n[bad])}; it counts test items, 1 to 1e18."
            )
    if stderr is not None:
        missing = pd.isna(np.asarray(stderr, dtype=object)) | np.ma.getmask(stderr)
        given = np.where(missing, 0.0, np.asarray(stderr, dtype=object))
        stderr = _spread("stderr", given if np.ndim(stderr) else stderr, score.shape)
        least = 1e-15 * np.abs(score).max() + 1 / _LARGEST  # no digits are left below
        bad = (stderr < 0) | (stderr > 0) & (stderr <= least)
        if bad.any() or (stderr == 0).all(axis=1).any():
            low = show(stderr[bad] if bad.any() else np.zeros(1))
            raise EmergenceDataError(
                f"stderr has value(s) {low}; it has to be above 0 at one point of each "
                "curve at least, and above 1e-15 of the scores (where it is 0 or "
                "missing, the others tell)."
            )
        known = np.where(stderr > 0, stderr, np.nan)
        instead = np.nanmedian(known, axis=1, keepdims=True)
        stderr = np.where(stderr > 0, stderr, instead) / UNITS[unit]
    return n, stderr


def read_share(
    name: str, value: float | None, unit: str, default: np.ndarray
) -> np.ndarray:
    """Read delta or tolerance, one number in the unit of the scores, for each curve."""
    if value is None:
        return default
    size, number = UNITS[unit], one_number(name, value)
    # Beside percentages, smaller values are fractions by mistake.
    least = {"delta": 0.5, "tolerance": 0.05}[name] if unit == "percent" else 0.0
    wrong = number < least if number else name == "delta"
    if wrong or number < 0 or (unit != "other" and number >= 0.5 * size):
        least = "above 0" if name == "delta" else "0 or more"
        raise EmergenceDataError(
            f"{name} is {value!r}; it is {least} and less than half of the range, in "
            f"the unit of the scores ({unit!r}): one point is 0.01 as a fraction, 1 in "
            "percent."
        )
    return np.full_like(default, number / size)


def _read_chance(chance, score, unit, higher_is_better):
    """Read one chance a curve, (curves,); a wrong unit shows here first."""
    chance, curves = numbers("chance", chance), score.shape[0]
    if chance.ndim > 1 or chance.size not in (1, curves):
        raise EmergenceDataError(
            f"chance has shape {chance.shape}; give one number, or one for each curve."
        )
    if unit != "other":
        top = UNITS[unit]
        out = (chance < 0) | (chance > top) | (chance == top * higher_is_better)
        if unit == "percent":  # smaller values are fractions by mistake
            out |= (chance > 0) & (chance < 1.0)
        if out.any():
            span = f"[0, {top:g})" if higher_is_better else f"(0, {top:g}]"
            raise EmergenceDataError(
                f"chance has value(s) {show(chance[out])}; it is in the unit of the "
                f"scores, here {unit!r} in {span}: one in four is 0.25 as a fraction, "
                "25 in percent (below 1 %, use fractions)."
            )
    if unit == "percent" and chance.min() > 2.0 and 0 < score.max() <= 1:
        raise EmergenceDataError(
            f"unit is 'percent', but no score is above 1 ({show(score)}) while chance "
            f"is {chance.min():g} %; fractions need unit='fraction'."
        )
    return np.broadcast_to(chance.ravel(), (curves,)) / UNITS[unit]


def _read_score(score, unit):
    top = UNITS[unit]
    out = (score < 0.0) | (score > top)
    if unit != "other" and out.any():
        cure = "unit='percent'" if unit == "fraction" else "unit='other'"
        raise EmergenceDataError(
            f"score has value(s) {show(score[out])} outside 0 to {top:g} "
            f"(unit={unit!r}); if that is what was measured, say {cure}."
        )
    return score / UNITS[unit]
