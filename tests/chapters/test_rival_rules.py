import numpy as np
import pytest

from emergestudy.chapters import rival_rules
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.chapters.paper_curves import paper_curves
from emergestudy.data import load


def test_the_nearest_simulated_setting_is_shown():
    table = rival_rules.rule_table(8, 1000)
    assert list(table.columns[1:7]) == rival_rules.KINDS
    assert table.equals(rival_rules.rule_table(9, 900))
    assert {"estimator", "first_above_3se", "breakpoint", "emergence_score"} == set(
        table.index
    )
    assert table.loc[["estimator", "breakpoint"], "coverage"].notna().all()


def test_every_statement_is_held_against_every_rule():
    curves = paper_curves()
    found = rival_rules.real_calls(curves, call_curves(curves, tolerance=0.01))
    assert len(found) == 25
    agreement = rival_rules.real_agreement(curves, found)
    assert agreement["rule"].tolist() == ["estimator", "first_above_3se", "breakpoint"]
    assert agreement["agrees"].between(0, 25).all()


def test_the_stored_breakpoints_come_out_again():
    stored = load("breakpoint_calls").set_index("curve")
    curves = paper_curves()
    assert set(stored.index) == set(curves["curve"])
    two = curves[curves["curve"].isin(["2A GPT-3", "H.1 addition_3_digit few_shot"])]
    for row in rival_rules.breakpoint_calls(two).itertuples():
        assert np.log10(row.point) == pytest.approx(
            np.log10(stored.loc[row.curve, "point"]), abs=0.02
        )
