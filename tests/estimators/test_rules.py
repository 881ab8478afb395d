import numpy as np
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import breakpoint_rule, emergence_score, first_above

SCALE = [1e20, 1e21, 1e22, 1e23]


@pytest.mark.parametrize(
    ("score", "stays", "first"),
    [
        ([24, 25, 40, 60], 1e22, 1e22),
        ([24, 40, 25, 60], 1e23, 1e21),  # a lucky point does not stay
        ([24, 25, 40, 25], None, 1e22),
        ([30, 31, 40, 60], 1e20, 1e20),
        ([24, 25, 24, 25], None, None),
        ([24, 25, 25, 25.1], 1e23, 1e23),
    ],
)
def test_the_first_scale_above_chance(score, stays, first):
    assert first_above(SCALE, score, 25) == stays
    assert first_above(SCALE, score, 25, stays=False) == first


def test_the_margin_and_the_interval_must_both_be_cleared():
    score = [25, 28, 33, 60]
    assert first_above(SCALE, score, 25, margin=5) == 1e22
    assert first_above(SCALE, score, 25, margin=3) == 1e22
    assert first_above(SCALE, score, 25, margin=[0, 5, 10, 20]) == 1e23
    assert first_above(SCALE, score, 25, low=[20, 25, 30, 50]) == 1e22
    assert first_above(SCALE, score, 25, low=[np.nan] * 4) == 1e21
    # Of several seeds at one scale all must be above.
    assert first_above([1, 2, 2, 3], [0, 5, 0, 5], 1) == 3
    assert first_above([3, 2, 1, 2], [5, 4, 0, 5], 1) == 2


def test_bad_input_is_named():
    for scale, score, told in [
        ([1, 2], [1], "2 scales, 1 scores"),
        ([[1, 2]], [[1, 2]], "one of each a point"),
        ([], [], "no point"),
        ([1, np.inf], [1, 2], "scale has 1 value"),
    ]:
        with pytest.raises(EmergenceDataError, match=told):
            first_above(scale, score, 0.25)


def test_emergence_score_by_hand():
    # Steps 0, 0.1, 0.7: median square 0.01, span 0.8, rising.
    assert emergence_score([1, 2, 3, 4], [0.1, 0.1, 0.2, 0.9]) == pytest.approx(8.0)
    assert emergence_score([4, 3, 2, 1], [0.1, 0.1, 0.2, 0.9]) == pytest.approx(-8.0)
    assert emergence_score([1, 2, 3], [0.5, 0.5, 0.5]) == 0
    stepped = emergence_score([1, 2, 3, 4], [[0, 0, 0, 0.5], [0.5, 0, 0, 0]])
    assert stepped.tolist() == [np.inf, -np.inf]


def test_breakpoint_rule_finds_a_kink_and_leaves_the_global_generator_alone():
    x = np.linspace(20, 24, 12)
    score = 0.25 + 0.2 * np.maximum(0, x - 22.1) + 0.003 * np.cos(7 * x)
    before = np.random.get_state()[1].copy()
    wide, narrow = (breakpoint_rule(10**x, score, 5, level) for level in (0.9, 0.5))
    assert (np.random.get_state()[1] == before).all()
    assert np.log10(wide.point) == pytest.approx(22.1, abs=0.1)
    low, high = np.log10(wide.interval) - np.log10(wide.point)
    assert high == pytest.approx(-low)
    assert 0 < high < 0.2
    # Student's t with 12 - 4 degrees of freedom.
    ratio = high / np.log10(narrow.interval[1] / narrow.point)
    assert ratio == pytest.approx(1.8595 / 0.7064, rel=1e-3)
