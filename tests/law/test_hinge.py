import numpy as np
import pytest
from scipy import integrate

from emergestudy.law.hinge import Hinges
from emergestudy.law.observations import Observations

AMOUNTS = np.array([10.0, 100.0, 1000.0])


def small(few_shot=False, seed=0):
    """Three amounts of six checkpoints with different weights."""
    rng = np.random.default_rng(seed)
    groups = 3 + few_shot
    u = np.tile(np.linspace(-2.6, -1.8, 6), groups)
    group = np.repeat(np.arange(groups), 6)
    y = (
        0.25
        + 0.5 * np.maximum(u + 2.1 + 0.1 * group, 0)
        + 0.02 * rng.normal(size=len(u))
    )
    return Observations(
        u, y, group, AMOUNTS, group == 3, None, "loss", rng.uniform(0.5, 2, len(u))
    )


def design(data, elbows, shared):
    """The same model as a plain matrix."""
    z = np.maximum(data.u - elbows[data.group], 0)
    slope_of = np.where(data.few_shot, 0, data.group)
    slopes = [z] if shared else [z * (slope_of == g) for g in range(3)]
    floors = [np.ones(len(z))] + ([data.few_shot * 1.0] if data.few_shot.any() else [])
    return np.stack([*slopes, *floors], axis=1)


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("few_shot", [True, False])
def test_heights_are_the_weighted_least_squares(shared, few_shot):
    data = small(few_shot)
    elbows = np.array([-2.2, -2.25, -2.3, -2.15])[: 3 + few_shot]
    fit = Hinges(data, None, shared).heights(elbows[:, None])
    matrix, root = design(data, elbows, shared), np.sqrt(data.weight)
    beta, *_ = np.linalg.lstsq(matrix * root[:, None], data.y * root)
    rss = (data.weight * (data.y - matrix @ beta) ** 2).sum()
    slopes = len(fit.slope)
    assert fit.slope[:, 0] == pytest.approx(beta[:slopes], rel=1e-5)
    assert fit.floor[0] == pytest.approx(beta[slopes], rel=1e-5)
    assert fit.rss[0] == pytest.approx(rss, rel=1e-5)
    if few_shot:
        assert fit.few_shot_floor[0] - fit.floor[0] == pytest.approx(beta[-1], rel=1e-3)


def test_a_floor_counts_as_one_more_checkpoint_at_chance():
    data = small()
    elbows = np.array([[-2.2], [-2.25], [-2.3]])
    fit = Hinges(data, 0.2).heights(elbows)
    weight = np.append(data.weight, np.median(data.weight))
    matrix = np.vstack([design(data, elbows[:, 0], True), [0, 1]])
    root = np.sqrt(weight)
    beta, *_ = np.linalg.lstsq(matrix * root[:, None], np.append(data.y, 0.2) * root)
    assert fit.floor[0] == pytest.approx(beta[1], rel=1e-5)


def test_the_marginal_likelihood_is_the_integral_over_slope_floor_and_noise():
    data = small()
    hinges = Hinges(data)
    places = np.array([[-2.2, -2.0], [-2.25, -2.05], [-2.3, -2.1]])
    got = np.diff(hinges.log_marginal(places))[0]
    logs = [np.log(_integral(data, p, hinges.steepest)) for p in places.T]
    assert got == pytest.approx(logs[1] - logs[0], abs=1e-3)


def _integral(data, elbows, steepest):
    """Slope by quadrature over its prior; floor and noise in closed form."""
    z = np.maximum(data.u - elbows[data.group], 0)

    def given(slope):
        rest = data.y - slope * z
        rest = rest - np.average(rest, weights=data.weight)
        return (data.weight * rest**2).sum() ** (-(len(rest) - 1) / 2)

    scale = given(0.5)
    value, _ = integrate.quad(lambda a: given(a) / scale, 0, 3, points=[0.3, 0.5, 0.8])
    return value * scale / steepest


def test_falling_slopes_are_set_to_nothing():
    data = small()
    falling = Observations(
        data.u, -data.y, data.group, AMOUNTS, data.few_shot, None, "loss", data.weight
    )
    fit = Hinges(falling).heights(np.full((3, 1), -2.2), rising=True)
    assert fit.slope[0, 0] == 0
    assert fit.rss[0] == pytest.approx(Hinges(falling).total)
