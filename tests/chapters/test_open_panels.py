import numpy as np
import pytest

from emergestudy.chapters.open_models import family_calls, open_panels, pythia_runs
from emergestudy.chapters.open_models.open_points import open_points
from emergestudy.figures.field import field_grid

pytestmark = pytest.mark.usefixtures("close_figures")


def test_chosen_families_are_curves_and_all_others_dots():
    points = open_points(["word_unscrambling"])
    panel = open_panels.open_panels(points, ["OPT", "Gemma"])[0]
    assert set(panel.curves["series"]) == {"OPT"}  # Gemma has two sizes
    assert len(panel.curves) + len(panel.dots) == len(points)
    axis = field_grid([panel]).axes[0]
    opt = points[points["family"] == "OPT"][["scale", "score"]].to_numpy()
    assert np.allclose(axis.lines[-1].get_xydata(), opt)
    assert len(axis.collections[0].get_offsets()) == len(panel.dots)


def test_tasks_are_named_for_people():
    points = open_points(["ipa_transliterate"])
    assert open_panels.titled(points)["task"].unique().tolist() == [
        "IPA transliteration"
    ]


def test_arrows_say_what_is_known_without_a_point():
    points = open_points(["arithmetic_3da"])
    points = points[points["family"].isin(["XGLM", "Llama-2", "OPT"])]
    calls = family_calls.family_calls(points, tolerance=0.01)
    ((title, table),) = open_panels.point_panels(calls, ["XGLM", "Llama-2"])
    assert title == "3-digit addition"
    assert dict(zip(table["series"], table["arrow"], strict=True)) == {
        "Llama-2": "left",
        "XGLM": "right",
    }


def test_runs_have_a_panel_an_operation():
    panels = open_panels.run_panels(pythia_runs.pythia_runs(2))
    assert [title for title, _ in panels] == list(pythia_runs.OPERATIONS.values())
