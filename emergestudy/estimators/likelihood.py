"""What a curve's scores say of a mean: three kinds of noise behind one small interface.

A noise holds arrays of shape (points, curves, 1) and is asked about means of shape
(points, curves, shapes):

- ``weights(mean)``: w with d log-likelihood / d mean = w (score - mean), the inverse
  variance of each point;
- ``loglik(mean)``: the log-likelihood, (curves, shapes), less that of the saturated
  model, so that a perfect fit is 0;
- ``clip(mean)``: the mean, kept where the likelihood is finite;
- ``constant()``: the log-likelihood of the saturated model, (curves,).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, gammaln, xlog1py, xlogy

FLOOR = 1e-4  # a mean of exactly 0 would make one stray success impossible
"""Smallest and largest (1 - FLOOR) mean of a proportion."""


def effective_n(n: np.ndarray, rho: float) -> np.ndarray:
    """Number of independent items that carry as much as ``n`` correlated ones.

    ``n / (1 + (n - 1) rho)``: the beta-binomial with intraclass correlation ``rho`` has
    variance ``p (1 - p) / effective_n``. Source: Williams (1982), Extra-binomial
    variation in logistic linear models, Applied Statistics 31.
    """
    n = np.asarray(n, dtype=float)
    return n / (1.0 + (n - 1.0) * rho)


def beta_binomial_loglik(
    hits: np.ndarray, n: np.ndarray, mean: np.ndarray, rho: float
) -> np.ndarray:
    """Exact beta-binomial log-probability of ``hits`` out of ``n``, for 0 < rho < 1.

    ``log C(n, k) + log B(k + a, n - k + b) - log B(a, b)`` with ``a = mean s``,
    ``b = (1 - mean) s``, ``s = 1 / rho - 1``. The estimator uses the binomial with
    `effective_n` items, which has the same mean and variance and is ten times cheaper;
    this function is what it is checked against.
    """
    size = 1.0 / rho - 1.0
    a, b = mean * size, (1.0 - mean) * size
    choose = gammaln(n + 1) - gammaln(hits + 1) - gammaln(n - hits + 1)
    return choose + betaln(hits + a, n - hits + b) - betaln(a, b)


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
        rss = ((self.score - mean) ** 2).sum(axis=0)
        total = self.prior_points * self.prior_spread**2 + rss
        scale = (self.score.shape[0] + self.prior_points) / total
        return np.broadcast_to(scale, mean.shape)

    def loglik(self, mean: np.ndarray) -> np.ndarray:
        """Log-likelihood of each curve at each candidate, less `constant`."""
        rss = ((self.score - mean) ** 2).sum(axis=0)
        prior = self.prior_points * self.prior_spread[0] ** 2
        return -0.5 * (self.score.shape[0] + self.prior_points) * np.log1p(rss / prior)

    def constant(self) -> np.ndarray:
        """The part of the log-likelihood that no candidate changes."""
        points, a = self.score.shape[0], self.prior_points
        scale = a * self.prior_spread[0, :, 0] ** 2
        norm = gammaln((points + a) / 2) - gammaln(a / 2)
        return norm - 0.5 * points * np.log(np.pi * scale)


Noise = Binomial | Gaussian | UnknownSpread
"""Any of the noise models: each has the same methods."""
