import numpy as np
import pandas as pd
import pytest

from emergestudy.figures import Panel, finish, scaling_grid

pytestmark = pytest.mark.usefixtures("close_figures")

CURVES = pd.DataFrame(
    {
        "series": ["PaLM", "PaLM", "GPT-3"],
        "scale": [1e24, 1e22, 1e23],
        "score": [60.0, 50.0, 49.0],
        "low": [55.0, np.nan, 45.0],
        "high": [65.0, np.nan, 53.0],
    }
)


def panel(**changes):
    about = {
        "title": "WiC",
        "curves": CURVES,
        "chance": 50.0,
        "y_label": "Accuracy (%)",
    }
    return Panel(**{**about, **changes})


def drawn(axis):
    """Points as drawn, without the chance line."""
    lines = [line for line in axis.lines if line.get_linestyle() == "-"]
    return np.array(sorted(xy for ln in lines for xy in ln.get_xydata().tolist()))


def test_what_is_drawn_is_what_was_given():
    axis = scaling_grid([panel()]).axes[0]
    assert np.allclose(drawn(axis), [[1e22, 50], [1e23, 49], [1e24, 60]])
    assert axis.get_xscale() == "log"
    assert axis.get_ylabel() == "Accuracy (%)"


def test_the_chance_line_is_drawn_only_where_chance_is_known():
    def dashed(axis):
        return [line for line in axis.lines if line.get_linestyle() == "--"]

    figure = scaling_grid([panel(), panel(chance=None)])
    first, second = figure.axes[:2]
    assert dashed(first)[0].get_ydata()[0] == 50.0
    assert dashed(second) == []


def test_intervals_are_drawn_where_they_are_known():
    axis = scaling_grid([panel()]).axes[0]
    bars = [s for c in axis.collections for s in c.get_segments()]
    known = [b.tolist() for b in bars if len(b) and np.isfinite(b).all()]
    assert sorted(known) == [[[1e23, 45.0], [1e23, 53.0]], [[1e24, 55.0], [1e24, 65.0]]]


@pytest.mark.parametrize(
    ("panels", "columns", "shown"), [(1, 4, 1), (3, 2, 3), (5, 4, 5)]
)
def test_the_grid_shows_each_panel_once(panels, columns, shown):
    figure = scaling_grid([panel()] * panels, columns=columns)
    assert sum(axis.get_visible() for axis in figure.axes) == shown


def test_one_legend_names_each_series_once():
    legend = scaling_grid([panel(), panel()]).legends[0]
    assert [t.get_text() for t in legend.get_texts()] == ["PaLM", "GPT-3", "chance"]


def test_finish_returns_nothing():
    assert finish(scaling_grid([panel()])) is None
