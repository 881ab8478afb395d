"""The reader's rule: the first scale that is above chance and stays there."""

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError


def first_above(
    scale: ArrayLike,
    score: ArrayLike,
    chance: float,
    *,
    margin: float = 0.0,
    low: ArrayLike | None = None,
) -> float | None:
    """Find the first scale whose score is above chance and stays above it.

    This is what a reader does by eye. It has no interval and no notion of a
    curve that was above chance from the start: see `Notes`.

    Parameters
    ----------
    scale : array_like, shape (points,)
        Training FLOPs, parameters or another scale; any order, ties allowed.
    score : array_like, shape (points,)
        The scores, in the unit of `chance`.
    chance : float
        Score of random guessing.
    margin : float
        How far above chance a score must be, in the unit of the score.
    low : array_like, shape (points,), optional
        Lower bounds of the scores. Where one is known, it must be above chance
        too; NaN counts as unknown.

    Returns
    -------
    float or None
        A value of `scale`, or None if the largest scale is not above chance.

    Raises
    ------
    EmergenceDataError
        If the lengths differ, a number is not finite or there is no point.

    Notes
    -----
    A point counts as above when score > chance + margin and, where known,
    low > chance. With ties in scale, all scores at that scale must be above.
    A curve whose smallest scale is already above returns that scale.
    """
    scale, score = np.asarray(scale, float), np.asarray(score, float)
    low = np.full(score.shape, np.nan) if low is None else np.asarray(low, float)
    _check(scale, score, low)
    above = (score > chance + margin) & (np.isnan(low) | (low > chance))
    below = scale[~above]
    candidates = scale[above] if below.size == 0 else scale[scale > below.max()]
    return float(candidates.min()) if candidates.size else None


def _check(scale: np.ndarray, score: np.ndarray, low: np.ndarray) -> None:
    if not scale.shape == score.shape == low.shape or scale.ndim != 1:
        raise EmergenceDataError(
            f"{scale.size} scales, {score.size} scores and {low.size} bounds; "
            "give one of each a point"
        )
    if scale.size == 0:
        raise EmergenceDataError("there is no point; give at least one")
    for name, values in (("scale", scale), ("score", score)):
        if not np.isfinite(values).all():
            bad = values[~np.isfinite(values)][0]
            raise EmergenceDataError(f"{name} {bad} is not a finite number; drop it")
