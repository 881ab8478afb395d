import numpy as np
import pytest
from scipy import integrate

from emergestudy.estimators.checks import read_curves
from emergestudy.estimators.evidence import RIVALS
from emergestudy.estimators.fit import curve_set
from emergestudy.estimators.grid import log_mean, mesh, search, shrink
from emergestudy.estimators.likelihood import Binomial

X = np.linspace(0, 4, 8)
TRUE = 0.25 + 0.5 * np.clip((X - 1.7) / 2.3, 0, 1)


def data(n):
    score = np.round(TRUE * n) / n
    curves = read_curves(10**X, score, 0.25, n, None, "fraction", True, True)
    return curve_set(curves, slice(None), np.zeros(1), 0.0), score


def hinge_loglik(score, n, elbow, rise):
    mean = 0.25 + rise * np.maximum(0, X / 4 - elbow) / (1 - elbow)
    noise = Binomial(score[:, None, None], np.full((8, 1, 1), float(n)))
    return noise.loglik(mean[:, None, None])[0, 0]


@pytest.mark.parametrize("n", [100, 1000])
def test_the_evidence_of_a_hinge_is_its_integral(n):
    curves, score = data(n)
    found = search(curves, RIVALS[1]).logmarginal[0]
    peak = hinge_loglik(score, n, 1.7 / 4, 0.5)
    area = integrate.dblquad(
        lambda h, e: np.exp(hinge_loglik(score, n, e, h) - peak),
        *(0.0, 0.8),
        *(0.2, 0.74),
        epsrel=1e-3,
    )[0]
    assert found == pytest.approx(np.log(area / 0.75 / 0.99) + peak, abs=0.05)


def test_the_best_hinge_is_the_one_that_drew_the_data():
    fit = search(data(10**6)[0], RIVALS[1])
    assert fit.theta[0, 0] == pytest.approx(1.7 / 4, abs=1e-3)
    assert fit.rise[0] == pytest.approx(0.5, abs=1e-3)


def test_a_chain_of_boxes_keeps_a_narrow_peak():
    fit = search(data(10**6)[0], RIVALS[2])
    width = fit.nodes[0, -1] - fit.nodes[0, 0]
    assert fit.nodes[0, 0] < 1.7 / 4 < fit.nodes[0, -1]
    assert width < 0.1


def test_mesh_gives_midpoints():
    found = mesh(np.array([[0.0, 10.0]]), np.array([[1.0, 20.0]]), (2, 5))
    assert found.shape == (2, 1, 10)
    assert sorted(set(found[0, 0])) == [0.25, 0.75]
    assert sorted(set(found[1, 0])) == [11, 13, 15, 17, 19]


def test_shrink_keeps_a_cell_around_what_matters():
    density = np.full((1, 10), -100.0)
    density[0, 4:6] = 0.0
    low, high = shrink(density, (10,), (np.zeros((1, 1)), np.ones((1, 1))), 10.0)
    assert (low[0, 0], high[0, 0]) == pytest.approx((0.3, 0.7))


def test_log_mean_does_not_overflow():
    assert log_mean(np.array([1000.0, 1000.0])) == pytest.approx(1000.0)
    assert log_mean(np.array([-2000.0, -1e12])) == pytest.approx(-2000 - np.log(2))
