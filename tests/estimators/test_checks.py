import numpy as np
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.checks import read_curves, show

PLAIN = {
    "chance": 0.25,
    "n": None,
    "stderr": None,
    "unit": "fraction",
    "higher_is_better": True,
    "log_scale": True,
}


def test_points_are_sorted_and_carry_their_noise():
    given = PLAIN | {"n": [3, 1, 2]}
    curves = read_curves([1e3, 1e1, 1e2], [0.3, 0.1, 0.2], **given)
    assert curves.x[0] == pytest.approx([1, 2, 3])
    assert curves.score[0] == pytest.approx([0.1, 0.2, 0.3])
    assert curves.n[0] == pytest.approx([1, 2, 3])


def test_percent_becomes_a_fraction():
    given = PLAIN | {"unit": "percent", "stderr": 2.0}
    curves = read_curves([1, 2, 3], [10, 20, 30], **given)
    assert curves.score[0] == pytest.approx([0.1, 0.2, 0.3])
    assert curves.stderr[0] == pytest.approx(0.02)


def test_a_linear_axis_may_start_at_zero_but_not_below():
    given = PLAIN | {"log_scale": False}
    assert read_curves([0, 1, 2], [0.1, 0.2, 0.3], **given).x[0, 0] == 0
    with pytest.raises(EmergenceDataError, match="-1"):
        read_curves([-1, 1, 2], [0.1, 0.2, 0.3], **given)


def test_messages_show_few_values_once():
    assert show(np.array([2.0, 2.0, 3.0])) == "2, 3"
    assert show(np.arange(9.0)) == "0, 1, 2, 3, 4, ..."
