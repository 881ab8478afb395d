"""Training compute, and scores read from chance (0) to ceiling (1)."""

import numpy as np
from numpy.typing import ArrayLike

FLOPS_PER_PARAMETER_AND_TOKEN = 6.0
"""Two forward (a multiplication and an addition) and four backward."""


def training_flops(params: ArrayLike, tokens: ArrayLike) -> np.ndarray:
    """Floating-point operations of one training run: ``C = 6 N D``.

    A dot product of n numbers takes n multiplications and n - 1 additions, 2 n - 1
    operations, so a matrix of N weights costs about 2 N for each token on the way
    forward; the way back takes two such products, one for the inputs' gradients and one
    for the weights'. Attention over the context and embeddings are left out.

    Parameters
    ----------
    params : array_like
        Number of parameters N (without embeddings, if they are known apart).
    tokens : array_like
        Number of training tokens D. The two broadcast together.

    Returns
    -------
    numpy.ndarray or float
        Operations, in floating point: 6 N D does not fit a 64-bit integer for the
        largest models.

    References
    ----------
    Kaplan et al. (2020), Scaling laws for neural language models, section 2.1.
    """
    product = np.asarray(params, dtype=float) * np.asarray(tokens, dtype=float)
    return FLOPS_PER_PARAMETER_AND_TOKEN * product


def params_from_flops(flops: ArrayLike, tokens: ArrayLike) -> np.ndarray:
    """Parameters that ``flops`` pay for over ``tokens``: ``N = C / (6 D)``."""
    share = np.asarray(flops, dtype=float) / FLOPS_PER_PARAMETER_AND_TOKEN
    return share / np.asarray(tokens, dtype=float)


def tokens_from_flops(flops: ArrayLike, params: ArrayLike) -> np.ndarray:
    """Tokens that ``flops`` pay for with ``params``: ``D = C / (6 N)``."""
    share = np.asarray(flops, dtype=float) / FLOPS_PER_PARAMETER_AND_TOKEN
    return share / np.asarray(params, dtype=float)


def normalise(
    score: ArrayLike, chance: ArrayLike, ceiling: ArrayLike = 1.0
) -> np.ndarray:
    """Put chance at 0 and the ceiling at 1: ``(score - chance) / (ceiling - chance)``.

    All three in the same unit; they broadcast. A score below chance becomes negative.
    Where the ceiling equals chance the result is not defined: NaN.
    """
    score, chance = np.asarray(score, dtype=float), np.asarray(chance, dtype=float)
    room = np.asarray(ceiling, dtype=float) - chance
    return (score - chance) / np.where(room == 0.0, np.nan, room)
