"""Read what the user gave: arrays of one shape, or an error that shows why not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.numbers import check_same_rows, numbers, show

UNITS = ("fraction", "percent", "other")
"""Proportions 0..1, percentages 0..100, or anything else (Gaussian noise only)."""


@dataclass(frozen=True)
class Curves:
    """Checked curves: (curves, points), sorted by scale, scores better when higher.

    ``score``, ``stderr`` and ``chance`` (curves,) are fractions for proportions.
    ``reach``, if given, is how far from chance a score can be, on both sides.
    """

    x: np.ndarray
    score: np.ndarray
    chance: np.ndarray
    n: np.ndarray | None
    stderr: np.ndarray | None
    unit: str
    higher_is_better: bool
    log_scale: bool
    reach: float | None = None

    @property
    def proportion(self) -> bool:
        """Whether the scores are shares of right answers."""
        return self.unit != "other"


def read_curves(
    scale: ArrayLike,
    score: ArrayLike,
    chance: ArrayLike,
    n: ArrayLike | None,
    stderr: ArrayLike | None,
    unit: str,
    higher_is_better: bool,
    log_scale: bool,
) -> Curves:
    """Check and sort curves; every problem is an `EmergenceDataError`."""
    if unit not in UNITS:
        raise EmergenceDataError(f"unit {unit!r} is not one of {', '.join(UNITS)}.")
    check_same_rows(scale=scale, score=score, n=n, stderr=stderr)
    score = np.atleast_2d(numbers("score", score))
    scale = _spread("scale", scale, score.shape)
    x = _read_scale(scale, log_scale)
    noise = _read_noise(n, stderr, unit, score.shape)
    chance = _read_chance(chance, unit, higher_is_better, score.shape[0])
    _check_percent(score, chance, unit)
    score = _read_score(score, unit)
    if not higher_is_better:
        score, chance = _turn(score, chance, unit)
    # Sorted by scale, then score, so the order of the rows cannot matter.
    order = np.lexsort((score, x), axis=1)
    x, score, n, stderr = (
        None if a is None else np.take_along_axis(a, order, axis=1)
        for a in (x, score, *noise)
    )
    return Curves(x, score, chance, n, stderr, unit, higher_is_better, log_scale)


def check_level(level: float) -> None:
    """Refuse a level that is no probability strictly between 0 and 1."""
    if not 0 < level < 1:
        raise EmergenceDataError(
            f"level is {level}; it has to be between 0 and 1, as 0.9."
        )


def check_tolerance(tolerance: float, unit: str) -> None:
    """Refuse an uncertainty of chance that is no number, or is in percent."""
    top = np.inf if unit == "other" else 0.5
    if not isinstance(tolerance, (int, float, np.number)) or not 0 <= tolerance < top:
        share = "" if unit == "other" else "; a fraction, so one point is 0.01"
        raise EmergenceDataError(
            f"tolerance is {tolerance!r}; it is the standard deviation of chance, 0 or "
            f"more{share}."
        )


def _spread(name, values, shape) -> np.ndarray:
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


def _read_scale(scale, log_scale) -> np.ndarray:
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
    same = x.max(axis=1) - x.min(axis=1) <= 0
    if same.any():
        raise EmergenceDataError(
            f"All scales of a curve are {show(scale[same][0])}; at least 2 different "
            "scales are needed to see a curve."
        )
    return x


def _read_noise(n, stderr, unit, shape):
    if n is not None and stderr is not None:
        raise EmergenceDataError("Give n or stderr, not both: each one sets the noise.")
    if n is not None and unit == "other":
        raise EmergenceDataError(
            "n is for proportions; with unit='other' give stderr, or leave both out."
        )
    if n is not None:
        n = _spread("n", n, shape)
        if (n < 1).any():
            raise EmergenceDataError(
                f"n has value(s) {show(n[n < 1])}; it counts test items, 1 or more."
            )
    if stderr is not None:
        stderr = _spread("stderr", stderr, shape)
        if (stderr <= 0).any():
            raise EmergenceDataError(
                f"stderr has value(s) {show(stderr[stderr <= 0])}; it has to be above "
                "0 (for a score of 0 or 1 give n instead)."
            )
        stderr = stderr / (100.0 if unit == "percent" else 1.0)
    return n, stderr


def _read_chance(chance, unit, higher_is_better, curves) -> np.ndarray:
    chance = numbers("chance", chance)
    if chance.ndim > 1 or chance.size not in (1, curves):
        raise EmergenceDataError(
            f"chance has shape {chance.shape}; give one number, or one for each curve."
        )
    if unit != "other":
        out = (chance < 0) | (chance > 1) | (chance == (1 if higher_is_better else 0))
        if out.any():
            raise EmergenceDataError(
                f"chance has value(s) {show(chance[out])}; it is a fraction in [0, 1) "
                "also when scores are in percent: write 25 % as 0.25."
            )
    return np.broadcast_to(chance.ravel(), (curves,)).astype(float)


def _read_score(score, unit) -> np.ndarray:
    if unit == "other":
        return score
    top = 100.0 if unit == "percent" else 1.0
    out = (score < 0) | (score > top)
    if out.any():
        cure = "unit='percent'" if unit == "fraction" else "unit='other'"
        raise EmergenceDataError(
            f"score has value(s) {show(score[out])} outside 0 to {top:g} "
            f"(unit={unit!r}); if that is what was measured, say {cure}."
        )
    return score / top


def _check_percent(score, chance, unit) -> None:
    """Refuse fractions that are declared as percent: all of them far below chance."""
    if unit == "percent" and chance.min() > 0.02 and 0 < score.max() <= 1:
        raise EmergenceDataError(
            f"unit is 'percent', but no score is above 1 ({show(score)}) while chance "
            f"is {100 * chance.min():g} %; fractions need unit='fraction'."
        )


def _turn(score, chance, unit):
    """Make lower-is-better scores rise: 1 - score, or -score."""
    return (1.0 - score, 1.0 - chance) if unit != "other" else (-score, -chance)
