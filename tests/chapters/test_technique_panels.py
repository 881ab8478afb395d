import numpy as np
import pytest

from emergestudy.chapters.prompting_and_finetuning import technique_panels
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.figures.two_arms import two_arm_grid

pytestmark = pytest.mark.usefixtures("close_figures")


@pytest.mark.parametrize("x_axis", ["train_flops", "params"])
def test_the_figure_draws_the_points_of_fig_3(x_axis):
    gains = technique_panels.technique_gains("ABCD", x_axis)
    calls = technique_panels.technique_crossings("ABCD", x_axis)
    drawn_panels = technique_panels.arms_to_draw(gains, calls)
    figure = two_arm_grid(drawn_panels, x_axis=x_axis)
    scores = load("wei2022_scores")
    for letter, axis in zip("ABCD", figure.axes, strict=True):
        rows = scores[scores["locator"] == f"Fig. 3{letter}"]
        curves = [line for line in axis.lines if line.get_marker() in ("o", "s")]
        drawn = [xy for line in curves for xy in line.get_xydata().tolist()]
        wanted = rows[[x_axis, "value"]].to_numpy().tolist()
        assert np.allclose(sorted(drawn), sorted(wanted))


def test_gains_are_positive_where_the_error_is_smaller():
    gains = technique_panels.technique_gains(["D"])
    assert (np.sign(gains["gain"]) == [1, -1, -1, 1]).all()


def test_models_made_worse_are_named():
    calls = technique_panels.technique_crossings(["B", "D"]).set_index("panel")
    assert calls.index.tolist() == ["B", "D"]
    assert calls["worse_at"]["D"] == "Anthropic LM 3B; Anthropic LM 12B"
    assert calls["worse_at"]["B"].count("LaMDA") == 3


def test_a_panel_without_a_crossing_draws_none():
    gains = technique_panels.technique_gains(["D"])
    calls = technique_panels.technique_crossings(["D"])
    (panel,) = technique_panels.arms_to_draw(gains, calls)
    assert panel.crossing is None
    assert not panel.higher_is_better


@pytest.mark.parametrize("panels", [["E"], []])
def test_bad_panels_are_refused(panels):
    with pytest.raises(UsageError, match=r"panel of Fig\. 3"):
        technique_panels.technique_gains(panels)
