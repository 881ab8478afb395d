"""Where curves leave chance; a single curve is a batch of one."""

from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.evidence import RIVALS, Rival, by_kind, decide
from emergestudy.estimators.fit import Fitted, fit_curves
from emergestudy.estimators.inputs import UNITS, Curves, check_level, read_curves
from emergestudy.estimators.outcome import EmergenceFit, EmergenceFits


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

    Twelve rival curves of five kinds (`emergestudy.estimators.evidence`) are weighed by
    their likelihood, averaged over their parameters. A kind whose posterior probability
    exceeds 0.8 is the verdict, from even prior odds that the curve is flat and equal
    odds among the other four kinds. Point and interval are the posterior median and
    equal-tailed interval of the elbow over hinge, hinge with ceiling and logistic; a
    logistic's elbow is where the tangent at its middle meets chance, two widths before.

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
        neither, its one unknown spread is learned from the same few points and a prior
        worth one point (0.02 for proportions, 5 % of the range of other scores). The
        price: the interval does not narrow as it should for large n, is too narrow for
        small n (coverage 0.85 at n = 100 and 13 points), and more U-shapes are missed.
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
        Standard deviation of chance around the value given, in the unit of the scores;
        at n = 1,000 a chance that is off by one point spoils the interval.
    overdispersion : float or "estimate"
        Intraclass correlation ``rho`` of the items: the variance is
        ``p (1 - p) (1 + (n - 1) rho) / n``; or estimated from the scatter, best with
        several seeds at each scale.

    Returns
    -------
    EmergenceFit

    Raises
    ------
    EmergenceDataError
        Fewer than 3 points, lengths that differ, values that are not finite or out of
        range, scales that are all equal, another unit, or both n and stderr.
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
    return emergence_points(
        scale, score, chance=chance, n=n, stderr=stderr, unit=unit, level=level,
        higher_is_better=higher_is_better, log_scale=log_scale, tolerance=tolerance,
        overdispersion=overdispersion,
    ).single()  # fmt: skip


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
    if not isinstance(jobs, int) or jobs < 1:
        raise EmergenceDataError(f"jobs is {jobs!r}; give 1 or more processes.")
    _check_overdispersion(overdispersion, n)
    curves = read_curves(
        scale, score, chance=chance, n=n, stderr=stderr, unit=unit,
        higher_is_better=higher_is_better, log_scale=log_scale,
    )  # fmt: skip
    tolerance = _read_tolerance(tolerance, unit)
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
        fitted = fit_curves(curves, *how)
    else:
        parts = [curves.some(rows) for rows in np.array_split(np.arange(count), jobs)]
        with ProcessPoolExecutor(jobs) as pool:
            options = ([option] * jobs for option in how)
            fitted = Fitted.join(list(pool.map(fit_curves, parts, *options)))
    scatter = np.full(count, np.nan)
    if curves.n is not None:
        scatter = np.divide(*fitted.pearson(curves))
    probability = by_kind(fitted.weight, rivals)
    verdict = decide(probability)
    elbow = curves.to_scale(fitted.elbow)
    low, point, high = np.where(verdict == "emergent", elbow.T, np.nan)
    flat, largest = verdict == "flat", curves.to_scale(np.ones((count, 1)))[:, 0]
    low, high = np.where(flat, largest, low), np.where(flat, np.inf, high)
    about = (elbow, probability, fitted.rho, scatter, level, curves, fitted)
    return EmergenceFits(verdict, point, low, high, *about)


def _read_tolerance(tolerance, unit):
    """Read the standard deviation of chance, for proportions as a fraction."""
    top = np.inf if unit == "other" else 0.5 * UNITS[unit]
    number = isinstance(tolerance, (int, float, np.number))
    # Smaller values beside percentages are fractions by mistake.
    least = 0.05 if unit == "percent" else 0.0
    if not number or not (tolerance == 0 or least <= tolerance < top):
        raise EmergenceDataError(
            f"tolerance is {tolerance!r}; it is the standard deviation of chance, 0 or "
            f"more, in the unit of the scores ({unit!r}): one point is 0.01 as a "
            "fraction, 1 in percent."
        )
    return float(tolerance) / UNITS[unit]


def _check_overdispersion(overdispersion, n):
    """Refuse what is no correlation nor "estimate", or has no ``n`` to act on."""
    number = isinstance(overdispersion, (int, float, np.number))
    if overdispersion != "estimate" and not (number and 0 <= overdispersion < 1):
        raise EmergenceDataError(
            f"overdispersion is {overdispersion!r}; give rho in [0, 1) or 'estimate'."
        )
    if overdispersion != 0 and n is None:
        raise EmergenceDataError(
            f"overdispersion={overdispersion!r} needs n, the number of test items."
        )
