import pandas as pd
import pytest

from emergestudy.figures.ratios import ratio_figure

pytestmark = pytest.mark.usefixtures("close_figures")

TABLE = pd.DataFrame(
    {
        "task": ["a", "b", "a"],
        "keep": ["all", "all", "final"],
        "ratio": [2.0, 3.0, 0.8],
        "low": [1.5, 2.5, 0.6],
        "high": [2.5, 4.0, 1.1],
    }
)
KEEPS = {"all": "all checkpoints", "final": "last of each run"}


def test_ratios_and_intervals_are_drawn_by_task_from_the_top():
    figure = ratio_figure({"OLMo": TABLE}, KEEPS, x_label="ratio")
    axis = figure.axes[0]
    every, final = axis.containers
    assert every[0].get_xdata().tolist() == [2.0, 3.0]
    assert final[0].get_xdata().tolist() == [0.8]
    assert [tuple(s[:, 0]) for s in every[2][0].get_segments()] == [
        (1.5, 2.5),
        (2.5, 4),
    ]
    assert [text.get_text() for text in axis.get_yticklabels()] == ["a", "b"]
    assert axis.yaxis_inverted()


def test_a_group_without_a_kind_still_shares_the_legend():
    only_all = TABLE[TABLE["keep"] == "all"]
    figure = ratio_figure({"OLMo": TABLE, "Pythia": only_all}, KEEPS, x_label="ratio")
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        *KEEPS.values()
    ]
    assert len(figure.axes[1].containers) == 1
