import numpy as np
import pytest

from emergestudy.chapters.emergent_risks import risk_panels, risk_truth
from emergestudy.chapters.emergent_risks.risk_field import MC2
from emergestudy.chapters.emergent_risks.risk_strength import strength
from emergestudy.chapters.emergent_risks.risk_trends import trends
from emergestudy.figures import scaling_grid

pytestmark = pytest.mark.usefixtures("close_figures")


def test_every_risk_is_gathered_once():
    points = risk_panels.all_points(["percent_true"])
    assert set(points["topic"]) == {
        "truthfulness",
        "bias",
        "toxicity",
        "memorization",
    }
    assert not points.duplicated(["measure", "series", "model"]).any()


def test_the_figure_draws_the_printed_shares():
    points = risk_truth.generation(["percent_true"])
    axis = scaling_grid(
        risk_panels.risk_panels(points, "True (%)"), x_axis="params"
    ).axes[0]
    drawn = sorted(xy for line in axis.lines for xy in line.get_xydata().tolist())
    assert np.allclose(drawn, sorted(points[["params", "score"]].to_numpy().tolist()))


def test_titles_say_how_strong_and_only_chosen_families_are_kept():
    slopes = trends(risk_panels.all_points(["percent_true"]))
    groups = risk_panels.trend_groups(slopes, strength(slopes), ["OPT"])
    assert groups[f"{MC2}: strong"]["series"].tolist() == ["OPT"]
    assert "Toxic prompts: weak" in groups
    assert not any(title.startswith("WinoGender") for title in groups)
