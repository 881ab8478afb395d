"""Training compute, and intervals of proportions."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import amounts, check_level, check_same_rows, show

FLOPS_PER_PARAMETER_AND_TOKEN = 6.0
"""Two forward (a multiplication and an addition) and four backward."""


def training_flops(params: ArrayLike, tokens: ArrayLike) -> np.ndarray:
    """Floating-point operations of one training run: ``C = 6 N D``.

    A matrix of N weights costs about N multiplications and N additions a token on the
    way forward; the way back takes two such products, for the gradients of inputs and
    of weights. Attention over the context and embeddings are left out. ``params`` N and
    ``tokens`` D broadcast; the result is in floating point, since 6 N D of the largest
    models does not fit a 64-bit integer.

    References
    ----------
    Kaplan et al. (2020), Scaling laws for neural language models, section 2.1.
    """
    given = {"params": params, "tokens": tokens}
    check_same_rows(**given)
    given = {name: amounts(name, values) for name, values in given.items()}
    for name, values in given.items():
        if (values < 0).any():
            raise EmergenceDataError(f"{name} has value(s) below 0: {show(values)}.")
    try:
        return FLOPS_PER_PARAMETER_AND_TOKEN * given["params"] * given["tokens"]
    except ValueError:
        told = "params, tokens have to be numbers of fitting shapes."
        raise EmergenceDataError(told) from None


def binomial_interval(
    share: ArrayLike, n: ArrayLike, level: float = 0.90
) -> tuple[NDArray, NDArray]:
    """Wilson interval of a share of correct answers.

    The values p with ``|share - p| <= z sqrt(p (1 - p) / n)`` (Wilson 1927).

    Parameters
    ----------
    share, n : array_like
        Share of correct answers, from 0 to 1, and number of answers behind it (NaN:
        not known). The two broadcast.
    level : float
        Coverage of the two-sided interval, between 0 and 1.

    Returns
    -------
    low, high : numpy.ndarray
        Bounds, NaN where share or n is not known.

    Raises
    ------
    EmergenceDataError
        If a share lies outside [0, 1] or `level` outside (0, 1).
    """
    from statsmodels.stats.proportion import proportion_confint

    share, n = np.broadcast_arrays(amounts("share", share), amounts("n", n))
    check_level(level)
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
