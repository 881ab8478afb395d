"""The chapter *Measuring emergence*: wishes, statements of people, simpler rules."""

import runpy

import numpy as np
import pytest

from emergestudy import load, paper_curves

NAME = "measuring_emergence"


def test_changed_numbers_are_found_and_named(chapter, change):
    flat = "truth == 'flat' and points == 5"
    share = len(load("emergence_calibration").query(flat))
    share /= load("emergence_calibration").query(flat)["curves"].sum()
    change("emergence_calibration", flat, "emergent", "1")
    change("wei2022_scores", "locator == 'Fig. 2H' and family == 'PaLM'", "value", 50)
    found = chapter(NAME)
    wishes = found["measure/targets"].set_index("what")
    assert not wishes.loc["called emergent: flat", "met"]
    assert wishes.loc["called emergent: flat", "found"] == pytest.approx(share, 1e-4)
    assert wishes.loc["called emergent: inverse", "met"]
    assert "called emergent: flat" in found["measure/missed_names"].split("; ")
    said = found["measure/beside"].set_index("curve")
    assert said.loc["2H PaLM", "outcome"].tolist() == ["differs", "differs"]
    assert ((said["why"] == "") == (said["outcome"] == "agrees")).all()
    assert (found["measure/agree"], found["measure/statements"]) == (20, 23)
    rules = found["measure/rule_agreement"].set_index("rule")["agrees"]
    assert rules.to_dict() == {"estimator": 20, "first_above_3se": 10, "breakpoint": 7}


def test_parameters_choose_settings_and_axes(chapter):
    found = chapter(
        NAME, points=4, n_items=100, tolerance=0.0, delta=0.1, x_axis="params"
    )
    rates = found["measure/confusion"].set_index("truth")
    assert rates.sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-3)
    assert rates.loc["emergent", "undetermined"] > 0.02
    by_delta = found["measure/by_delta"].set_index("delta")
    assert found["measure/agree"] == by_delta.loc[0.1, "agrees"]
    assert by_delta.loc[0.05, "agrees"] > by_delta.loc[0.1, "agrees"]
    assert found["measure/calls"]["point"].max() < 1e13
    assert "breakpoint" not in set(found["measure/rule_agreement"]["rule"])


def test_averages_say_flat_where_the_best_fit_cannot(chapter):
    found = chapter(NAME, delta=0.03, level=0.5)
    worked = found["measure/worked"].set_index("verdict")
    assert worked.loc["flat", "hinge_on_average"] < 1 < worked["hinge_at_best"].min()
    examples = found["measure/examples"].set_index("kind")
    assert examples.loc["emergent, slow", "width"] > 5 * examples["width"].min()
    assert [kind.split(",")[0] for kind in examples.index] == list(examples["verdict"])
    kinds = found["measure/verdicts"].set_index("verdict_0_1")
    assert kinds.to_numpy().sum() == len(found["measure/calls"]) == 118


def test_the_stored_breakpoints_come_out_again(root):
    pytest.importorskip("piecewise_regression", reason="the rule's own program")
    rule = runpy.run_path(str(root / "benchmarks" / "emergence.py"))["breakpoint_rule"]
    breaks = load("breakpoint_calls").set_index("curve")["point"]
    curves = paper_curves().set_index("curve")
    assert set(breaks.index) == set(curves.index)
    for name in ("2A GPT-3", "H.1 addition_3_digit few_shot"):
        curve = curves.loc[name]
        point = rule(curve["scale"], curve["score"]).point
        assert np.log10(point) == pytest.approx(np.log10(breaks[name]), abs=0.02)
