import pandas as pd
import pytest

from emergestudy.figures.hit_rates import hit_rates

pytestmark = pytest.mark.usefixtures("close_figures")

BOARD = pd.DataFrame(
    {
        "rival": ["law", "guess", "law", "guess"],
        "bin": ["near", "near", "far", "far"],
        "splits": [3, 30, 9, 10],
        "hit_rate": [25.0, 60.0, 5.0, 10.0],
        "coverage": [80.0, 95.0, 40.0, 99.0],
    }
)


def marks(axis):
    drawn = [line for line in axis.lines if line.get_marker() not in ("None", "")]
    return [line for line in drawn if len(line.get_xdata())]


def test_both_panels_show_the_board():
    hits, coverage = hit_rates(BOARD).axes
    for axis, column in ((hits, "hit_rate"), (coverage, "coverage")):
        assert [m.get_xdata()[0] for m in marks(axis)] == BOARD[column].tolist()
        assert [round(m.get_ydata()[0]) for m in marks(axis)] == [0, 1, 0, 1]
    assert [t.get_text() for t in hits.get_yticklabels()] == ["law", "guess"]
    dashed = [line for line in coverage.lines if line.get_linestyle() == "--"]
    assert dashed[0].get_xdata() == pytest.approx([90, 90])


def test_few_splits_are_hollow():
    hits = hit_rates(BOARD).axes[0]
    hollow = [m.get_markerfacecolor() == "white" for m in marks(hits)]
    assert hollow == [True, False, True, False]
