import numpy as np
import pytest

from emergestudy.figures.shift_schematic import shift_schematic

pytestmark = pytest.mark.usefixtures("close_figures")


def test_hinges_of_more_data_rise_earlier_and_no_axis_has_numbers():
    left, right = shift_schematic().axes
    rises = [
        np.argmax(line.get_ydata() > 0.21)
        for line in left.lines
        if line.get_label().endswith("data")
    ]
    assert rises == sorted(rises, reverse=True)
    assert len(set(rises)) == 3
    assert not any(axis.get_xticks().size for axis in (left, right))


def test_the_star_is_above_all_dots():
    _, right = shift_schematic().axes
    marked = [line for line in right.lines if line.get_marker() in ("o", "*")]
    star = next(line for line in marked if line.get_marker() == "*")
    assert star.get_ydata()[0] == max(line.get_ydata()[0] for line in marked)
