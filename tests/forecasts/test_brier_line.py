import numpy as np
import pytest

from emergestudy.forecasts.brier_line import brier_line
from emergestudy.forecasts.visible import Visible

U = np.linspace(20, 21.5, 10)


def seen(brier):
    return Visible(U, np.full(10, 0.25), 0.25, 1.0, np.asarray(brier), 0.75)


def test_a_straight_line_crosses_where_it_should():
    noise = 1e-5 * np.random.default_rng(0).normal(size=10)
    found = brier_line(seen(0.85 - 0.05 * (U - 20) + noise))
    assert found.point == pytest.approx(22.0, abs=0.01)
    assert found.low < 22.0 < found.high


def test_a_line_that_rises_never_crosses():
    found = brier_line(seen(0.80 + 0.05 * (U - 20)))
    assert found.point == found.high == pytest.approx(23.0)


def test_a_line_that_starts_below_guessing_crosses_at_the_first_point():
    noise = 1e-3 * np.random.default_rng(0).normal(size=10)
    assert brier_line(seen(0.70 - 0.1 * (U - 20) + noise)).point == 20.0


def test_without_brier_scores_there_is_no_forecast():
    assert brier_line(Visible(U, np.full(10, 0.25), 0.25, 1.0)) is None
