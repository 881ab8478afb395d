"""Intervals of scores that are proportions."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from emergestudy.errors import EmergenceDataError


def binomial_interval(
    share: ArrayLike, n: ArrayLike, level: float = 0.90
) -> tuple[NDArray, NDArray]:
    """Wilson interval of a share of correct answers.

    Parameters
    ----------
    share : array_like
        Share of correct answers, from 0 to 1.
    n : array_like
        Number of answers behind each share; missing (NaN) where unknown.
    level : float
        Coverage of the two-sided interval, between 0 and 1.

    Returns
    -------
    low, high : numpy.ndarray
        Bounds of the shape of `share`; NaN where `n` is unknown.

    Raises
    ------
    EmergenceDataError
        If a share lies outside [0, 1] or `level` outside (0, 1).

    Notes
    -----
    The bounds are the values p with ``|share - p| <= z sqrt(p (1 - p) / n)``
    (Wilson 1927), computed by statsmodels.
    """
    from statsmodels.stats.proportion import proportion_confint

    share, n = np.broadcast_arrays(np.asarray(share, float), np.asarray(n, float))
    if not 0 < level < 1:
        raise EmergenceDataError(f"level is {level}; give a number between 0 and 1")
    if np.any((share < 0) | (share > 1)):
        bad = share[(share < 0) | (share > 1)][0]
        raise EmergenceDataError(f"share {bad:g} is outside [0, 1]; divide percents")
    low, high = np.full(share.shape, np.nan), np.full(share.shape, np.nan)
    known = np.isfinite(n) & np.isfinite(share)
    if known.any():
        count = share[known] * n[known]
        bounds = proportion_confint(count, n[known], alpha=1 - level, method="wilson")
        low[known], high[known] = np.clip(bounds, 0, 1)
    return low, high
