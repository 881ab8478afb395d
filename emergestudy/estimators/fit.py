"""Fit every rival to every curve, a chunk of curves at a time."""

from dataclasses import dataclass

import numpy as np

from emergestudy.estimators.checks import Curves
from emergestudy.estimators.evidence import (
    RIVALS,
    VERDICTS,
    Rival,
    kinds,
    weights,
)
from emergestudy.estimators.grid import CurveSet, search
from emergestudy.estimators.interval import elbow_quantiles
from emergestudy.estimators.likelihood import (
    Binomial,
    Gaussian,
    UnknownSpread,
    effective_n,
)

CHUNK = 512
"""Numbers of one round's largest array: curves x points fitted together."""

PRIOR_SPREAD = {True: 0.02, False: 0.05}
"""Guess at an unknown spread: for proportions, and as a share of the scores' range."""


@dataclass(frozen=True)
class Fitted:
    """All rivals on all curves: (curves, rivals), (curves, rivals, 2) and (3, curves).

    ``elbow`` holds the low end, middle and high end of the elbow's posterior, in places
    0..1 along each curve's data.
    """

    loglik: np.ndarray
    weight: np.ndarray
    rise: np.ndarray
    shift: np.ndarray
    theta: np.ndarray
    elbow: np.ndarray
    rivals: tuple[Rival, ...] = RIVALS


def fit_curves(
    curves: Curves,
    rho: np.ndarray,
    tolerance: float,
    level: float,
    rivals: tuple[Rival, ...] = RIVALS,
) -> Fitted:
    """Fit in chunks; ``rho`` (curves,) is the over-dispersion of each curve."""
    count, points = curves.score.shape
    size = max(1, CHUNK // points)
    parts = [
        _fit_chunk(curves, slice(i, i + size), rho, tolerance, level, rivals)
        for i in range(0, count, size)
    ]
    stack = [np.concatenate(part) for part in zip(*parts, strict=True)]
    return Fitted(*stack[:5], stack[5].T, rivals)


def _fit_chunk(curves, rows, rho, tolerance, level, rivals):
    data = curve_set(curves, rows, rho, tolerance)
    fits = [search(data, rival) for rival in rivals]
    logmarginal = np.stack([fit.logmarginal for fit in fits], axis=1)
    weight = weights(logmarginal, rivals)
    emergent = np.flatnonzero(kinds(rivals) == 0)
    shares = (0.5 - level / 2, 0.5, 0.5 + level / 2)
    chosen = [fits[k] for k in emergent]
    elbow = elbow_quantiles(chosen, weight[:, emergent], shares)
    theta = np.zeros((*weight.shape, 2))
    for k, fit in enumerate(fits):
        theta[:, k, : fit.theta.shape[1]] = fit.theta
    loglik, rise, shift = (
        np.stack([getattr(fit, name) for fit in fits], axis=1)
        for name in ("loglik", "rise", "shift")
    )
    constant = data.noise.constant()[:, None]
    return loglik + constant, weight, rise, shift, theta, elbow.T


def curve_set(
    curves: Curves, rows: slice, rho: np.ndarray, tolerance: float
) -> CurveSet:
    """Lay out some curves as (points, curves, 1) with their noise and range."""
    x = curves.x[rows]
    place = (x - x[:, :1]) / (x[:, -1:] - x[:, :1])
    if (place == place[:1]).all():
        place = place[:1]  # shared scales: shapes are drawn once for all curves
    chance = curves.chance[rows, None]
    above, below = _room(curves, rows, chance)
    noise = _noise(curves, rows, rho)
    return CurveSet(_lay(place), noise, chance, above, below, tolerance)


def _room(curves, rows, chance):
    """How far a score can rise above chance and fall below it, (curves, 1) each."""
    if curves.proportion:
        return 1.0 - chance, chance
    if curves.reach is not None:
        return np.full_like(chance, curves.reach), np.full_like(chance, curves.reach)
    far = 2.0 * np.abs(curves.score[rows] - chance).max(axis=1, keepdims=True)
    if curves.stderr is not None:  # noise alone must not set the range
        typical = np.median(curves.stderr[rows], axis=1, keepdims=True)
        far = np.maximum(far, 20.0 * typical)
    far = np.maximum(far, 1e-9)
    return far, far


def _lay(values: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(values.T)[:, :, None]


def _noise(curves, rows, rho):
    score = curves.score[rows]
    if curves.stderr is not None:
        return Gaussian(_lay(score), _lay(curves.stderr[rows]))
    if curves.n is not None:
        n = effective_n(curves.n[rows], rho[rows, None])
        return Binomial(_lay(score), _lay(n))
    size = np.ones((score.shape[0], 1))
    if not curves.proportion:
        gap = np.abs(score - curves.chance[rows, None]).max(axis=1, keepdims=True)
        size = np.maximum(np.maximum(np.ptp(score, axis=1, keepdims=True), gap), 1e-9)
    return UnknownSpread(_lay(score), _lay(PRIOR_SPREAD[curves.proportion] * size))


def best_rival(fitted: Fitted, verdict: np.ndarray) -> np.ndarray:
    """Heaviest rival of each curve's verdict; of all where undetermined, (curves,)."""
    names = np.array(VERDICTS)[kinds(fitted.rivals)]
    of_kind = (names == verdict[:, None]) | (verdict[:, None] == "undetermined")
    return np.where(of_kind, fitted.weight, -1.0).argmax(axis=1)


def mean_at(
    place: np.ndarray, chance: np.ndarray, fitted: Fitted, rival: np.ndarray
) -> np.ndarray:
    """Fitted mean of one rival a curve at places (curves, m); 0..1 spans the data."""
    rows = np.arange(rival.size)
    shape = np.zeros(place.shape)
    for k in np.unique(rival):
        on = rival == k
        count = len(fitted.rivals[k].lower)
        theta = [fitted.theta[on, k, j][:, None] for j in range(count)]
        shape[on] = fitted.rivals[k].shape(place[on], *theta)
    rise, shift = fitted.rise[rows, rival], fitted.shift[rows, rival]
    return (chance + shift)[:, None] + rise[:, None] * shape
