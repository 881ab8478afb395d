import numpy as np
import pytest

from emergestudy import fit_emergence_law
from emergestudy.chapters.emergence_law.law_fan_tables import fan
from emergestudy.law.simulation import TRUTH, SimulatedStudy


@pytest.fixture(scope="module")
def drawn():
    frame = SimulatedStudy(noise=0.001).draw(0)
    fit = fit_emergence_law(frame, floor=0.25)
    points = frame.rename(columns={"loss": "scale"})
    return fan(fit, points, TRUTH, 0.25)


def test_hinges_pass_through_the_points(drawn):
    for amount, rows in drawn.points.groupby("examples"):
        line = drawn.hinges[drawn.hinges["examples"] == amount]
        there = np.interp(rows["scale"], line["scale"], line["score"])
        assert there == pytest.approx(rows["score"].to_numpy(), abs=0.01)


def test_there_is_a_hinge_for_each_amount_and_one_without_finetuning(drawn):
    assert drawn.hinges["examples"].nunique(dropna=False) == 7
    few = drawn.hinges[drawn.hinges["examples"].isna()]
    bend = few.loc[few["score"] > 0.251, "scale"].max()
    assert bend == pytest.approx(TRUTH, abs=0.03)


def test_elbows_run_from_prompting_to_the_most_data(drawn):
    assert drawn.elbows["examples"].iloc[[0, -1]].tolist() == pytest.approx([5, 3200])
    assert drawn.elbows["mle"].is_monotonic_increasing
    assert (drawn.elbows["low"] <= drawn.elbows["high"]).all()
