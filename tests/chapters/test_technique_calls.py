import pytest

from emergestudy.chapters import technique_calls
from emergestudy.data import load


@pytest.mark.parametrize(
    ("panel", "points"), [("3A", 5), ("3B", 5), ("3C", 7), ("3D", 4)]
)
def test_both_arms_of_each_panel_stand_side_by_side(panel, points):
    table = technique_calls.technique_points(panel)
    assert len(table) == points
    assert table[["technique", "baseline"]].notna().all(axis=None)
    assert table["scale"].is_monotonic_increasing
    scores = load("wei2022_scores").query(
        "locator == @place", local_dict={"place": f"Fig. {panel}"}
    )
    drawn = sorted([*table["technique"], *table["baseline"]])
    assert drawn == sorted(scores["value"])


def test_gsm8k_alone_has_a_known_number_of_answers():
    known = {
        p: technique_calls.technique_points(p)["n_eval"].notna().all()
        for p in ("3A", "3B", "3C", "3D")
    }
    assert known == {"3A": True, "3B": False, "3C": False, "3D": False}


def test_every_panel_is_called_and_differences_are_explained():
    table = technique_calls.call_techniques()
    assert table["panel"].tolist() == ["3A", "3B", "3C", "3D"]
    assert ((table["why"] == "") == (table["outcome"] == "agrees")).all()


def test_lower_is_better_for_calibration_error():
    fit = technique_calls.fit_technique("3D")
    points = technique_calls.technique_points("3D")
    better = points["baseline"] - points["technique"]
    assert fit.gain.batch.curves.score[0] == pytest.approx(better.to_numpy())
