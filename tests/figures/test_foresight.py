import pandas as pd
import pytest

from emergestudy.figures.foresight import foresight_grid

pytestmark = pytest.mark.usefixtures("close_figures")


def table(measure):
    return pd.DataFrame(
        {
            "run": "OLMo2 7B",
            "tokens": [1e9, 2e9, 4e9],
            "early": [True, True, False],
            "measure": measure,
            "measured": [3.0, 2.8, 2.6],
            "foreseen": [3.0, 2.8, 2.7],
        }
    )


def test_fitted_and_later_checkpoints_are_told_apart():
    both = pd.concat([table("loss"), table("score")])
    panels = {"loss": "Loss", "score": "Score"}
    top, bottom = foresight_grid(both, panels, chance=25.0).axes
    early, late, curve = top.lines
    assert early.get_ydata().tolist() == [3.0, 2.8]
    assert late.get_ydata().tolist() == [2.6]
    assert late.get_markerfacecolor() == "white"
    assert curve.get_ydata().tolist() == [3.0, 2.8, 2.7]
    assert any(line.get_ydata()[0] == 25.0 for line in bottom.lines)
    assert len(top.lines) == 3
