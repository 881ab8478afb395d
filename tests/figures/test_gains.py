import pandas as pd
import pytest

from emergestudy.figures.gains import GainPanel, gain_figure

pytestmark = pytest.mark.usefixtures("close_figures")

POINTS = pd.DataFrame(
    {
        "family": ["OPT", "Llama", "OPT"],
        "scale": [1e20, 1e22, 1e23],
        "gain": [-1.0, 2.0, 8.0],
        "gain_low": [-2.0, 1.0, 7.0],
        "gain_high": [0.0, 3.0, 9.0],
    }
)


def test_points_bars_and_families_are_drawn():
    figure = gain_figure([GainPanel("BBH", POINTS, None, None)])
    axis = figure.axes[0]
    marked = [line for line in axis.lines if line.get_linestyle() == "None"]
    drawn = sorted(xy for line in marked for xy in line.get_xydata().tolist())
    assert drawn == POINTS[["scale", "gain"]].to_numpy().tolist()
    bars = [s.tolist() for s in axis.collections[0].get_segments()]
    assert bars[0] == [[1e20, -2.0], [1e20, 0.0]]
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words == ["Llama", "OPT"]


def test_curve_and_crossing_are_drawn_only_if_given():
    curve = pd.DataFrame({"scale": [1e20, 1e23], "gain": [0.0, 7.0]})
    full = GainPanel("BBH", POINTS, curve, (1e21, 2e21, float("inf")))
    axis = gain_figure([full]).axes[0]
    assert axis.patches[0].get_x() == 1e21
    assert axis.patches[0].get_x() + axis.patches[0].get_width() == 1e23
    assert [7.0 in line.get_ydata() for line in axis.lines].count(True) == 1
    assert not gain_figure([GainPanel("BBH", POINTS, None, None)]).axes[0].patches
