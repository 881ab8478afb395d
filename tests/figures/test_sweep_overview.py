import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import UsageError
from emergestudy.figures.sweep_overview import sweep_overview, varying

pytestmark = pytest.mark.usefixtures("close_figures")


def results():
    rows = [
        {"level": level, "how": how, "point": 10**level * k, "same": 3,
         "verdict": "emergent" if level < 0.8 or k > 1 else "flat", "name": f"n{k}"}
        for level in (0.7, 0.8, 0.9)
        for how in ("a", "b")
        for k in (1, 2, 3)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_only_what_varies_is_drawn():
    assert varying(results(), ["level", "how"]) == ["point", "verdict"]


def test_what_changes_with_the_first_parameter_comes_first():
    table = results().assign(of_how=lambda t: (t["how"] == "a") * 1.0)
    table = table[["level", "how", "of_how", "point"]]
    assert varying(table, ["level", "how"]) == ["point", "of_how"]
    assert varying(table, ["how", "level"]) == ["of_how", "point"]


def test_lines_are_medians_of_the_rows_of_a_run():
    figure = sweep_overview(results(), ["level", "how"])
    lines = figure.axes[0].lines
    assert [line.get_label() for line in lines] == ["a", "b"]
    assert lines[0].get_ydata() == pytest.approx(2 * 10 ** np.array([0.7, 0.8, 0.9]))


def test_kinds_are_shares():
    figure = sweep_overview(results(), ["level", "how"])
    shares = {line.get_label(): line.get_ydata() for line in figure.axes[1].lines}
    assert shares["emergent"] == pytest.approx([100, 200 / 3, 200 / 3])


def test_a_text_axis_and_a_single_run_are_drawn():
    figure = sweep_overview(results().query("level == 0.7 or how == 'a'"), ["how"])
    figure.canvas.draw()
    assert figure.axes[0].lines[0].get_linestyle() == "None"


def test_nothing_to_draw_is_said():
    with pytest.raises(UsageError, match="nothing varies"):
        sweep_overview(results()[["level", "same"]], ["level"])
