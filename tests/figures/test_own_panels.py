import numpy as np
import pandas as pd
import pytest

from emergestudy.figures.own_panels import group_styles, own_panels, plain, way_styles
from emergestudy.figures.series import series_style

pytestmark = pytest.mark.usefixtures("close_figures")


def points(tasks, groups=("a",)):
    rows = [
        {"task": t, "group": g, "curve": i * 10 + j, "scale": s, "score": 0.3,
         "chance": 0.25, "model": f"{g}{s}", "way": f"{j} shots", "n_shot": j,
         "stderr": np.nan, "n_eval": 900}
        for i, t in enumerate(tasks)
        for j, g in enumerate(groups)
        for s in (1e6, 1e7, 1e8)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    calls = table.drop_duplicates("curve")[["task", "curve"]]
    point = [1e7] + [np.nan] * (len(calls) - 1)
    return table, calls.assign(point=point, low=5e6, high=2e7)


def test_one_panel_a_task_and_a_line_where_a_curve_leaves_chance():
    figure = own_panels(*points(["x", "y"], ("a", "b")), x="params")
    assert [a.get_title() for a in figure.axes] == ["x", "y"]
    dotted = [line for line in figure.axes[0].lines if line.get_linestyle() == ":"]
    assert dotted[0].get_xdata()[0] == 1e7
    assert not [line for line in figure.axes[1].lines if line.get_linestyle() == ":"]


def test_no_more_panels_than_fit_and_no_empty_ones():
    figure = own_panels(*points([f"t{i}" for i in range(40)]), x="train_flops")
    assert len(figure.axes) == 24
    figure = own_panels(*points(["a", "b", "c", "d"]), x="loss")
    assert sum(a.get_visible() for a in figure.axes) == 4
    assert figure.axes[0].xaxis_inverted()


def test_ways_of_asking_can_be_told_apart():
    table, calls = points(["x"], ("a", "b"))
    looks = way_styles(table)
    assert looks == {"0 shots": ("none", "-"), "1 shots": ("full", "-")}
    assert way_styles(table[table["way"] == "1 shots"])["1 shots"][0] == "full"
    figure = own_panels(table, calls, x="params")
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["a", "b", "0 shots", "1 shots", "chance", "leaves chance"]


def test_bars_hold_90_percent_of_the_test_items_noise():
    figure = own_panels(*points(["x"]), x="params")
    (bars,) = (c for c in figure.axes[0].collections if len(c.get_paths()) == 3)
    low, high = bars.get_paths()[0].vertices[:, 1]
    assert high - low == pytest.approx(2 * 1.645 * np.sqrt(0.3 * 0.7 / 900))


def test_every_column_of_panels_has_its_scale_below():
    figure = own_panels(*points(["a", "b", "c", "d"]), x="params")
    assert [a.xaxis.get_tick_params()["labelbottom"] for a in figure.axes[:4]] == [
        False, True, True, True,
    ]  # fmt: skip


def test_a_dollar_sign_in_a_name_is_no_formula():
    figure = own_panels(*points(["cost $x^$ <b>"], ("$\\frac{",)), x="params")
    figure.canvas.draw()
    assert plain("$") == r"\$"
    assert len(plain("n" * 99)) == 40


def test_a_family_looks_the_same_whatever_comes_with_it():
    many = group_styles(pd.Series([f"f{i:02d}" for i in range(30)]))
    assert len({(s.color, s.marker) for s in many.values()}) == 30
    assert group_styles(pd.Series(["Pythia"])) == series_style(["Pythia"])
