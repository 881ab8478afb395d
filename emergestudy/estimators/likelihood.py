"""What a curve's scores say of a shape: three kinds of noise, and the best rise.

A noise holds arrays of shape (points, curves, 1), so that a sum over points adds whole
rows, and is asked about means of shape (points, curves, shapes):

- ``weights(mean)``: w with d log-likelihood / d mean = w (score - mean), the inverse
  variance of each point; without a mean, a first guess from the scores alone;
- ``loglik(mean)``: the log-likelihood, (curves, shapes), less that of the saturated
  model, so that a perfect fit is 0;
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

IMPOSSIBLE = -1e12  # finite, so sums stay finite
"""Log-probability of a shape that has no room to move."""

_HALF_LOG_2PI = 0.5 * np.log(2.0 * np.pi)
_TINY = 1e-300


@dataclass(frozen=True)
class Binomial:
    """Proportions out of ``n`` items: the likelihood ``p^(n y) (1 - p)^(n - n y)``."""

    score: np.ndarray
    n: np.ndarray

    def clip(self, mean: np.ndarray) -> np.ndarray:
        """Keep a mean where its likelihood is finite."""
        np.maximum(mean, FLOOR, out=mean)
        return np.minimum(mean, 1.0 - FLOOR, out=mean)

    def weights(self, mean: np.ndarray | None = None) -> np.ndarray:
        """Inverse variances of the scores."""
        if mean is None:
            mean = (self.n * self.score + 0.5) / (self.n + 1.0)
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

    def weights(self, mean: np.ndarray | None = None) -> np.ndarray:
        """Inverse variances of the scores."""
        return self.stderr**-2.0

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

    With a scaled inverse chi-squared prior worth one point at ``prior_spread`` s, the
    likelihood of a mean is ``(1 + RSS / s^2)^(-(points + 1) / 2)``: Student's t, finite
    even when the curve goes through every point. Source: Gelman et al., Bayesian Data
    Analysis, 3rd ed., section 2.6.
    """

    score: np.ndarray
    prior_spread: np.ndarray

    def clip(self, mean: np.ndarray) -> np.ndarray:
        """Keep a mean where its likelihood is finite."""
        return mean

    def weights(self, mean: np.ndarray | None = None) -> np.ndarray:
        """Inverse variances of the scores."""
        if mean is None:
            return np.ones_like(self.score)
        scale = (len(self.score) + 1.0) / (self.prior_spread**2 + self._rss(mean))
        return np.broadcast_to(scale, mean.shape)

    def loglik(self, mean: np.ndarray) -> np.ndarray:
        """Log-likelihood of each curve at each candidate, less `constant`."""
        ratio = self._rss(mean) / self.prior_spread[0] ** 2
        return -0.5 * (len(self.score) + 1.0) * np.log1p(ratio)

    def _rss(self, mean):
        return ((self.score - mean) ** 2).sum(axis=0)

    def constant(self) -> np.ndarray:
        """The part of the log-likelihood that no candidate changes."""
        points, scale = len(self.score), self.prior_spread[0, :, 0] ** 2
        norm = gammaln((points + 1.0) / 2) - gammaln(0.5)
        return norm - 0.5 * points * np.log(np.pi * scale)


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


@dataclass(frozen=True)
class CurveSet:
    """Curves ready to fit: arrays are (points, curves, 1), or (curves, 1) for the rest.

    ``place`` is 0 at the smallest scale and 1 at the largest; it has one curve only
    when all share their scales. ``above`` and ``below`` say how far from ``chance`` a
    score can be; ``tolerance`` is the standard deviation of chance.
    """

    place: np.ndarray
    noise: Binomial | Gaussian | UnknownSpread
    chance: np.ndarray
    above: np.ndarray
    below: np.ndarray
    tolerance: float = 0.0

    def fit(self, shape: np.ndarray) -> AmplitudeFit:
        """Fit the rise of every shape, (points, curves or 1, shapes).

        The likelihood is maximized over ``0 <= rise <= top`` and averaged over that
        range: the rise uniform, the log-likelihood the parabola of the last scoring
        step, cut off at the ends (Laplace's method on a bounded range). With a
        tolerance, chance moves by ``shift ~ Normal(0, tolerance^2)`` and is fitted and
        averaged along with the rise.
        """
        noise, chance, top = self.noise, self.chance, self._largest_rise(shape)
        # First guess: least squares, weighted by the scores' own variances.
        pull = noise.weights() * shape
        rise = _sum(pull, noise.score - chance) / np.maximum(_sum(pull, shape), _TINY)
        rise = np.clip(rise, 0.0, top)
        if self.tolerance > 0:
            return _fit_with_shift(noise, shape, chance, top, rise, self.tolerance)
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

    def _largest_rise(self, shape):
        """Largest rise that keeps every mean in range, (curves, shapes)."""
        high, low = shape.max(axis=0), -shape.min(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            up = np.where(high > 1e-9, self.above / high, np.inf)
            down = np.where(low > 1e-9, self.below / low, np.inf)
        room = np.minimum(up, down)
        return np.where(np.isinf(room), 1.0, room)  # of zeros any rise will do


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
    """Log of the mean over 0..top of a parabola with its top at ``target``."""
    # Its curvature is -info, and it goes through (rise, loglik).
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
