"""A smooth curve of one quantity, and its error where it was not fitted."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emergestudy.chapters.choose import check_choice
from emergestudy.errors import UsageError

FOLDS = ("runs", "sizes", "checkpoints")


def spline_basis(x: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """Columns of a restricted cubic spline: cubic between knots, straight beyond.

    Parameters
    ----------
    x : numpy.ndarray, (points,)
        Where to evaluate.
    knots : numpy.ndarray, (knots,)
        At least 2, rising.

    Returns
    -------
    numpy.ndarray, (points, knots)
        A constant, ``x``, and one column a knot but the last two.
    """

    def bend(knot: float) -> np.ndarray:
        cubes = np.clip(x - knot, 0, None) ** 3 - np.clip(x - knots[-1], 0, None) ** 3
        return cubes / (knots[-1] - knot)

    bends = [bend(knot) - bend(knots[-2]) for knot in knots[:-2]]
    return np.column_stack([np.ones_like(x), x, *bends])


def fit_and_predict(
    x: np.ndarray, y: np.ndarray, new_x: np.ndarray, knots: int
) -> np.ndarray:
    """Fit `y` as a spline in `x` by least squares and predict at `new_x`.

    Knots stand at equally spaced quantiles of the distinct values of `x`, fewer of
    them where `x` has fewer values. Beyond the data the prediction stays at its value
    at the end, so that no axis is blamed for a wild extrapolation.
    """
    values = np.unique(x)
    ends = 0.05 / max(1, knots - 4)
    places = np.linspace(ends, 1 - ends, min(knots, len(values)))
    at = np.unique(np.quantile(values, places))
    middle, spread = at.mean(), at.std() or 1.0
    at = (at - middle) / spread
    basis = spline_basis((x - middle) / spread, at)
    weights = np.linalg.lstsq(basis, y, rcond=None)[0]
    inside = np.clip(new_x, values[0], values[-1])
    return spline_basis((inside - middle) / spread, at) @ weights


def fold_labels(points: pd.DataFrame, folds: str, seed: int = 0) -> np.ndarray:
    """Say which fold each checkpoint belongs to.

    Parameters
    ----------
    points : pandas.DataFrame
        Columns ``run`` and ``params``.
    folds : str
        ``"runs"``: a run is left out whole. ``"sizes"``: all runs of a size are.
        ``"checkpoints"``: ten random parts, so that a checkpoint's neighbors in its
        own run help to predict it.
    seed : int
        Seed of the random parts.

    Returns
    -------
    numpy.ndarray, (points,)

    Raises
    ------
    UsageError
        If there is no such kind of fold, or only one fold of it.
    """
    check_choice("kind of fold", [folds], FOLDS)
    if folds == "checkpoints":
        parts = np.arange(len(points)) % 10
        return np.random.default_rng(seed).permutation(parts)
    labels = points["run" if folds == "runs" else "params"]
    if labels.nunique() < 2:
        raise UsageError(f"folds by {folds} need two of them; there is one")
    return labels.to_numpy()


def left_out_errors(
    x: ArrayLike, y: ArrayLike, labels: ArrayLike, knots: int = 7
) -> np.ndarray:
    """Predict each fold from the others and return predicted less seen.

    Parameters
    ----------
    x : array_like, (points,)
        Values above 0; the spline is in their logarithm.
    y : array_like, (points,)
        Scores.
    labels : array_like, (points,)
        Fold of each point.
    knots : int
        Knots of the spline, at least 3.

    Returns
    -------
    numpy.ndarray, (points,)
        Errors in the unit of the scores.
    """
    x, y, labels = np.log10(np.asarray(x)), np.asarray(y), np.asarray(labels)
    errors = np.empty(len(y))
    for label in pd.unique(labels):
        out = labels == label
        errors[out] = fit_and_predict(x[~out], y[~out], x[out], knots) - y[out]
    return errors
