import numpy as np
import pytest

from emergestudy.chapters.beyond_scale import finetuned_best
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.figures import scaling_grid

pytestmark = pytest.mark.usefixtures("close_figures")


def test_the_figure_draws_the_points_and_the_line():
    scores = finetuned_best.fig13_scores(["A", "C"])
    figure = scaling_grid(finetuned_best.fig13_panels(scores), x_axis="params")
    line, models = figure.axes[0].lines[:2]
    rows = load("wei2022_scores").query("locator == 'Fig. 13A' and family == 'GPT-3'")
    assert np.allclose(models.get_xydata(), rows[["params", "value"]].to_numpy())
    assert np.allclose(line.get_xydata(), [[1e8, 68.2], [1e12, 68.2]])


def test_who_passes_and_how_surely():
    table = finetuned_best.pass_the_best(finetuned_best.fig13_scores(list("ABCD")))
    table = table.set_index("task")
    assert table["passes"].all()
    assert (table["verdict"] == "smooth").all()
    assert table["surely"].to_dict() == {
        "triviaqa": True, "piqa": True, "gsm8k": False, "okvqa": None
    }  # fmt: skip
    assert table["first"]["piqa"] == "GPT-3 6.7B"
    assert table["finetuned"]["okvqa"] == 54.4


def test_a_panel_that_does_not_exist_is_refused():
    with pytest.raises(UsageError, match=r"no panel of Fig\. 13 named 'E'"):
        finetuned_best.fig13_scores(["E"])
