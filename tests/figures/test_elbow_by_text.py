import pandas as pd
import pytest

from emergestudy.figures.elbow_by_text import elbow_by_text

pytestmark = pytest.mark.usefixtures("close_figures")

ELBOWS = pd.DataFrame(
    {
        "text_name": ["C4", "C4", "RedPajama"],
        "family": ["open_lm C4", "open_lm RedPajama", "open_lm C4"],
        "elbow": [2.9, 3.2, 3.6],
        "low": [2.8, 3.1, 3.4],
        "high": [3.0, 3.3, 3.7],
        "rank": [2, 1, 1],
    }
)


def test_bars_are_the_intervals_and_the_first_is_filled():
    figure = elbow_by_text(ELBOWS, x_label="loss", falling=True)
    axis = figure.axes[0]
    bars, points = axis.lines[::2], axis.lines[1::2]
    assert [b.get_xdata().tolist() for b in bars] == [[2.8, 3], [3.1, 3.3], [3.4, 3.7]]
    assert [p.get_xdata().tolist() for p in points] == [[2.9], [3.2], [3.6]]
    filled = [p.get_markerfacecolor() != "white" for p in points]
    assert filled == [False, True, True]
    assert [t.get_text() for t in axis.get_yticklabels()] == ["C4", "RedPajama"]
    assert axis.xaxis_inverted()


def test_a_rising_scale_is_not_reversed():
    figure = elbow_by_text(ELBOWS, x_label="FLOPs", falling=False)
    assert not figure.axes[0].xaxis_inverted()
