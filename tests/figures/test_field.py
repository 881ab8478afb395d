import numpy as np
import pandas as pd
import pytest

from emergestudy.figures.field import FieldPanel, field_grid

pytestmark = pytest.mark.usefixtures("close_figures")

CURVES = pd.DataFrame(
    {
        "series": ["OPT", "OPT", "Pythia"],
        "scale": [1e22, 1e21, 1e22],
        "score": [30.0, 20.0, 40.0],
        "low": [28.0, np.nan, 38.0],
        "high": [32.0, np.nan, 42.0],
    }
)
DOTS = pd.DataFrame({"scale": [1e20], "score": [5.0]})


def panel(dots=DOTS, chance=25.0):
    return FieldPanel("Sums", CURVES, dots, chance, "Accuracy (%)")


def test_curves_dots_and_chance_are_drawn_from_the_rows():
    figure = field_grid([panel()])
    axis = figure.axes[0]
    chance, opt, pythia = axis.lines
    assert chance.get_ydata() == [25, 25]
    assert opt.get_xydata().tolist() == [[1e21, 20], [1e22, 30]]
    assert pythia.get_xydata().tolist() == [[1e22, 40]]
    assert axis.collections[0].get_offsets().tolist() == [[1e20, 5]]
    assert axis.get_xscale() == "log"
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert texts == ["OPT", "Pythia", "other models", "chance"]


def test_the_legend_names_only_what_is_drawn():
    figure = field_grid([panel(DOTS.iloc[:0], None)] * 5, columns=3)
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert texts == ["OPT", "Pythia"]
    assert [axis.get_visible() for axis in figure.axes] == [True] * 5 + [False]
