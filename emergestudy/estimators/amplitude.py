"""Fit the one number that multiplies a shape, for many curves and shapes at once.

Given its shape a rival is ``mean = chance + rise * shape``: one unknown, a concave
log-likelihood, and a few steps of Fisher scoring find its top. Arrays are laid out as
(points, curves, shapes), so that a sum over points adds whole rows.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from emergestudy.estimators.likelihood import Noise

_HALF_LOG_2PI = 0.5 * np.log(2.0 * np.pi)
_TINY = 1e-300
IMPOSSIBLE = -1e12
"""Log-probability of a shape that has no room to move: finite, so sums stay finite."""


@dataclass(frozen=True)
class AmplitudeFit:
    """Best ``rise`` and ``shift`` of chance, (curves, shapes), and how well they fit.

    ``loglik`` is the largest log-likelihood; ``logmarginal`` the log of the likelihood
    averaged over a uniform rise (and a normal shift, where a tolerance was given).
    """

    rise: np.ndarray
    shift: np.ndarray
    loglik: np.ndarray
    logmarginal: np.ndarray


def largest_rise(shape: np.ndarray, above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Largest rise that keeps every mean in range, (curves, shapes).

    ``above`` and ``below`` (curves, 1) say how far a score can be from chance.
    """
    high, low = shape.max(axis=0), -shape.min(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(high > 1e-9, above / high, np.inf)
        down = np.where(low > 1e-9, below / low, np.inf)
    room = np.minimum(up, down)
    return np.where(np.isinf(room), 1.0, room)  # a shape of zeros: any rise will do


def fit_amplitude(
    noise: Noise,
    shape: np.ndarray,
    chance: np.ndarray,
    top: np.ndarray,
    tolerance: float = 0.0,
) -> AmplitudeFit:
    """Maximise over ``0 <= rise <= top`` and average over that range.

    The average takes the rise as uniform and the log-likelihood as the parabola of the
    last scoring step, cut off at 0 and ``top`` (Laplace's method on a bounded range).
    With a ``tolerance``, chance itself moves by ``shift ~ Normal(0, tolerance^2)`` and
    is fitted and averaged along with the rise.
    """
    rise = _first_guess(noise, shape, chance, top)
    if tolerance > 0:
        return _fit_with_shift(noise, shape, chance, top, rise, tolerance)
    for _ in range(2):
        mean = noise.clip(chance + rise * shape)
        pull = noise.weights(mean) * shape
        gap = np.subtract(noise.score, mean, out=mean)
        slope, info = _sum(pull, gap), _sum(pull, shape)
        target = rise + slope / np.maximum(info, _TINY)
        rise = np.clip(target, 0.0, top)
    loglik = noise.loglik(noise.clip(chance + rise * shape))
    average = log_average(loglik, rise, target, info, top)
    return AmplitudeFit(rise, np.zeros_like(rise), loglik, average)


def _first_guess(noise, shape, chance, top):
    """Weighted least squares, with the scores' own variances."""
    weight = noise.start_weights()
    pull = weight * shape
    info = _sum(pull, shape)
    rise = _sum(pull, noise.score - chance) / np.maximum(info, _TINY)
    return np.clip(rise, 0.0, top)


def _fit_with_shift(noise, shape, chance, top, rise, tolerance):
    """Score both unknowns; the shift follows the rise, so a cut rise stays exact."""
    prior, shift = tolerance**-2.0, np.zeros_like(rise)
    for _ in range(4):
        mean = noise.clip(chance + shift + rise * shape)
        weight = np.broadcast_to(noise.weights(mean), mean.shape)
        gap = np.subtract(noise.score, mean, out=mean)
        pull = weight * shape
        cross, mass = pull.sum(axis=0), weight.sum(axis=0) + prior
        slope = _sum(weight, gap) - prior * shift
        info = np.maximum(_sum(pull, shape) - cross**2 / mass, 0.0)
        step = (_sum(pull, gap) - cross / mass * slope) / np.maximum(info, _TINY)
        target = rise + np.where(info > 1e-9, step, 0.0)
        before, rise = rise, np.clip(target, 0.0, top)
        shift = shift + (slope - cross * (rise - before)) / mass
    loglik = noise.loglik(noise.clip(chance + shift + rise * shape))
    loglik -= 0.5 * prior * shift**2
    average = log_average(loglik, rise, target, info, top)
    return AmplitudeFit(rise, shift, loglik, average + 0.5 * np.log(prior / mass))


def _sum(a, b):
    """Sum of products over points, (curves, shapes)."""
    shape = np.broadcast_shapes(a.shape, b.shape)
    return np.einsum(
        "pcg,pcg->cg", np.broadcast_to(a, shape), np.broadcast_to(b, shape)
    )


def log_average(
    loglik: np.ndarray,
    rise: np.ndarray,
    target: np.ndarray,
    info: np.ndarray,
    top: np.ndarray,
) -> np.ndarray:
    """Log of the mean over 0..top of a parabola through (``rise``, ``loglik``).

    The parabola has its top at ``target`` and curvature ``-info``; ``rise`` is
    ``target`` cut to 0..top. All arrays are (curves, shapes).
    """
    root = np.sqrt(np.maximum(info, _TINY))
    peak = loglik + 0.5 * info * (target - rise) ** 2
    low, high = -target * root, (top - target) * root
    # Turned so that both ends lie in the left tail, where log_ndtr is exact.
    flip = low + high > 0
    low, high = np.where(flip, -high, low), np.where(flip, -low, high)
    log_high = log_ndtr(high)
    gap = np.minimum(log_ndtr(low) - log_high, -1e-15)
    inside = log_high + np.log(-np.expm1(gap))
    area = inside + _HALF_LOG_2PI - np.log(np.maximum(top * root, 1e-12))
    return np.where(
        top > 1e-3, np.where(top * root > 1e-6, peak + area, peak), IMPOSSIBLE
    )
