"""What a curve's scores say of a shape: three kinds of noise, and the best rise.

A noise holds arrays of shape (points, curves, 1), so that a sum over points adds whole
rows, and is asked about means of shape (points, curves, shapes):

- ``weights(mean)``: w with d log-likelihood / d mean = w (score - mean), the inverse
  variance of each point;
- ``loglik(mean)``: the log-likelihood, (curves, shapes), less that of the saturated
  model, so that a perfect fit is 0;
- ``start_weights()``: the weights of the first step of Fisher scoring;
- ``clip(mean)``: the mean, kept where the likelihood is finite;
- ``constant()``: the log-likelihood of the saturated model, (curves,).

Given its shape a rival is ``mean = chance + rise * shape``: one unknown, a concave
log-likelihood, and a few steps of Fisher scoring find its top.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, log_ndtr, xlog1py, xlogy

FLOOR = 1e-4  # a mean of exactly 0 would make one stray success impossible
"""Smallest and largest (1 - FLOOR) mean of a proportion."""

IMPOSSIBLE = -1e12
"""Log-probability of a shape that has no room to move: finite, so sums stay finite."""

_HALF_LOG_2PI = 0.5 * np.log(2.0 * np.pi)
_TINY = 1e-300


def effective_n(n: np.ndarray, rho: float) -> np.ndarray:
    """Number of independent items that carry as much as ``n`` correlated ones.

    ``n / (1 + (n - 1) rho)``: the beta-binomial with intraclass correlation ``rho`` has
    variance ``p (1 - p) / effective_n``. Source: Williams (1982), Extra-binomial
    variation in logistic linear models, Applied Statistics 31.
    """
    n = np.asarray(n, dtype=float)
    return n / (1.0 + (n - 1.0) * rho)


@dataclass(frozen=True)
class Binomial:
    """Proportions out of ``n`` items: the likelihood ``p^(n y) (1 - p)^(n - n y)``."""

    score: np.ndarray
    n: np.ndarray

    def clip(self, mean: np.ndarray) -> np.ndarray:
        """Keep a mean where its likelihood is finite."""
        np.maximum(mean, FLOOR, out=mean)
        return np.minimum(mean, 1.0 - FLOOR, out=mean)

    def start_weights(self) -> np.ndarray:
        """Weights of the first step of Fisher scoring."""
        hits = self.n * self.score
        guess = (hits + 0.5) / (self.n + 1.0)
        return self.n / (guess * (1.0 - guess))

    def weights(self, mean: np.ndarray) -> np.ndarray:
        """Inverse variances of the scores at a mean."""
        spread = 1.0 - mean
        spread *= mean
        return np.divide(self.n, spread, out=spread)

    def loglik(self, mean: np.ndarray) -> np.ndarray:
        """Log-likelihood of each curve at each candidate, less `constant`."""
        hits = self.n * self.score
        total = np.log1p(-mean)
        total *= self.n - hits
        np.log(mean, out=mean)
        mean *= hits
        total += mean
        return total.sum(axis=0) - self._saturated()

    def _saturated(self) -> np.ndarray:
        hits = self.n * self.score
        best = xlogy(hits, self.score) + xlog1py(self.n - hits, -self.score)
        return best.sum(axis=0)

    def constant(self) -> np.ndarray:
        """The part of the log-likelihood that no candidate changes."""
        hits, n = self.n * self.score, self.n
        choose = gammaln(n + 1) - gammaln(hits + 1) - gammaln(n - hits + 1)
        return (choose.sum(axis=0) + self._saturated())[:, 0]


@dataclass(frozen=True)
class Gaussian:
    """Scores with known standard errors: ``exp(-(y - m)^2 / (2 stderr^2))``."""

    score: np.ndarray
    stderr: np.ndarray

    def clip(self, mean: np.ndarray) -> np.ndarray:
        """Keep a mean where its likelihood is finite."""
        return mean

    def start_weights(self) -> np.ndarray:
        """Weights of the first step of Fisher scoring."""
        return self.stderr**-2.0

    def weights(self, mean: np.ndarray) -> np.ndarray:
        """Inverse variances of the scores at a mean."""
        return self.start_weights()

    def loglik(self, mean: np.ndarray) -> np.ndarray:
        """Log-likelihood of each curve at each candidate, less `constant`."""
        gap = (self.score - mean) / self.stderr
        return -0.5 * (gap * gap).sum(axis=0)

    def constant(self) -> np.ndarray:
        """The part of the log-likelihood that no candidate changes."""
        return -np.log(np.sqrt(2 * np.pi) * self.stderr).sum(axis=0)[:, 0]


@dataclass(frozen=True)
class UnknownSpread:
    """Scores with one unknown spread a curve, integrated out.

    With a scaled inverse chi-squared prior of ``prior_points`` points at
    ``prior_spread`` on the variance, the likelihood of a mean is
    ``(1 + RSS / (a s^2))^(-(points + a) / 2)``: Student's t, finite even when the curve
    goes through every point. Source: Gelman et al., Bayesian Data Analysis, 3rd ed.,
    section 2.6.
    """

    score: np.ndarray
    prior_spread: np.ndarray
    prior_points: float = 1.0

    def clip(self, mean: np.ndarray) -> np.ndarray:
        """Keep a mean where its likelihood is finite."""
        return mean

    def start_weights(self) -> np.ndarray:
        """Weights of the first step of Fisher scoring."""
        return np.ones_like(self.score)

    def weights(self, mean: np.ndarray) -> np.ndarray:
        """Inverse variances of the scores at a mean."""
        total = self.prior_points * self.prior_spread**2 + self._rss(mean)
        scale = (self.score.shape[0] + self.prior_points) / total
        return np.broadcast_to(scale, mean.shape)

    def loglik(self, mean: np.ndarray) -> np.ndarray:
        """Log-likelihood of each curve at each candidate, less `constant`."""
        ratio = self._rss(mean) / (self.prior_points * self.prior_spread[0] ** 2)
        return -0.5 * (self.score.shape[0] + self.prior_points) * np.log1p(ratio)

    def _rss(self, mean):
        return ((self.score - mean) ** 2).sum(axis=0)

    def constant(self) -> np.ndarray:
        """The part of the log-likelihood that no candidate changes."""
        points, a = self.score.shape[0], self.prior_points
        scale = a * self.prior_spread[0, :, 0] ** 2
        norm = gammaln((points + a) / 2) - gammaln(a / 2)
        return norm - 0.5 * points * np.log(np.pi * scale)


Noise = Binomial | Gaussian | UnknownSpread
"""Any of the noise models: each has the same methods."""


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
    """Maximize over ``0 <= rise <= top`` and average over that range.

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
    average = _log_average(loglik, rise, target, info, top)
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
    average = _log_average(loglik, rise, target, info, top)
    return AmplitudeFit(rise, shift, loglik, average + 0.5 * np.log(prior / mass))


def _sum(a, b):
    """Sum of products over points, (curves, shapes)."""
    return np.einsum("pcg,pcg->cg", *np.broadcast_arrays(a, b))


def _log_average(loglik, rise, target, info, top):
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
