import numpy as np
import pytest

from emergestudy.estimators import emergence_points

RNG = np.random.default_rng(5)
X = np.linspace(20, 24, 10)
MEAN = 0.25 + 0.5 * np.maximum(0, X - 22) / 2


def draw(rho, curves, mean=MEAN):
    p = np.tile(mean, (curves, 1))
    if rho:
        size = 1 / rho - 1
        p = RNG.beta(p * size, (1 - p) * size)
    return RNG.binomial(2000, p) / 2000


def test_rho_is_right_on_average_from_residuals():
    fits = emergence_points(
        10**X, draw(0.005, 200), 0.25, 2000, overdispersion="estimate"
    )
    assert fits.rho.mean() == pytest.approx(0.005, rel=0.25)


def test_rho_is_right_on_average_from_seeds():
    x, mean = np.repeat(X, 3), np.repeat(MEAN, 3)
    score = draw(0.005, 60, mean)
    fits = emergence_points(10**x, score, 0.25, 2000, overdispersion="estimate")
    assert fits.rho.mean() == pytest.approx(0.005, rel=0.15)


def test_independent_items_scatter_as_they_should():
    fits = emergence_points(10**X, draw(0, 200), 0.25, 2000)
    assert fits.scatter.mean() == pytest.approx(1.0, abs=0.2)
    assert (fits.rho == 0).all()


def test_without_n_there_is_no_scatter_to_compare():
    assert np.isnan(emergence_points(10**X, draw(0, 3), 0.25).scatter).all()
