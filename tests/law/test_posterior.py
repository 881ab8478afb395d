import numpy as np
import pytest

from emergestudy.law.posterior import weighted_quantiles


def test_equal_weights_give_the_plain_median():
    values = np.array([5.0, 1.0, 3.0])
    assert weighted_quantiles(values, np.ones(3), 0.5) == 3


def test_weights_shift_the_median():
    values = np.arange(5.0)
    heavy = weighted_quantiles(values, np.array([1, 1, 1, 1, 20.0]), 0.5)
    assert heavy > 3.5


def test_normal_quantiles_are_found_from_a_grid():
    grid = np.linspace(-6, 6, 2001)
    found = weighted_quantiles(grid, np.exp(-(grid**2) / 2), [0.05, 0.5, 0.95])
    assert found == pytest.approx([-1.645, 0, 1.645], abs=0.003)
