import pandas as pd
import pytest

from emergestudy.figures.stacked_bars import class_colors, stacked_bars

pytestmark = pytest.mark.usefixtures("close_figures")

LABELS = {"a": "class a", "b": "class b"}


def test_bars_have_the_widths_of_the_counts_and_say_them():
    counts = pd.DataFrame({"a": [3, 0], "b": [1, 2]}, index=["first", "second"])
    figure = stacked_bars(counts, LABELS, x_label="tasks")
    axis = figure.axes[0]
    widths = [[bar.get_width() for bar in part] for part in axis.containers]
    starts = [bar.get_x() for bar in axis.containers[1]]
    assert widths == [[3, 0], [1, 2]]
    assert starts == [3, 0]
    assert [t.get_text() for t in axis.texts] == ["3", "", "1", "2"]
    assert axis.yaxis_inverted()
    legend = [t.get_text() for t in figure.legends[0].get_texts()]
    assert legend == ["class a", "class b"]


def test_classes_have_colors_of_their_own():
    colors = class_colors(dict.fromkeys("abcd", ""))
    assert len(set(colors.values())) == 4
