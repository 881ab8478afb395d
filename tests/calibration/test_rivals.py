import numpy as np
import pytest

from emergestudy.calibration.rivals import RULES, compare_rules, rival_cells


@pytest.fixture(scope="module")
def table():
    cells = [c for c in rival_cells() if (c.points, c.n) == (8, 1000)]
    return compare_rules(cells, n_simulations=150, n_breakpoint=2)


def test_every_rule_meets_every_kind(table):
    assert set(table["rule"]) == set(RULES)
    assert (table.groupby("rule")["kind"].nunique() == 6).all()
    assert table["called"].between(0, 1).all()


def test_the_emergence_score_calls_as_many_hinges_as_the_estimator(table):
    hinges = table[table["kind"].isin(["hinge", "hinge_ceiling"])]
    share = hinges.groupby("rule")["called"].mean()
    assert share["emergence_score"] == pytest.approx(share["estimator"], abs=0.02)


def test_only_rules_with_an_interval_have_coverage(table):
    has = table.groupby("rule")["coverage"].apply(lambda c: np.isfinite(c).any())
    assert has.to_dict() == {
        "estimator": True,
        "breakpoint": True,
        "first_above_3se": False,
        "emergence_score": False,
    }


def test_the_same_seed_gives_the_same_table():
    cells = rival_cells()[:3]
    first, again = (compare_rules(cells, 30, 0) for _ in range(2))
    assert first.equals(again)
