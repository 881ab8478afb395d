import numpy as np
import pytest
from scipy import stats

from emergestudy.estimators.likelihood import (
    Binomial,
    Gaussian,
    UnknownSpread,
    beta_binomial_loglik,
    effective_n,
)

SCORE = np.array([0.0, 0.3, 0.55, 1.0])[:, None, None]
MEAN = np.array([0.01, 0.25, 0.6, 0.9])[:, None, None]


def test_binomial_equals_scipy():
    n = np.full_like(SCORE, 20.0)
    noise = Binomial(SCORE, n)
    total = noise.loglik(MEAN.copy())[0, 0] + noise.constant()[0]
    assert total == pytest.approx(stats.binom.logpmf(20 * SCORE, 20, MEAN).sum())


def test_gaussian_equals_scipy():
    noise = Gaussian(SCORE, np.full_like(SCORE, 0.05))
    total = noise.loglik(MEAN.copy())[0, 0] + noise.constant()[0]
    assert total == pytest.approx(stats.norm.logpdf(SCORE, MEAN, 0.05).sum())


def test_unknown_spread_is_a_multivariate_t():
    noise = UnknownSpread(SCORE, np.full((1, 1, 1), 0.02))
    total = noise.loglik(MEAN.copy())[0, 0] + noise.constant()[0]
    gap = (SCORE - MEAN).ravel()
    expected = stats.multivariate_t(shape=0.02**2 * np.eye(4), df=1).logpdf(gap)
    assert total == pytest.approx(expected)


def test_beta_binomial_equals_scipy():
    found = beta_binomial_loglik(np.array([3.0]), np.array([20.0]), 0.25, 0.1)
    assert found == pytest.approx(stats.betabinom.logpmf(3, 20, 0.25 * 9, 0.75 * 9))


def test_effective_n_has_the_variance_of_the_beta_binomial():
    n, mean, rho = 500, 0.3, 0.01
    size = 1 / rho - 1
    variance = stats.betabinom.var(n, mean * size, (1 - mean) * size) / n**2
    expected = mean * (1 - mean) / effective_n(n, rho)
    assert variance == pytest.approx(expected)


def test_effective_n_stands_in_for_the_beta_binomial():
    # The fall of the log-likelihood from its peak, compared at a few means.
    n, hits, rho = 1000, 300, 0.002
    means = np.array([0.25, 0.28, 0.3, 0.33])
    exact = beta_binomial_loglik(hits, n, means, rho)
    few = effective_n(n, rho)
    stand_in = few * (0.3 * np.log(means) + 0.7 * np.log1p(-means))
    assert stand_in - stand_in[2] == pytest.approx(exact - exact[2], abs=0.1)


@pytest.mark.parametrize(
    "noise",
    [
        Binomial(SCORE, np.full_like(SCORE, 50.0)),
        Gaussian(SCORE, np.full_like(SCORE, 0.1)),
        UnknownSpread(SCORE, np.full((1, 1, 1), 0.05)),
    ],
)
def test_weights_are_the_slope_of_the_loglikelihood(noise):
    step = 1e-6
    for point in range(4):
        shift = np.zeros_like(MEAN)
        shift[point] = step
        rise = noise.loglik(MEAN + shift) - noise.loglik(MEAN - shift)
        slope = noise.weights(MEAN.copy()) * (SCORE - MEAN)
        slope = np.broadcast_to(slope, MEAN.shape)[point, 0, 0]
        assert rise[0, 0] / (2 * step) == pytest.approx(slope, rel=1e-4)
