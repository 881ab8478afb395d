import numpy as np
import pytest
from scipy import integrate, optimize, stats

from emergestudy.estimators import shapes
from emergestudy.estimators.likelihood import (
    IMPOSSIBLE,
    Binomial,
    CurveSet,
    Gaussian,
    UnknownSpread,
)

T = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
SIN, COS = np.sin(0.8), np.cos(0.8)


@pytest.mark.parametrize(
    ("shape", "values", "heights"),
    [
        ("hinge", (0.5,), [0, 0, 0, 0.5, 1]),
        ("hinge_ceiling", (0.2, 0.5), [0, 0.125, 0.75, 1, 1]),
        ("line", (0.2,), [0.2, 0.4, 0.6, 0.8, 1]),
        ("line_ceiling", (0.2, 0.5), [0.2, 0.6, 1, 1, 1]),
        ("falling_line", (0.1,), [0.1, -0.15, -0.4, -0.65, -0.9]),
        ("falling_hinge", (0.5,), [0, 0, 0, -0.5, -1]),
        ("falling_floor", (0.2, 0.5), [0, -0.125, -0.75, -1, -1]),
        ("vee", (0.5, 0.8), [0, -SIN / 2, -SIN, (COS - SIN) / 2, COS]),
        ("vee", (0.0, 0.8), [-SIN + t * (SIN + COS) for t in T]),
        ("offset_hinge", (0.5, 0.8), [-SIN, -SIN, -SIN, (COS - SIN) / 2, COS]),
        ("offset_ramp", (0.5, 0.8), [-SIN, -SIN, -SIN, COS, COS]),
    ],
)
def test_heights_of_each_shape(shape, values, heights):
    assert getattr(shapes, shape)(T, *values) == pytest.approx(heights)


def test_the_tangent_of_a_logistic_runs_from_chance_at_its_elbow_to_the_ceiling():
    elbow, ramp = 0.2, 0.6 * 0.8
    middle, step = elbow + ramp / 2, 1e-6
    low, high = shapes.logistic(np.array([middle - step, middle + step]), elbow, 0.6)
    slope = (high - low) / (2 * step)
    assert middle - 0.5 / slope == pytest.approx(elbow, abs=1e-6)
    assert middle + 0.5 / slope == pytest.approx(elbow + ramp, abs=1e-6)
    turned = shapes.falling_logistic(T, elbow, 0.6)
    assert turned == pytest.approx(-shapes.logistic(T, elbow, 0.6))


FEW = np.array([0.0, 0.3, 0.55, 1.0])[:, None, None]
MEAN = np.array([0.01, 0.25, 0.6, 0.9])[:, None, None]
GAP = (FEW - MEAN).ravel()
T_SHAPE = 0.02**2 * np.eye(4)


@pytest.mark.parametrize(
    ("noise", "truth"),
    [
        (
            Binomial(FEW, np.full_like(FEW, 20.0)),
            stats.binom.logpmf(20 * FEW, 20, MEAN),
        ),
        (Gaussian(FEW, np.full_like(FEW, 0.05)), stats.norm.logpdf(GAP, 0, 0.05)),
        (
            UnknownSpread(FEW, np.full((1, 1, 1), 0.02)),
            stats.multivariate_t(shape=T_SHAPE, df=1).logpdf(GAP),
        ),
    ],
)
def test_likelihoods_equal_scipy_and_their_weights_are_the_slope(noise, truth):
    total = noise.loglik(MEAN.copy())[0, 0] + noise.constant()[0]
    assert total == pytest.approx(np.sum(truth))
    step = 1e-6
    for point in range(4):
        shift = np.zeros_like(MEAN)
        shift[point] = step
        rise = noise.loglik(MEAN + shift) - noise.loglik(MEAN - shift)
        slope = noise.weights(MEAN.copy()) * (FEW - MEAN)
        slope = np.broadcast_to(slope, MEAN.shape)[point, 0, 0]
        assert rise[0, 0] / (2 * step) == pytest.approx(slope, rel=1e-4)
    assert noise.loglik(noise.clip(FEW.copy()))[0, 0] == pytest.approx(0, abs=0.01)


def test_a_stray_success_at_chance_zero_is_not_impossible():
    noise = Binomial(FEW, np.full_like(FEW, 20.0))
    clipped = noise.clip(np.array([-1.0, 0.0, 0.5, 1.0]))
    assert clipped == pytest.approx([1e-4, 1e-4, 0.5, 1 - 1e-4])
    guess = np.array([0.5, 6.5, 11.5, 20.5]) / 21
    assert noise.weights().ravel() == pytest.approx(20 / (guess * (1 - guess)))


PLACE = np.linspace(0, 1, 6)[:, None, None]
SCORE = np.array([0.26, 0.24, 0.25, 0.3, 0.41, 0.5])[:, None, None]
SHAPE = shapes.hinge(PLACE, np.array([0.3, 0.5]))
NOISES = [
    Binomial(SCORE, np.full_like(SCORE, 200.0)),
    Gaussian(SCORE, np.full_like(SCORE, 0.03)),
]


def fit_rise(noise, shape=SHAPE, chance=0.25, above=0.75, below=0.25, tolerance=0.0):
    room = (np.full((1, 1), value) for value in (chance, above, below))
    return CurveSet(PLACE, noise, *room, tolerance).fit(shape)


def loglik(noise, rise, shift=0.0, which=0):
    return noise.loglik(0.25 + shift + rise * SHAPE[:, :, [which]])[0, 0]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("noise", NOISES)
def test_finds_the_best_rise_and_its_average(noise, which):
    fit = fit_rise(noise)
    best = optimize.minimize_scalar(
        lambda h: -loglik(noise, h, which=which), bounds=(0, 0.74), method="bounded"
    )
    assert fit.rise[0, which] == pytest.approx(best.x, abs=1e-3)
    assert fit.loglik[0, which] == pytest.approx(-best.fun, abs=1e-3)
    area = integrate.quad(lambda h: np.exp(loglik(noise, h, which=which)), 0, 0.74)[0]
    assert fit.logmarginal[0, which] == pytest.approx(np.log(area / 0.75), abs=0.02)
    assert (fit.shift == 0).all()


@pytest.mark.parametrize("noise", NOISES)
def test_a_tolerance_moves_and_averages_chance(noise):
    fit = fit_rise(noise, tolerance=0.02)

    def penalized(v):
        return loglik(noise, *v) - 0.5 * (v[1] / 0.02) ** 2

    best = optimize.minimize(lambda v: -penalized(v), [0.2, 0.0], method="Nelder-Mead")
    found = fit.rise[0, 0], fit.shift[0, 0], fit.loglik[0, 0]
    assert found == pytest.approx([*best.x, -best.fun], abs=1e-3)
    area = integrate.dblquad(
        lambda s, h: np.exp(penalized((h, s))), 0.0, 0.5, -0.08, 0.08
    )[0]
    average = np.log(area / 0.75 / np.sqrt(2 * np.pi) / 0.02)
    assert fit.logmarginal[0, 0] == pytest.approx(average, abs=0.03)


@pytest.mark.parametrize("drop", [0.5, 0.3])
def test_a_rise_against_the_data_stays_at_zero(drop):
    down = Gaussian(drop - SCORE, np.full_like(SCORE, 0.03))
    fit = fit_rise(down)
    assert (fit.rise == 0).all()
    area = integrate.quad(
        lambda h: np.exp(loglik(down, h) - loglik(down, 0.0)), 0, 0.75, epsabs=1e-9
    )[0]
    average = np.log(area / 0.75) + loglik(down, 0.0)
    assert fit.logmarginal[0, 0] == pytest.approx(average, abs=1e-3)


def test_the_rise_is_cut_where_a_score_would_pass_its_range():
    high = Gaussian(0.25 + 2 * SHAPE[:, :, :1], np.full_like(SCORE, 0.03))
    assert fit_rise(high).rise[0, 0] == 0.75
    both = SHAPE[:, :, :1] - 0.5 * (1 - SHAPE[:, :, :1])  # from -0.5 to 1
    steep = Gaussian(0.25 + 2 * both, np.full_like(SCORE, 0.03))
    assert fit_rise(steep, both).rise[0, 0] == 0.5
    assert fit_rise(steep, both, below=0.75).rise[0, 0] == 0.75
    assert fit_rise(steep, 0 * both).rise[0, 0] == 0.0
    # Without room to fall a falling shape is impossible.
    fit = fit_rise(NOISES[0], -SHAPE, chance=0.0, above=1.0, below=0.0)
    assert (fit.logmarginal == IMPOSSIBLE).all()
