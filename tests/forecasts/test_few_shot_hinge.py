import numpy as np
import pytest

from emergestudy.forecasts.few_shot_hinge import few_shot_hinge
from emergestudy.forecasts.visible import Visible
from emergestudy.law import fit_elbow

U = np.linspace(-3, -2, 12)


def seen(y):
    return Visible(u=U, y=np.asarray(y, float), chance=0.25, ceiling=1.0)


def test_equal_scores_leave_only_what_lies_beyond():
    found = few_shot_hinge(seen(np.full(12, 0.25)))
    assert found.point == pytest.approx(-1.5)
    assert (found.low, found.high) == pytest.approx((-1.95, -1.05))


def test_a_clear_bend_among_the_points_is_found():
    noise = 0.002 * np.random.default_rng(0).normal(size=12)
    y = 0.25 + np.maximum(U + 2.4, 0) + noise
    found = few_shot_hinge(seen(y))
    fit = fit_elbow(U, y, x="compute")
    assert found.point == pytest.approx(fit.median, abs=1e-6)
    assert (found.low, found.high) == pytest.approx((fit.low, fit.high), abs=1e-6)


def test_noise_at_chance_leaves_a_wide_interval():
    y = 0.25 + 0.01 * np.random.default_rng(1).normal(size=12)
    found = few_shot_hinge(seen(y))
    assert found.high > -2 + 0.5
    assert found.high - found.low > 1
