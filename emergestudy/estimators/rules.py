"""Simpler rules, to stand beside the estimator on the same curves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import numbers


def first_above(
    scale: ArrayLike,
    score: ArrayLike,
    chance: float,
    *,
    margin: ArrayLike = 0.0,
    low: ArrayLike | None = None,
    stays: bool = True,
) -> float | None:
    """Find the first scale whose score is above chance, and stays above it.

    This is what a reader does by eye: without an interval, and a curve that was above
    chance from the start gets its smallest scale.

    Parameters
    ----------
    scale, score : array_like, (points,)
        In any order, ties allowed; the scores in the unit of ``chance``.
    chance : float
        Score of random guessing.
    margin : float or array_like (points,)
        How far above chance a score must be; three standard errors are
        ``3 sqrt(chance (1 - chance) / n)``.
    low : array_like, (points,), optional
        Lower bounds of the scores, which must be above chance too; NaN is unknown.
    stays : bool
        Whether all scores from the scale on, ties included, must be above; False: the
        first score that is above will do.

    Returns
    -------
    float or None
        A value of ``scale``, or None if there is no such scale.

    Raises
    ------
    EmergenceDataError
        If the lengths differ, a number is not finite or there is no point.
    """
    scale, score = np.asarray(scale, float), np.asarray(score, float)
    low = np.full(score.shape, np.nan) if low is None else np.asarray(low, float)
    if not scale.shape == score.shape == low.shape or scale.ndim != 1:
        raise EmergenceDataError(
            f"{scale.size} scales, {score.size} scores and {low.size} bounds; "
            "give one of each a point"
        )
    if scale.size == 0:
        raise EmergenceDataError("there is no point; give at least one")
    scale, score = numbers("scale", scale), numbers("score", score)
    above = (score > chance + np.asarray(margin)) & (np.isnan(low) | (low > chance))
    if stays and not above.all():
        above &= scale > scale[~above].max()
    return float(scale[above].min()) if above.any() else None


def emergence_score(scale: ArrayLike, score: ArrayLike) -> np.ndarray:
    """The emergence score of the literature, over scores ordered by scale.

    ``sign(argmax y - argmin y) (max y - min y) / sqrt(median((y_i - y_(i-1))^2))``,
    infinite where more than half of the steps are 0, and 0 for a constant curve. Scale
    and score are (points,) or (curves, points); the result is a number or (curves,).
    Sources: Srivastava et al. (2022), Beyond the imitation game; Schaeffer et al.
    (2023), Are emergent abilities of large language models a mirage?
    """
    score = np.asarray(score, dtype=float)
    scale = np.broadcast_to(np.asarray(scale, dtype=float), score.shape)
    score = np.take_along_axis(
        score, np.argsort(scale, axis=-1, kind="stable"), axis=-1
    )
    sign = np.sign(score.argmax(axis=-1) - score.argmin(axis=-1))
    step = np.sqrt(np.median(np.diff(score, axis=-1) ** 2, axis=-1))
    span = np.ptp(score, axis=-1)
    still = np.copysign(np.where(span > 0, np.inf, 0.0), sign)
    return np.where(step > 0, sign * span / np.where(step > 0, step, 1.0), still)[()]


@dataclass(frozen=True)
class Breakpoint:
    """Breakpoint of a two-piece line; all None where the fit did not converge."""

    point: float | None
    interval: tuple[float, float] | None


def breakpoint_rule(
    scale: ArrayLike,
    score: ArrayLike,
    n_boot: int = 100,
    level: float = 0.90,
    seed: int = 0,
) -> Breakpoint:
    """One breakpoint by the package piecewise-regression (Muggeo's method).

    Two straight lines in log10(scale), (points,), that meet at the breakpoint; the
    slope of the first is free and chance plays no part. ``n_boot`` bootstrap restarts
    draw from numpy's global generator, which is seeded and put back afterwards. The
    interval comes from the breakpoint's standard error and Student's t.

    Raises
    ------
    ImportError
        If piecewise-regression is not installed (it is in the extra ``bench``).

    References
    ----------
    Pilgrim (2021), piecewise-regression, Journal of Open Source Software 6(68), 3859.
    """
    fit = _fit_breakpoint(np.log10(scale), np.asarray(score, dtype=float), n_boot, seed)
    found = (fit.get_results() or {}).get("estimates")
    found = found["breakpoint1"] if found else {"estimate": np.nan, "se": np.nan}
    place, error = found["estimate"], found["se"]
    from scipy.stats import t

    reach = t.ppf(0.5 + level / 2, max(np.size(score) - 4, 1)) * error
    point = _power(place) if np.isfinite(place) else None
    if point is None or not np.isfinite(error):
        return Breakpoint(point, None)
    return Breakpoint(point, (_power(place - reach), _power(place + reach)))


def _fit_breakpoint(x, score, n_boot, seed):
    import warnings

    import piecewise_regression

    state = np.random.get_state()
    np.random.seed(seed)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return piecewise_regression.Fit(
                list(x), list(score), n_breakpoints=1, n_boot=n_boot, verbose=False
            )
    finally:
        np.random.set_state(state)


def _power(x: float) -> float:
    """10 to the x, kept inside the range of a float."""
    return float(10.0 ** np.clip(x, -300.0, 300.0))
