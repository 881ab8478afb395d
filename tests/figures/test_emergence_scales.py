import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.table_of_emergence.beside_calls import COLUMNS
from emergestudy.chapters.table_of_emergence.printed_rows import (
    rows_to_draw,
    table1_rows,
)
from emergestudy.figures.emergence_scales import emergence_scales

pytestmark = pytest.mark.usefixtures("close_figures")


@pytest.mark.parametrize("x_axis", ["train_flops", "params"])
def test_every_row_stands_at_its_printed_scale(x_axis):
    rows = rows_to_draw(table1_rows(), x_axis)
    figure = emergence_scales(rows, pd.DataFrame(columns=COLUMNS), x_axis=x_axis)
    marked = [
        line.get_xdata()[0]
        for axis in figure.axes
        for line in axis.lines
        if len(line.get_xdata()) == 1
    ]
    assert sorted(marked) == sorted(rows["printed"])
    names = [text.get_text() for axis in figure.axes for text in axis.texts]
    assert names == rows["ability"].tolist()


def test_estimates_are_drawn_below_their_row():
    rows = rows_to_draw(table1_rows(["augmented"]))
    calls = pd.DataFrame(
        {
            "row": [12, 12, 21],
            "family": ["LaMDA", "LaMDA", "Anthropic LM"],
            "point": [6e19, 5e19, np.nan],
            "low": [3e19, 4e19, 2e23],
            "high": [8e19, 7e19, np.inf],
        }
    )
    axis = emergence_scales(rows, calls).axes[0]
    bars = [line for line in axis.lines if line.get_linewidth() == 4]
    ends = [list(bar.get_xdata()) for bar in bars]
    assert ends == [[3e19, 8e19], [4e19, 7e19]]
    heights = [bar.get_ydata()[0] for bar in bars]
    assert 0 < heights[0] < heights[1] < 1.3
