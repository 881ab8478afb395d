import numpy as np
import pytest
from scipy import special

from emergestudy.forecasts.logistic_tangent import logistic_tangent
from emergestudy.forecasts.visible import Visible

U = np.linspace(18, 22, 30)


def test_a_visible_logistic_is_found_at_its_tangent():
    y = 0.25 + 0.75 * special.expit(4 * (U - 20) / 1.5 - 2)
    found = logistic_tangent(Visible(U, y, 0.25, 1.0))
    assert found.point == pytest.approx(20.0, abs=0.1)
    assert found.low <= 20.0 + 0.05


def test_scores_at_chance_push_the_forecast_past_the_data():
    noise = 0.002 * np.random.default_rng(0).normal(size=30)
    found = logistic_tangent(Visible(U, 0.25 + noise, 0.25, 1.0))
    assert found.low > 22
    assert found.high <= 26


def test_the_unit_of_the_score_does_not_matter():
    y = 0.3 + 0.6 * special.expit(4 * (U - 20) / 1.5 - 2)
    one = logistic_tangent(Visible(U, y, 0.25, 1.0))
    two = logistic_tangent(Visible(U, 100 * y, 25.0, 100.0))
    assert two.point == pytest.approx(one.point)
