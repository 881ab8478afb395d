"""Emergence points of many curves at once; a single curve is a batch of one."""

from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.checks import (
    Curves,
    check_level,
    check_tolerance,
    read_curves,
)
from emergestudy.estimators.dispersion import estimate_rho, pearson
from emergestudy.estimators.evidence import RIVALS, Rival, by_kind
from emergestudy.estimators.fit import fit_curves
from emergestudy.estimators.outcomes import EmergenceFits, cut, join, to_scale
from emergestudy.estimators.verdict import decide


def emergence_points(
    scale: ArrayLike,
    score: ArrayLike,
    chance: ArrayLike = 0.25,
    n: ArrayLike | None = None,
    stderr: ArrayLike | None = None,
    unit: str = "fraction",
    higher_is_better: bool = True,
    log_scale: bool = True,
    level: float = 0.90,
    seed: int = 0,
    *,
    tolerance: float = 0.0,
    overdispersion: float | str = 0.0,
    jobs: int = 1,
) -> EmergenceFits:
    """Where each of many curves leaves chance, with its interval and verdict.

    Parameters
    ----------
    scale : array_like, (points,) or (curves, points)
        Model sizes or training compute, above 0. One row serves all curves.
    score : array_like, (curves, points)
        Scores in ``unit``. Rows may be in any order; ties in scale are legal.
    chance : float or array_like (curves,)
        Score of guessing: a fraction in [0, 1) for proportions, also when the scores
        are in percent; any number with ``unit="other"``.
    n, stderr, unit, higher_is_better, log_scale, level, tolerance, overdispersion
        As in `emergence_point`; ``n`` and ``stderr`` may be a number, (points,) or
        (curves, points).
    seed : int
        Accepted so that one seed can be passed to everything; nothing here is random.
    jobs : int
        Processes to share the curves; the results do not depend on it.

    Returns
    -------
    EmergenceFits

    Raises
    ------
    EmergenceDataError
        As in `emergence_point`.
    """
    _check_options(level, overdispersion, n)
    check_tolerance(tolerance, unit)
    curves = read_curves(
        scale, score, chance, n, stderr, unit, higher_is_better, log_scale
    )
    tolerance = float(tolerance)
    if jobs == 1 or len(curves.score) < 2 * jobs:
        return fit_many(curves, level, tolerance, overdispersion)
    parts = [
        cut(curves, rows) for rows in np.array_split(np.arange(len(curves.score)), jobs)
    ]
    with ProcessPoolExecutor(jobs) as pool:
        options = [[v] * jobs for v in (level, tolerance, overdispersion)]
        return join(list(pool.map(fit_many, parts, *options)), curves)


def fit_many(
    curves: Curves,
    level: float,
    tolerance: float = 0.0,
    overdispersion: float | str = 0.0,
    rivals: tuple[Rival, ...] = RIVALS,
) -> EmergenceFits:
    """Fit checked curves, estimate over-dispersion if asked for, and call verdicts."""
    count = len(curves.score)
    known = 0.0 if overdispersion == "estimate" else float(overdispersion)
    rho = np.full(count, known)
    fitted = fit_curves(curves, rho, tolerance, level, rivals)
    if overdispersion == "estimate":
        rho = estimate_rho(curves, fitted)
        fitted = fit_curves(curves, rho, tolerance, level, rivals)
    scatter = np.full(count, np.nan)
    if curves.n is not None:
        scatter = np.divide(*pearson(curves, fitted))
    probability = by_kind(fitted.weight, rivals)
    verdict = decide(probability)
    elbow = to_scale(curves, fitted.elbow).T
    ends = _point_and_ends(curves, verdict, elbow)
    about = (elbow, probability, rho, scatter, level, curves, fitted)
    return EmergenceFits(verdict, *ends, *about)


def _point_and_ends(
    curves: Curves, verdict: np.ndarray, elbow: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return point, low and high: of the elbow if emergent, open ended if flat."""
    low, point, high = np.where(verdict == "emergent", elbow.T, np.nan)
    largest = to_scale(curves, np.ones((1, len(verdict))))[0]
    low = np.where(verdict == "flat", largest, low)
    high = np.where(verdict == "flat", np.inf, high)
    return point, low, high


def _check_options(level, overdispersion, n) -> None:
    check_level(level)
    if overdispersion != "estimate" and (
        isinstance(overdispersion, str) or not 0 <= overdispersion < 1
    ):
        raise EmergenceDataError(
            f"overdispersion is {overdispersion!r}; give rho in [0, 1) or 'estimate'."
        )
    if overdispersion != 0 and n is None:
        raise EmergenceDataError(
            f"overdispersion={overdispersion!r} needs n, the number of test items."
        )
