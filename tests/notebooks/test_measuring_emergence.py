"""The chapter *Measuring emergence*: wishes, statements of people, simpler rules."""

import runpy

import numpy as np
import pytest

from emergestudy import load, paper_curves
from emergestudy.forecasts import calibration

NAME = "measuring_emergence"


def test_changed_numbers_are_found_and_named(chapter, change):
    cell = "study == 'main' and kind == 'flat' and points == 5 and n == 100"
    change("calibration", f"{cell} and spacing == 'equal'", "emergent", 0.31)
    wic = "locator == 'Fig. 2H' and family == 'PaLM'"
    change("wei2022_scores", wic, "value", 50)
    found = chapter(NAME)
    wishes = found["measure/targets"].set_index("what")
    flat = wishes.loc["false emergence: flat"]
    assert (flat["missed"], flat["worst"]) == (1, 0.31)
    assert flat["where"] == "flat, 5 equal, n = 100"
    assert wishes.loc["false emergence: inverse", "missed"] == 0
    assert wishes["cells"].tolist()[:2] == [24, 24]
    assert found["measure/targets_missed"] == 2
    said = found["measure/beside"].set_index("curve")
    assert said.loc["2H PaLM", "outcome"].tolist() == ["differs", "differs"]
    assert ((said["why"] == "") == (said["outcome"] == "agrees")).all()
    assert (found["measure/agree"], found["measure/statements"]) == (17, 23)
    rules = found["measure/rule_agreement"].set_index("rule")["agrees"]
    assert rules.to_dict() == {"estimator": 17, "first_above_3se": 11, "breakpoint": 7}


def test_parameters_choose_settings_and_axes(chapter):
    found = chapter(
        NAME, points=4, n_items=100, spacing="equal", tolerance=0.0, x_axis="params"
    )
    rates = found["measure/confusion"].set_index("kind")
    assert rates.sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-3)
    assert rates.loc["hinge", "undetermined"] > 0.02
    assert found["measure/rules"].set_index("rule").loc["breakpoint", "hinge"] < 0.97
    allowed = found["measure/by_tolerance"].set_index("tolerance")
    assert found["measure/agree"] == allowed.loc[0, "agrees"] == 15
    assert found["measure/calls"]["point"].max() < 1e13
    assert "breakpoint" not in set(found["measure/rule_agreement"]["rule"])


def test_new_simulations_take_the_place_of_the_stored_ones(chapter, monkeypatch):
    cells = [c for c in calibration.main_cells() if (c.points, c.n) == (8, 1000)]
    weak = [c for c in calibration.extra_cells() if c.study == "weak"]
    weak = [c for c in weak if (c.points, c.n) == (8, 1000)]
    monkeypatch.setattr(calibration, "main_cells", lambda: cells)
    monkeypatch.setattr(calibration, "extra_cells", lambda: weak)
    found = chapter(NAME, n_simulations=3, jobs=1, level=0.5)
    assert set(found["measure/extras"]["study"]) == {"weak"}
    assert "median width, decades" not in set(found["measure/targets"]["what"])
    assert found["measure/logistic_cells"] == 2
    assert (found["measure/confusion"]["emergent"] * 3 % 1).max() < 1e-5
    hinge = found["measure/examples"].set_index("kind").loc["hinge"]
    assert hinge["low"] < hinge["point"] < hinge["high"] < 2 * hinge["low"]


def test_the_stored_simulations_and_breakpoints_come_out_again(root):
    asked = "study == 'main' and kind == 'hinge' and points == 8 and n == 1000"
    stored = load("calibration").query(asked)
    cell = calibration.Cell("hinge", 8, "random", 1000)
    again = calibration.calibrate([cell], 2000, seed=1, jobs=1).iloc[0]
    row = stored[stored["spacing"] == "random"].iloc[0]
    for name in ("emergent", "flat", "coverage_identifiable", "median_width"):
        assert again[name] == pytest.approx(row[name], abs=0.004), name
    pytest.importorskip("piecewise_regression", reason="the rule's own program")
    rule = runpy.run_path(str(root / "benchmarks" / "emergence.py"))["breakpoint_rule"]
    breaks = load("breakpoint_calls").set_index("curve")["point"]
    curves = paper_curves().set_index("curve")
    assert set(breaks.index) == set(curves.index)
    for name in ("2A GPT-3", "H.1 addition_3_digit few_shot"):
        curve = curves.loc[name]
        point = rule(curve["scale"], curve["score"]).point
        assert np.log10(point) == pytest.approx(np.log10(breaks[name]), abs=0.02)
