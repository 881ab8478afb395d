import pandas as pd
import pytest

from emergestudy.figures.loss_ladder import loss_ladder

pytestmark = pytest.mark.usefixtures("close_figures")


def group(*models):
    rows = [(m, t, 2.0 - t / 1e12, 0.01) for m in models for t in (1e11, 2e11)]
    curves = pd.DataFrame(rows, columns=["model", "tokens", "loss", "spread"])
    names = {"tokens": "train_tokens", "loss": "train_loss"}
    return curves, curves.rename(columns=names)


def test_each_size_has_its_own_color_and_lines_stand_in_the_first_panel():
    groups = {"V1": group("A 3B", "A 13B"), "V2": group("A 3Bv2")}
    figure = loss_ladder(groups, {"MMLU": 1.85}, sizes=["3B", "13B"])
    first, second = figure.axes
    large, marks, small, _, elbow = first.lines
    assert large.get_xydata().tolist() == [[100, 1.9], [200, 1.8]]
    assert marks.get_xydata().tolist() == [[100, 1.9], [200, 1.8]]
    assert large.get_color() != small.get_color()
    assert second.lines[0].get_color() == small.get_color()
    assert elbow.get_ydata() == [1.85, 1.85]
    assert [t.get_text().strip() for t in first.texts] == ["MMLU"]
    assert len(second.lines) == 2


def test_names_of_close_elbows_do_not_cover_each_other():
    elbows = {"a": 1.850, "b": 1.851, "c": 1.852}
    figure = loss_ladder({"V1": group("A 3B")}, elbows, sizes=["3B"])
    axis = figure.axes[0]
    heights = sorted(t.get_position()[1] for t in axis.texts)
    room = 0.04 * (axis.get_ylim()[1] - axis.get_ylim()[0])
    assert heights[1] - heights[0] > room
    assert heights[2] - heights[1] > room
