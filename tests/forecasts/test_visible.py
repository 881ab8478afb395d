import numpy as np
import pytest

from emergestudy.forecasts.visible import Visible, from_draws


def test_the_horizon_is_as_far_beyond_as_was_seen_before():
    seen = Visible(u=np.array([1.0, 3.0, 2.0]), y=np.zeros(3), chance=0, ceiling=1)
    assert (seen.first, seen.last, seen.horizon) == (1.0, 3.0, 5.0)


def test_percentiles_of_equal_weights():
    found = from_draws(np.linspace(0, 1, 1001), np.ones(1001))
    assert found.point == pytest.approx(0.5)
    assert found.low == pytest.approx(0.05, abs=1e-3)
    assert found.high == pytest.approx(0.95, abs=1e-3)


def test_weight_moves_the_median():
    found = from_draws(np.array([0.0, 1.0, 2.0]), np.array([0.01, 0.01, 10.0]))
    assert found.point > 1.9
