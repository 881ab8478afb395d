"""Fit every rival to every curve, and see whether the scores scatter too much.

Scores of a curve can scatter more than ``p (1 - p) / n``: items come in groups, models
differ in more than scale. A beta-binomial with intraclass correlation ``rho`` has
variance ``p (1 - p) (1 + (n - 1) rho) / n``, as much as ``n / (1 + (n - 1) rho)``
independent items, which stand in for it. Source: Williams (1982), Extra-binomial
variation in logistic linear models, Applied Statistics 31.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emergestudy.estimators.evidence import (
    RIVALS,
    Rival,
    elbow_quantiles,
    search,
    weights,
)
from emergestudy.estimators.inputs import Curves
from emergestudy.estimators.likelihood import (
    FLOOR,
    Binomial,
    CurveSet,
    Gaussian,
    UnknownSpread,
)

CHUNK = 512
"""Numbers of one round's largest array: curves x points fitted together."""

PRIOR_SPREAD = {True: 0.02, False: 0.05}
"""Guess at an unknown spread: for proportions, and as a share of the scores' range."""

LARGEST_RHO = 0.5
"""Largest ``rho`` that is ever estimated."""


@dataclass(frozen=True)
class Fitted:
    """All rivals on all curves, (curves, rivals); ``theta`` is (curves, rivals, 2).

    ``elbow`` (curves, 3) holds the low end, middle and high end of the elbow's
    posterior, in places 0..1 along each curve's data; ``rho`` (curves,) is the
    over-dispersion used.
    """

    loglik: np.ndarray
    weight: np.ndarray
    rise: np.ndarray
    shift: np.ndarray
    theta: np.ndarray
    elbow: np.ndarray
    rho: np.ndarray
    rivals: tuple[Rival, ...]

    @classmethod
    def join(cls, parts: Sequence["Fitted"]) -> "Fitted":
        """Put curves that were fitted apart one after another."""
        names = ("loglik", "weight", "rise", "shift", "theta", "elbow", "rho")
        whole = (np.concatenate([getattr(p, name) for p in parts]) for name in names)
        return cls(*whole, parts[0].rivals)

    def mean(
        self, place: np.ndarray, chance: np.ndarray, rival: np.ndarray
    ) -> np.ndarray:
        """Mean of one rival a curve at places (curves, m); 0..1 spans the data."""
        rows = np.arange(rival.size)
        shape = np.zeros(place.shape)
        for k in np.unique(rival):
            on = rival == k
            count = len(self.rivals[k].lower)
            theta = [self.theta[on, k, j][:, None] for j in range(count)]
            shape[on] = self.rivals[k].shape(place[on], *theta)
        rise, shift = self.rise[rows, rival], self.shift[rows, rival]
        return (chance + shift)[:, None] + rise[:, None] * shape

    def pearson(self, curves: Curves) -> tuple[np.ndarray, np.ndarray]:
        """Pearson's chi-squared of each curve's best rival; its degrees of freedom."""
        rival = self.weight.argmax(axis=1)
        mean = self.mean(curves.place(), curves.chance, rival)
        parameters = np.array([r.parameters for r in self.rivals])[rival]
        return _chi_squared(curves, mean), np.maximum(mean.shape[1] - parameters, 1)


def fit_curves(
    curves: Curves,
    level: float,
    tolerance: float = 0.0,
    overdispersion: float | str = 0.0,
    rivals: tuple[Rival, ...] = RIVALS,
) -> Fitted:
    """Fit all rivals to checked curves, after a first look at ``rho`` if asked for."""
    estimate = overdispersion == "estimate"
    rho = np.full(len(curves.score), 0.0 if estimate else float(overdispersion))
    fitted = _fit_given(curves, rho, tolerance, level, rivals)
    if estimate:
        rho = _estimate_rho(curves, fitted)
        fitted = _fit_given(curves, rho, tolerance, level, rivals)
    return fitted


def _fit_given(curves, rho, tolerance, level, rivals):
    """Fit in chunks, with the over-dispersion of each curve, (curves,)."""
    count, points = curves.score.shape
    size = max(1, CHUNK // points)
    parts = []
    for start in range(0, count, size):
        rows = slice(start, start + size)
        data = curve_set(curves.some(rows), rho[rows], tolerance)
        parts.append(_fit_chunk(data, rho[rows], level, rivals))
    return Fitted.join(parts)


def _fit_chunk(data, rho, level, rivals):
    fits = [search(data, rival) for rival in rivals]
    weight = weights(np.stack([fit.logmarginal for fit in fits], axis=1), rivals)
    emergent = [k for k, rival in enumerate(rivals) if rival.verdict == "emergent"]
    shares = (0.5 - level / 2, 0.5, 0.5 + level / 2)
    elbow = elbow_quantiles([fits[k] for k in emergent], weight[:, emergent], shares)
    theta = np.zeros((*weight.shape, 2))
    for k, fit in enumerate(fits):
        theta[:, k, : fit.best.theta.shape[1]] = fit.best.theta
    loglik, rise, shift = (
        np.stack([getattr(fit.best, name) for fit in fits], axis=1)
        for name in ("loglik", "rise", "shift")
    )
    loglik = loglik + data.noise.constant()[:, None]
    return Fitted(loglik, weight, rise, shift, theta, elbow, rho, rivals)


def curve_set(curves: Curves, rho: np.ndarray, tolerance: float) -> CurveSet:
    """Lay out curves as (points, curves, 1) with their noise and range."""
    place = curves.place()
    if (place == place[:1]).all():
        place = place[:1]  # shared scales: shapes are drawn once for all curves
    chance = curves.chance[:, None]
    room = _room(curves, chance)
    return CurveSet(_lay(place), _noise(curves, rho), chance, *room, tolerance)


def _room(curves, chance):
    """How far a score can rise above chance and fall below it, (curves, 1) each."""
    if curves.proportion:
        return 1.0 - chance, chance
    if curves.reach is not None:
        far = np.full_like(chance, curves.reach)
        return far, far
    far = 2.0 * np.abs(curves.score - chance).max(axis=1, keepdims=True)
    if curves.stderr is not None:  # noise alone must not set the range
        typical = np.median(curves.stderr, axis=1, keepdims=True)
        far = np.maximum(far, 20.0 * typical)
    far = np.maximum(far, 1e-9)
    return far, far


def _lay(values):
    return np.ascontiguousarray(values.T)[:, :, None]


def _noise(curves, rho):
    score, n = curves.score, curves.n
    if curves.stderr is not None:
        return Gaussian(_lay(score), _lay(curves.stderr))
    if n is not None:
        return Binomial(_lay(score), _lay(n / (1.0 + (n - 1.0) * rho[:, None])))
    size = np.ones((score.shape[0], 1))
    if not curves.proportion:
        gap = np.abs(score - curves.chance[:, None]).max(axis=1, keepdims=True)
        size = np.maximum(np.maximum(np.ptp(score, axis=1, keepdims=True), gap), 1e-9)
    return UnknownSpread(_lay(score), _lay(PRIOR_SPREAD[curves.proportion] * size))


def _estimate_rho(curves, fitted):
    """Moment estimate of ``rho`` for each curve, (curves,), between 0 and 0.5."""
    # Pearson's chi-squared is set equal to its mean, df (1 + (n - 1) rho). A curve that
    # repeats scales (several seeds) at least three times over has its scatter around
    # the mean of each scale; others around the best rival, a rough guide at 4 to 8
    # points.
    chi2, df = fitted.pearson(curves)
    pure, spare = _group_means(curves)
    repeated = spare >= 3
    chi2 = np.where(repeated, _chi_squared(curves, pure), chi2)
    df = np.where(repeated, spare, df)
    excess = chi2 / df - 1.0
    room = np.maximum((curves.n - 1.0).mean(axis=1), 1e-9)
    return np.clip(excess / room, 0.0, LARGEST_RHO)


def _chi_squared(curves, mean):
    mean = np.clip(mean, FLOOR, 1.0 - FLOOR)
    gap = curves.score - mean
    return (curves.n * gap**2 / (mean * (1.0 - mean))).sum(axis=1)


def _group_means(curves):
    """Mean score at each point's scale, weighted by n; points beyond one a scale."""
    x = curves.x
    group = np.cumsum(np.diff(x, axis=1, prepend=x[:, :1]) > 0, axis=1)
    rows = np.arange(len(x))[:, None]
    total, hits = np.zeros((2, *x.shape))
    np.add.at(total, (rows, group), curves.n)
    np.add.at(hits, (rows, group), curves.n * curves.score)
    return hits[rows, group] / total[rows, group], x.shape[1] - 1 - group[:, -1]
