import numpy as np
import pytest
from scipy import integrate, optimize

from emergestudy.estimators.amplitude import (
    IMPOSSIBLE,
    fit_amplitude,
    largest_rise,
)
from emergestudy.estimators.likelihood import Binomial
from emergestudy.estimators.shapes import hinge

T = np.linspace(0, 1, 6)
SCORE = np.array([0.26, 0.24, 0.25, 0.3, 0.41, 0.5])[:, None, None]
N = np.full_like(SCORE, 200.0)
CHANCE = np.full((1, 1), 0.25)
SHAPE = hinge(T[:, None, None], np.array([0.3, 0.5]))


def loglik(rise, shift=0.0, which=0):
    mean = 0.25 + shift + rise * SHAPE[:, :, [which]]
    return Binomial(SCORE, N).loglik(mean)[0, 0]


@pytest.mark.parametrize("which", [0, 1])
def test_finds_the_best_rise_and_its_average(which):
    top = largest_rise(SHAPE, 1 - CHANCE, CHANCE)
    fit = fit_amplitude(Binomial(SCORE, N), SHAPE, CHANCE, top)
    best = optimize.minimize_scalar(
        lambda h: -loglik(h, which=which), bounds=(0, 0.74), method="bounded"
    )
    assert fit.rise[0, which] == pytest.approx(best.x, abs=1e-3)
    assert fit.loglik[0, which] == pytest.approx(-best.fun, abs=1e-3)
    area = integrate.quad(lambda h: np.exp(loglik(h, which=which)), 0, 0.74)[0]
    assert fit.logmarginal[0, which] == pytest.approx(np.log(area / 0.75), abs=0.02)


def test_a_tolerance_moves_and_averages_chance():
    top = largest_rise(SHAPE, 1 - CHANCE, CHANCE)
    fit = fit_amplitude(Binomial(SCORE, N), SHAPE, CHANCE, top, tolerance=0.02)

    def penalised(v):
        return loglik(*v) - 0.5 * (v[1] / 0.02) ** 2

    best = optimize.minimize(lambda v: -penalised(v), [0.2, 0.0], method="Nelder-Mead")
    assert fit.loglik[0, 0] == pytest.approx(-best.fun, abs=1e-3)
    assert fit.shift[0, 0] == pytest.approx(best.x[1], abs=1e-3)
    area = integrate.dblquad(
        lambda s, h: np.exp(penalised((h, s))), 0.0, 0.5, -0.08, 0.08
    )[0]
    average = np.log(area / 0.75 / np.sqrt(2 * np.pi) / 0.02)
    assert fit.logmarginal[0, 0] == pytest.approx(average, abs=0.03)


def test_a_rise_against_the_data_stays_at_zero():
    down = Binomial(0.5 - SCORE, N)
    top = largest_rise(SHAPE, 1 - CHANCE, CHANCE)
    fit = fit_amplitude(down, SHAPE, CHANCE, top)
    assert (fit.rise == 0).all()
    assert np.isfinite(fit.logmarginal).all()


def test_without_room_to_fall_a_falling_shape_is_impossible():
    zero = np.zeros((1, 1))
    top = largest_rise(-SHAPE, 1 - zero, zero)
    fit = fit_amplitude(Binomial(SCORE, N), -SHAPE, zero, top)
    assert (fit.logmarginal == IMPOSSIBLE).all()


def test_largest_rise_keeps_the_mean_in_range():
    shape = np.array([-0.5, 0.2, 1.0])[:, None, None]
    assert largest_rise(shape, np.array([[0.75]]), np.array([[0.25]])) == 0.5
