import numpy as np
import pandas as pd
import pytest

from emergestudy.figures.trend_rows import trend_rows

pytestmark = pytest.mark.usefixtures("close_figures")

TABLE = pd.DataFrame(
    {
        "series": ["GPT-3", "PaLM"],
        "slope": [-5.0, 1.0],
        "low": [-9.0, np.nan],
        "high": [-1.0, np.nan],
        "look": ["grows", "open"],
    }
)


def test_slopes_have_bars_and_bare_ones_open_markers():
    figure = trend_rows({"Truth: strong": TABLE}, ["grows", "open"], x_label="slope")
    axis = figure.axes[0]
    zero, bar, gpt3, palm = axis.lines
    assert zero.get_xdata() == [0, 0]
    assert bar.get_xydata().tolist() == [[-9, 0], [-1, 0]]
    assert gpt3.get_xydata().tolist() == [[-5, 0]]
    assert palm.get_markerfacecolor() == "white"
    assert [t.get_text() for t in axis.get_yticklabels()] == ["GPT-3", "PaLM"]
    assert [t.get_text() for t in figure.legends[0].get_texts()] == ["grows", "open"]
