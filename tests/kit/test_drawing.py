"""Drawing: one look a family, and figures that show what the tables hold."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from emergestudy import draw, interval_rows
from emergestudy.drawing import grid_of, legend, ordered_styles, plain_ticks, styles

pytestmark = pytest.mark.usefixtures("close_figures")


def labels(axis):
    return axis.get_legend_handles_labels()[1]


def rows(families=("GPT-3", "PaLM"), x="train_flops", sizes=(1e20, 1e22, 1e24)):
    return pd.concat(
        pd.DataFrame({x: sizes, "score": [25.0, 26.0, 60.0], "chance": 25.0}).assign(
            family=family, low=20.0, high=70.0, task=task
        )
        for family in families
        for task in ("a", "b")
    )


def test_a_family_looks_the_same_everywhere_and_a_new_one_like_no_other():
    assert styles(["GPT-3", "PaLM"])["PaLM"] == styles(["PaLM"])["PaLM"]
    assert list(styles(["b", "a", "b"])) == ["b", "a"]
    names = [*(f"new {i}" for i in range(60)), "GPT-3", "LaMDA"]
    found = styles(names)
    assert len({(s.color, s.marker) for s in found.values()}) == len(names)
    assert found["new 7"].label == "new 7"


def test_ordered_names_go_from_light_to_dark():
    looks = list(ordered_styles([10, 100, 1000]).values())
    brightness = [sum(look.color) for look in looks]
    assert brightness == sorted(brightness, reverse=True)
    assert [look.label for look in looks] == ["10", "100", "1000"]


def test_scores_are_drawn_a_panel_a_task_and_a_curve_a_family():
    ends = {"point": [1e22, 1e23], "low": [1e21, 1e22], "high": [1e23, np.inf]}
    calls = pd.DataFrame({"family": ["GPT-3", "PaLM"], "task": "a", **ends})
    calls["verdict"] = "emergent"
    titles = {"a": "A", "b": "B"}
    axes = draw(rows(), panel="task", calls=calls, titles=titles, ylabel="y")
    told = {name: (a.get_title(), a.get_ylabel()) for name, a in axes.items()}
    assert told == {"a": ("A", "y"), "b": ("B", "y")}
    assert axes["a"].get_xlabel() == "Training FLOPs"
    assert 20 in axes["a"].get_yticks()
    assert min(axes["a"].get_yticks()) > axes["b"].get_ylim()[0]
    assert "leaves chance here" in labels(axes["a"])
    assert "leaves chance here" not in labels(axes["b"])
    legends = [t.get_text() for t in axes["a"].figure.legends[0].get_texts()]
    assert legends == ["GPT-3", "PaLM", "chance", "leaves chance here"]


def test_a_scale_on_which_less_is_better_runs_from_right_to_left():
    axis = draw(rows(x="perplexity", sizes=(8.0, 10.0, 20.0)), x="perplexity")
    left, right = axis.get_xlim()
    assert left > right
    assert axis.get_xlabel() == "WikiText103 perplexity"
    assert draw(rows(x="my_scale"), x="my_scale").get_xlabel() == "my scale"


@pytest.mark.parametrize(("low", "high", "words"), [
    (8, 21, ["10", "15", "20"]),
    (0.6, 1.5e4, ["1", "10", "100", "1,000", "10,000"]),
    (2e21, 2e22, [R"$\mathdefault{3\times10^{21}}$"]),
    (1e20, 1e24, [R"$\mathdefault{10^{22}}$"]),
])  # fmt: skip
def test_a_log_axis_has_plain_numbers_or_powers_of_ten(low, high, words):
    figure, axis = plt.subplots()
    axis.plot([low, high], [0, 1])
    axis.set_xscale("log")
    axis.set_xlim(low, high)
    plain_ticks(axis.xaxis)
    figure.canvas.draw()
    ticks = [t for t in axis.get_xticklabels() if low <= t.get_position()[0] <= high]
    shown = [t.get_text() for t in ticks]
    assert set(words) <= set(shown), shown
    assert not any(t.get_text() for t in axis.get_xticklabels(minor=True))


def test_rows_with_one_name_stand_together_and_open_ends_reach_the_edge():
    table = pd.DataFrame({
        "task": ["a", "a", "b", "c"], "family": ["GPT-3", "PaLM", "PaLM", "PaLM"],
        "point": [1.0, 2.0, 3.0, np.nan], "low": [0.5, 1.0, 2.0, 4.0],
        "high": [2.0, 3.0, np.inf, np.inf],
    })  # fmt: skip
    axis = interval_rows(table, y="task", series="family")
    assert [t.get_text() for t in axis.get_yticklabels()] == ["a", "b", "c"]
    drawn = np.concatenate([line.get_xydata() for line in axis.lines])
    assert sorted(drawn[:, 0].tolist()) == [1.0, 2.0, 3.0]
    heights = dict(drawn.tolist())
    assert -0.5 < heights[1.0] < 0 < heights[2.0] < 0.5
    assert heights[3.0] == 1
    assert max(s.max() for c in axis.collections for s in c.get_segments()) == 4.0


def test_a_grid_hides_the_panels_that_are_left_over():
    axes = grid_of(list("abcde"), columns=3)
    figure = axes["a"].figure
    assert [a.get_visible() for a in figure.axes] == [True] * 5 + [False]
    axes["b"].plot([1], [1], label="one")
    axes["c"].plot([1], [1], label="one")
    legend(figure)
    assert [t.get_text() for t in figure.legends[0].get_texts()] == ["one"]
