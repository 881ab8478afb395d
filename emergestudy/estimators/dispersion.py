"""Do the scores scatter more than their test sets allow?

Scores of a curve can scatter more than ``p (1 - p) / n``: items come in groups, models
differ in more than scale. A beta-binomial with intraclass correlation ``rho`` has
variance ``p (1 - p) (1 + (n - 1) rho) / n``.
"""

import numpy as np

from emergestudy.estimators.checks import Curves
from emergestudy.estimators.fit import Fitted, best_rival, mean_at
from emergestudy.estimators.likelihood import FLOOR

LARGEST = 0.5
"""Largest ``rho`` that is ever estimated."""


def pearson(curves: Curves, fitted: Fitted) -> tuple[np.ndarray, np.ndarray]:
    """Pearson's chi-squared of each curve's best rival, and its degrees of freedom."""
    rival = best_rival(fitted, np.full(len(curves.score), "undetermined"))
    x = curves.x
    place = (x - x[:, :1]) / (x[:, -1:] - x[:, :1])
    mean = np.clip(mean_at(place, curves.chance, fitted, rival), FLOOR, 1.0 - FLOOR)
    chi2 = _chi_squared(curves, mean)
    parameters = np.array([r.parameters for r in fitted.rivals])[rival]
    return chi2, np.maximum(x.shape[1] - parameters, 1)


def estimate_rho(curves: Curves, fitted: Fitted) -> np.ndarray:
    """Moment estimate of ``rho`` for each curve, (curves,), between 0 and 0.5.

    Pearson's chi-squared is set equal to its mean, ``df (1 + (n - 1) rho)``. Where a
    curve repeats scales (several seeds) at least three times over, its scatter around
    the mean of each scale is used; otherwise the scatter around the best rival, which
    with 4 to 8 points is a rough guide. Source: Williams (1982), Applied Statistics 31.
    """
    chi2, df = pearson(curves, fitted)
    group, spare = _groups(curves.x)
    pure = np.clip(_group_means(curves, group), FLOOR, 1.0 - FLOOR)
    repeated = spare >= 3
    chi2 = np.where(repeated, _chi_squared(curves, pure), chi2)
    df = np.where(repeated, spare, df)
    excess = chi2 / df - 1.0
    room = np.maximum((curves.n - 1.0).mean(axis=1), 1e-9)
    return np.clip(excess / room, 0.0, LARGEST)


def _chi_squared(curves, mean):
    gap = curves.score - mean
    return (curves.n * gap**2 / (mean * (1.0 - mean))).sum(axis=1)


def _groups(x):
    """Number the different scales of each curve; points beyond one a scale."""
    group = np.cumsum(np.diff(x, axis=1, prepend=x[:, :1]) > 0, axis=1)
    return group, x.shape[1] - 1 - group[:, -1]


def _group_means(curves, group):
    """Mean score at each point's scale, weighted by n, (curves, points)."""
    rows = np.arange(group.shape[0])[:, None]
    total, hits = np.zeros((2, *group.shape))
    np.add.at(total, (rows, group), curves.n)
    np.add.at(hits, (rows, group), curves.n * curves.score)
    return hits[rows, group] / total[rows, group]
