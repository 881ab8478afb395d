import numpy as np
import pytest

from emergestudy.estimators.rules import (
    breakpoint_rule,
    emergence_score,
    first_above_rule,
)


def test_first_above_finds_the_first_of_three_standard_errors():
    scale = [1, 10, 100, 1000]
    # Three standard errors at n = 300 are 0.075.
    assert first_above_rule(scale, [0.25, 0.32, 0.33, 0.9], 0.25, 300) == 100
    assert np.isnan(first_above_rule(scale, [0.25, 0.2, 0.3, 0.25], 0.25, 300))


def test_first_above_takes_the_smallest_scale_in_any_order_and_many_curves():
    scale = [100, 1, 10]
    score = [[0.9, 0.25, 0.9], [0.9, 0.25, 0.25]]
    assert first_above_rule(scale, score, 0.25, 300).tolist() == [10, 100]


def test_first_above_at_chance_zero_needs_more_than_nothing():
    assert np.isnan(first_above_rule([1, 2, 3], [0, 0, 0], 0.0, 100))


def test_emergence_score_by_hand():
    # Steps 0, 0.1, 0.7: median square 0.01, span 0.8, rising.
    assert emergence_score([1, 2, 3, 4], [0.1, 0.1, 0.2, 0.9]) == pytest.approx(8.0)
    assert emergence_score([4, 3, 2, 1], [0.1, 0.1, 0.2, 0.9]) == pytest.approx(-8.0)


def test_emergence_score_of_constant_and_of_stepped_curves():
    assert emergence_score([1, 2, 3], [0.5, 0.5, 0.5]) == 0
    assert emergence_score([1, 2, 3, 4], [0, 0, 0, 0.5]) == np.inf


def test_breakpoint_rule_finds_a_kink():
    x = np.linspace(20, 24, 12)
    wiggle = 0.003 * np.cos(7 * x)
    score = 0.25 + 0.2 * np.maximum(0, x - 22.1) + wiggle
    found = breakpoint_rule(10**x, score, n_boot=5)
    assert np.log10(found.point) == pytest.approx(22.1, abs=0.1)
    assert found.interval[0] < found.point < found.interval[1]


def test_breakpoint_rule_leaves_the_global_generator_alone():
    x = np.linspace(20, 24, 8)
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    breakpoint_rule(10**x, 0.2 * np.maximum(0, x - 22), n_boot=2)
    assert (np.random.get_state()[1] == before).all()
