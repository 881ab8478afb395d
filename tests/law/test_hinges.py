"""Hinges: sums past an elbow, least squares, marginal likelihood, one curve's elbow."""

import numpy as np
import pandas as pd
import pytest
from scipy import integrate

from emergestudy import fit_elbow
from emergestudy.errors import EmergenceDataError
from emergestudy.law.hinges import Hinges
from emergestudy.law.observations import Observations

AMOUNTS = np.array([10.0, 100.0, 1000.0])


def small(few_shot=False, seed=0):
    """Three amounts of six checkpoints with different weights."""
    rng = np.random.default_rng(seed)
    groups = 3 + few_shot
    u = np.tile(np.linspace(-2.6, -1.8, 6), groups)
    group = np.repeat(np.arange(groups), 6)
    noise = 0.02 * rng.normal(size=len(u))
    y = 0.25 + 0.5 * np.maximum(u + 2.1 + 0.1 * group, 0) + noise
    weight = rng.uniform(0.5, 2, len(u))
    return Observations(u, y, group, AMOUNTS, group == 3, None, "loss", weight)


def design(data, elbows, shared):
    """The same model as a plain matrix."""
    z = np.maximum(data.u - elbows[data.group], 0)
    slope_of = np.where(data.few_shot, 0, data.group)
    slopes = [z] if shared else [z * (slope_of == g) for g in range(3)]
    floors = [np.ones(len(z))] + ([data.few_shot * 1.0] if data.few_shot.any() else [])
    return np.stack([*slopes, *floors], axis=1)


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("few_shot", [True, False])
@pytest.mark.parametrize("floor", [None, 0.2])
def test_heights_are_the_weighted_least_squares(shared, few_shot, floor):
    data = small(few_shot)
    elbows = np.array([-2.2, -2.25, -2.3, -2.15])[: 3 + few_shot]
    hinges = Hinges(data, floor, shared)
    fit = hinges.heights(elbows[:, None])
    slopes = len(fit.slope)
    matrix, y, weight = design(data, elbows, shared), data.y, data.weight
    if floor is not None:  # counts as one more checkpoint at chance
        chance = np.arange(matrix.shape[1]) == slopes
        matrix, y = np.vstack([matrix, chance]), np.append(y, floor)
        weight = np.append(weight, np.median(weight))
    root = np.sqrt(weight)
    beta, *_ = np.linalg.lstsq(matrix * root[:, None], y * root)
    rss = (weight * (y - matrix @ beta) ** 2).sum()
    assert fit.slope[:, 0] == pytest.approx(beta[:slopes], rel=1e-5)
    assert fit.floor[0] == pytest.approx(beta[slopes], rel=1e-5)
    assert fit.rss[0] == pytest.approx(rss, rel=1e-5)
    assert hinges.rows == len(y)
    if few_shot:
        assert fit.few_shot_floor[0] - fit.floor[0] == pytest.approx(beta[-1], rel=1e-3)


@pytest.mark.parametrize("known", [False, True])
def test_the_marginal_likelihood_is_the_integral_over_slope_floor_and_noise(known):
    data = small()
    hinges = Hinges(data, None, True, known)
    elbows = np.array([[-2.2, -2.0, -1.7], [-2.25, -2.05, -1.7], [-2.3, -2.1, -1.7]])
    got = hinges.log_marginal(elbows)
    assert hinges.steepest == pytest.approx(20 * np.ptp(data.y) / 0.8)
    expected = [_log_integral(data, e, hinges.steepest, known) for e in elbows.T]
    # Past the last row there is no hinge: flat, up to a mesh of the slope.
    assert np.diff(got[:2]) == pytest.approx(np.diff(expected[:2]), abs=1e-3)
    assert got[2] - hinges.log_flat() == pytest.approx(expected[2], abs=0.02)
    relative = expected[0] - _log_given(data.y, data, known)
    assert got[0] - hinges.log_flat() == pytest.approx(relative, abs=1e-3)


def _log_given(rest, data, known):
    """Log likelihood with the floor and the noise integrated out."""
    rest = rest - np.average(rest, weights=data.weight)
    rss = (data.weight * rest**2).sum()
    return -rss / 2 if known else -(len(rest) - 1) / 2 * np.log(rss)


def _log_integral(data, elbows, steepest, known):
    """Slope by quadrature over its prior; relative to flat if there is no hinge."""
    z = np.maximum(data.u - elbows[data.group], 0)
    if not z.any():
        return 0.0
    top = _log_given(data.y - 0.5 * z, data, known)

    def given(slope):
        return np.exp(_log_given(data.y - slope * z, data, known) - top)

    value, _ = integrate.quad(given, 0, steepest, points=[0.3, 0.5, 0.8, 3], limit=200)
    return top + np.log(value / steepest)


def simulated(seed, points=12, elbow=2.0, slope=0.6, floor=0.25, noise=0.01):
    rng = np.random.default_rng(seed)
    loss, noise = np.linspace(2.4, 1.7, points), noise * rng.normal(size=points)
    return loss, floor + slope * np.maximum(elbow - loss, 0) + noise


def test_the_interval_holds_the_truth_as_often_as_it_says():
    fits = [fit_elbow(*simulated(seed), level=0.9) for seed in range(300)]
    share = np.mean([f.low <= 2.0 <= f.high for f in fits])
    assert 0.85 <= share <= 0.95


def test_known_answers():
    loss, score = simulated(0)
    found = fit_elbow(loss, score).summary()
    assert " ".join(found.index) == "elbow low high median floor slope sigma bends"
    numbers = [1.9975, 1.978709, 2.037688, 2.001787]
    numbers += [0.252704, 0.573801, 0.006221, 18.571975]
    assert found.to_numpy() == pytest.approx(numbers, abs=1e-6)
    half = fit_elbow(loss, score, level=0.5)
    assert (half.low, half.high) == pytest.approx((1.992097, 2.014284), abs=1e-6)


def test_a_flat_curve_does_not_bend_and_a_rising_one_does():
    flat = [fit_elbow(*simulated(seed, slope=0)).bends for seed in range(100)]
    assert np.median(flat) < 0
    assert np.mean(np.greater(flat, 2)) <= 0.05
    assert fit_elbow(*simulated(3)).bends > 5


@pytest.mark.parametrize(("loss", "score", "said"), [
    ([1, 2, 3], [1, 2, 3], "at least 5 points"),
    ([1, 1, 1, 2, 2], [1, 2, 3, 4, 5], "3 different scales"),
    ([1, 2, 3, 4, 5], [1, 2, 3], "same length"),
    ([1, 2, 3, 4, 5], [1, 1, 1, 1, 1], "nothing bends"),
    ([1, 2, 3, 4, np.nan], [1, 2, 3, 4, 5], "not finite"),
    ([[1, 2, 3, 4, 5]], [[1, 2, 3, 4, 5]], "one list of each"),
    (pd.Series([1, 2, 3, 4, 5]), pd.Series(range(5))[::-1], "sort them alike"),
])  # fmt: skip
def test_what_cannot_be_fitted_is_refused_with_the_reason(loss, score, said):
    with pytest.raises(EmergenceDataError, match=said):
        fit_elbow(loss, score)
