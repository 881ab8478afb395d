import numpy as np
import pytest

from emergestudy.estimators import breakpoint_rule


def test_breakpoint_rule_finds_a_kink_and_leaves_the_global_generator_alone():
    x = np.linspace(20, 24, 12)
    score = 0.25 + 0.2 * np.maximum(0, x - 22.1) + 0.003 * np.cos(7 * x)
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    wide, narrow = (breakpoint_rule(10**x, score, 5, level) for level in (0.9, 0.5))
    assert (np.random.get_state()[1] == before).all()
    assert np.log10(wide.point) == pytest.approx(22.1, abs=0.1)
    low, high = np.log10(wide.interval) - np.log10(wide.point)
    assert -low == pytest.approx(high)
    assert 0 < high < 0.2
    # Student's t with 12 - 4 degrees of freedom.
    assert high / np.log10(narrow.interval[1] / narrow.point) == pytest.approx(
        1.8595 / 0.7064, rel=1e-3
    )
