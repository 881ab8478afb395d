"""Where curves leave chance; a single curve is a batch of one."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.evidence import RIVALS, Rival, by_kind, decide
from emergestudy.estimators.fit import Fitted, estimate_rho, fit_curves, join, pearson
from emergestudy.estimators.inputs import (
    Curves,
    check_level,
    check_overdispersion,
    read_curves,
    read_tolerance,
)
from emergestudy.estimators.outcome import EmergenceFit, EmergenceFits, single


def emergence_point(
    scale: ArrayLike,
    score: ArrayLike,
    *,
    chance: float,
    n: ArrayLike | None = None,
    stderr: ArrayLike | None = None,
    unit: str = "fraction",
    higher_is_better: bool = True,
    log_scale: bool = True,
    level: float = 0.90,
    tolerance: float = 0.0,
    overdispersion: float | str = 0.0,
) -> EmergenceFit:
    """Where one curve leaves chance, with an interval and a verdict.

    Twelve rival curves of five kinds are fitted (`emergestudy.estimators.evidence`).
    The likelihood of each, averaged over its parameters, weighs it; a kind whose
    posterior probability exceeds 0.8 is the verdict, starting from even odds that the
    curve is flat and equal odds among the other four kinds. The point is the posterior
    median of the elbow over hinge, hinge with ceiling and logistic, and the interval
    its equal-tailed posterior interval. The emergence point of a logistic is where the
    tangent at its middle meets chance, two widths before the middle.

    Parameters
    ----------
    scale : array_like, (points,)
        Model sizes or training compute, at least 3, above 0, in any order; equal scales
        (several seeds) are legal.
    score : array_like, (points,)
        Scores in ``unit``.
    chance : float
        Score of guessing, in the unit of the scores: with four options 0.25 as a
        fraction, 25 in percent.
    n : int or array_like (points,), optional
        Test items behind each score; the noise is binomial.
    stderr : float or array_like (points,), optional
        Standard errors instead, in the unit of the scores; the noise is Gaussian. With
        neither, the noise is Gaussian with one unknown spread for the curve, learned
        from the same few points with a weak prior worth one point (at 0.02 for
        proportions, at 5 % of the range of the scores for others). The price: the
        interval no longer narrows as it should for large n, is too narrow for small n
        (coverage about 0.85 at n = 100 and 13 points), and U-shapes are missed more.
    unit : {"fraction", "percent", "other"}
        Proportions are checked against their range. "other" is for BLEU, calibration
        error, nats and the like.
    higher_is_better : bool
        False for errors; proportions are read as ``1 - score``, others as ``-score``.
        Chance stays in the unit of the scores (guessing one of four errs at 0.75).
    log_scale : bool
        Straight lines are straight in log10(scale); False: in scale.
    level : float
        Probability of the interval.
    tolerance : float
        Standard deviation of chance around the value given, in the unit of the scores.
        At n = 1,000 a chance that is off by one point spoils the interval.
    overdispersion : float or "estimate"
        Intraclass correlation ``rho`` of the items, so that the variance is
        ``p (1 - p) (1 + (n - 1) rho) / n``; or estimate it from the scatter, best with
        several seeds at each scale.

    Returns
    -------
    EmergenceFit

    Raises
    ------
    EmergenceDataError
        Fewer than 3 points, lengths that differ, values that are not finite, scales
        that are not above 0 or all equal, scores, chance or tolerance out of range or
        in another unit, n below 1, a standard error that is not above 0, or both n and
        stderr.
    """
    if np.ndim(score) != 1:
        raise EmergenceDataError(
            f"score has {np.ndim(score)} dimensions; one curve is a list of numbers "
            "(emergence_points takes many curves)."
        )
    if np.ndim(scale) != 1 or np.size(scale) != np.size(score):
        raise EmergenceDataError(
            f"{np.size(scale)} scale(s) but {np.size(score)} score(s): give one scale "
            "for each score."
        )
    fits = emergence_points(
        scale, score, chance=chance, n=n, stderr=stderr, unit=unit, level=level,
        higher_is_better=higher_is_better, log_scale=log_scale, tolerance=tolerance,
        overdispersion=overdispersion,
    )  # fmt: skip
    return single(fits)


def emergence_points(
    scale: ArrayLike,
    score: ArrayLike,
    *,
    chance: ArrayLike,
    n: ArrayLike | None = None,
    stderr: ArrayLike | None = None,
    unit: str = "fraction",
    higher_is_better: bool = True,
    log_scale: bool = True,
    level: float = 0.90,
    tolerance: float = 0.0,
    overdispersion: float | str = 0.0,
    jobs: int = 1,
) -> EmergenceFits:
    """Where each of many curves leaves chance, with its interval and verdict.

    Parameters and errors are those of `emergence_point`, but for these.

    Parameters
    ----------
    score : array_like, (curves, points)
        Scores in ``unit``.
    scale, n, stderr : number or array_like, (points,) or (curves, points)
        One row serves all curves.
    chance : float or array_like (curves,)
        Score of guessing, in the unit of the scores.
    jobs : int
        Processes to share the curves; the results do not depend on it.

    Returns
    -------
    EmergenceFits
    """
    check_level(level)
    check_overdispersion(overdispersion, n)
    curves = read_curves(
        scale, score, chance=chance, n=n, stderr=stderr, unit=unit,
        higher_is_better=higher_is_better, log_scale=log_scale,
    )  # fmt: skip
    tolerance = read_tolerance(tolerance, unit)
    return fit_many(curves, level, tolerance, overdispersion, jobs=jobs)


def fit_many(
    curves: Curves,
    level: float,
    tolerance: float = 0.0,
    overdispersion: float | str = 0.0,
    rivals: tuple[Rival, ...] = RIVALS,
    jobs: int = 1,
) -> EmergenceFits:
    """Fit checked curves, estimate over-dispersion if asked for, and call verdicts."""
    count = len(curves.score)
    how = (level, tolerance, overdispersion, rivals)
    if jobs == 1 or count < 2 * jobs:
        rho, fitted = _fit(curves, how)
    else:
        parts = [curves.some(rows) for rows in np.array_split(np.arange(count), jobs)]
        with ProcessPoolExecutor(jobs) as pool:
            rhos, fits = zip(*pool.map(partial(_fit, how=how), parts), strict=True)
        rho, fitted = np.concatenate(rhos), join(fits)
    scatter = np.full(count, np.nan)
    if curves.n is not None:
        scatter = np.divide(*pearson(curves, fitted))
    probability = by_kind(fitted.weight, rivals)
    verdict = decide(probability)
    elbow = curves.to_scale(fitted.elbow)
    low, point, high = np.where(verdict == "emergent", elbow.T, np.nan)
    flat, largest = verdict == "flat", curves.to_scale(np.ones((count, 1)))[:, 0]
    low, high = np.where(flat, largest, low), np.where(flat, np.inf, high)
    about = (elbow, probability, rho, scatter, level, curves, fitted)
    return EmergenceFits(verdict, point, low, high, *about)


def _fit(curves: Curves, how: tuple) -> tuple[np.ndarray, Fitted]:
    """Return the over-dispersion used and the fits of all rivals."""
    level, tolerance, overdispersion, rivals = how
    known = 0.0 if overdispersion == "estimate" else float(overdispersion)
    rho = np.full(len(curves.score), known)
    fitted = fit_curves(curves, rho, tolerance, level, rivals)
    if overdispersion == "estimate":
        rho = estimate_rho(curves, fitted)
        fitted = fit_curves(curves, rho, tolerance, level, rivals)
    return rho, fitted
