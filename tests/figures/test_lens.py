import numpy as np
import pandas as pd
import pytest

from emergestudy.figures.lens import LensPanel, lens_grid, size_styles

pytestmark = pytest.mark.usefixtures("close_figures")

POINTS = pd.DataFrame(
    {"series": ["7B", "13B", "13B"], "x": [20.0, 8.0, 12.0], "y": [26.0, 60.0, 30.0]}
)
MARKS = pd.DataFrame({"series": ["13B"], "point": [11.0], "low": [9.0], "high": [99.0]})


def panel(**changes):
    about = {"title": "MMLU", "points": POINTS, "x_label": "Perplexity"}
    return LensPanel(**{**about, "y_label": "Accuracy (%)", **changes})


def draw(**changes):
    return lens_grid([panel(**changes)], size_styles(["7B", "13B"])).axes[0]


def test_what_is_drawn_is_what_was_given():
    drawn = [xy for line in draw().lines for xy in line.get_xydata().tolist()]
    assert sorted(drawn) == sorted(POINTS[["x", "y"]].to_numpy().tolist())


def test_an_axis_that_falls_is_reversed_with_plain_numbers():
    axis = draw(falls="x")
    left, right = axis.get_xlim()
    assert left > right
    assert axis.get_xscale() == "log"
    assert axis.get_yscale() == "linear"
    assert [axis.xaxis.get_major_formatter()(t, 0) for t in axis.get_xticks()] == [
        "10",
        "15",
        "20",
    ]


def test_ticks_keep_their_distance_on_a_long_axis():
    long = POINTS.assign(x=[9000.0, 7.0, 40.0])
    ticks = np.log(draw(points=long, falls="x").get_xticks())
    assert np.diff(ticks).min() > 1.1
    assert len(ticks) >= 4


def test_marks_stay_inside_the_panel():
    axis = draw(marks=MARKS, falls="x", chance=25.0)
    bars = [line for line in axis.lines if line.get_linewidth() == 4]
    assert bars[0].get_xdata()[0] == 9.0
    assert bars[0].get_xdata()[1] < 25
    assert axis.get_xlim()[0] > axis.get_xlim()[1]


def test_long_series_are_dots_and_short_ones_lines():
    many = pd.DataFrame({"series": "7B", "x": np.arange(1, 40), "y": 1.0})
    assert draw(points=many).lines[0].get_linestyle() == "None"
    assert draw().lines[0].get_linestyle() == "-"


def test_the_legend_names_what_is_drawn():
    figure = lens_grid(
        [panel(chance=25.0, marks=MARKS)] * 2, size_styles(["7B", "13B"])
    )
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["7B", "13B", "chance", "leaves chance here"]


def test_larger_sizes_are_darker():
    styles = size_styles(["1B", "2B", "3B"])
    light = [sum(style.color) for style in styles.values()]
    assert light == sorted(light, reverse=True)
    assert len({style.marker for style in styles.values()}) == 3
