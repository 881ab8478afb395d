"""Training compute, scores read from chance to ceiling, intervals of proportions."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import check_level, check_same_rows, show

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
    params, tokens = _amounts(params=params, tokens=tokens)
    return FLOPS_PER_PARAMETER_AND_TOKEN * params * tokens


def params_from_flops(flops: ArrayLike, tokens: ArrayLike) -> np.ndarray:
    """Parameters that ``flops`` pay for over ``tokens``: ``N = C / (6 D)``."""
    flops, tokens = _amounts(flops=flops, tokens=tokens, above_zero="tokens")
    return flops / FLOPS_PER_PARAMETER_AND_TOKEN / tokens


def tokens_from_flops(flops: ArrayLike, params: ArrayLike) -> np.ndarray:
    """Tokens that ``flops`` pay for with ``params``: ``D = C / (6 N)``."""
    flops, params = _amounts(flops=flops, params=params, above_zero="params")
    return flops / FLOPS_PER_PARAMETER_AND_TOKEN / params


def normalise(
    score: ArrayLike, chance: ArrayLike, ceiling: ArrayLike = 1.0
) -> np.ndarray:
    """Put chance at 0 and the ceiling at 1: ``(score - chance) / (ceiling - chance)``.

    All three in the same unit; they broadcast. A score below chance becomes negative.
    Where the ceiling equals chance the result is not defined: NaN.

    Raises
    ------
    EmergenceDataError
        If the three are no numbers of fitting shapes, or a score lies as far above the
        ceiling as the ceiling above chance: then the units differ.
    """
    score, chance, ceiling = _read(score=score, chance=chance, ceiling=ceiling)
    room = ceiling - chance
    result = (score - chance) / np.where(room == 0.0, np.nan, room)
    if (result >= 2.0).any():
        raise EmergenceDataError(
            f"score {show(score)} does not fit chance {show(chance)} and ceiling "
            f"{show(ceiling)}; give all three in the same unit."
        )
    return result


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

    share, n = np.broadcast_arrays(np.asarray(share, float), np.asarray(n, float))
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


def _amounts(above_zero: str = "", **given: ArrayLike) -> list[np.ndarray]:
    """Read amounts, none of them negative; NaN (not known) stays NaN."""
    values = _read(**given)
    for name, array in zip(given, values, strict=True):
        if (array < 0).any() or (name == above_zero and (array == 0).any()):
            raise EmergenceDataError(f"{name} has value(s) not above 0: {show(array)}.")
    return values


def _read(**given: ArrayLike) -> list[np.ndarray]:
    check_same_rows(**given)
    try:
        values = [np.asarray(v, dtype=float) for v in given.values()]
        np.broadcast_shapes(*(v.shape for v in values))
    except (TypeError, ValueError):
        raise EmergenceDataError(
            f"{', '.join(given)} have to be numbers of fitting shapes."
        ) from None
    return values
