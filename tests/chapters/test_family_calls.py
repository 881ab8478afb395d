import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.open_models import family_calls
from emergestudy.chapters.open_models.open_points import open_points
from emergestudy.errors import UsageError


def test_each_family_is_placed_by_what_its_sizes_show():
    points = open_points(["arithmetic_3da"])
    chosen = points["family"].isin(["Pythia", "OPT", "XGLM", "Llama-2"])
    calls = family_calls.family_calls(points[chosen], tolerance=0.01)
    left = calls.set_index("family")["left"].to_dict()
    assert left == {
        "Llama-2": family_calls.BELOW,
        "OPT": family_calls.HERE,
        "Pythia": family_calls.HERE,
        "XGLM": family_calls.BEYOND,
    }
    row = family_calls.spread_of_points(calls).iloc[0]
    assert (row["earliest"], row["latest"]) == ("Pythia", "OPT")
    assert row["apart"]
    # XGLM had not left by 2.25e22 FLOPs, which is later than OPT's point
    pythia = calls.set_index("family").loc["Pythia", "point"]
    assert row["at_least"] == pytest.approx(np.log10(2.25e22 / pythia))


def test_the_spread_is_in_decades_and_counts_the_censored():
    calls = pd.DataFrame(
        {
            "task": "sums",
            "family": ["a", "b", "c", "d"],
            "first": [1e20, 1e20, 1e21, 1e20],
            "last": [1e24, 1e24, 1e24, 1e25],
            "left": ["emergent", "emergent", "before its smallest", "flat"],
            "point": [1e22, 1e23, np.nan, np.nan],
            "low": [9e21, 2e22, np.nan, np.nan],
            "high": [3e22, 2e23, np.nan, np.nan],
        }
    )
    row = family_calls.spread_of_points(calls).iloc[0]
    assert row["decades"] == pytest.approx(1.0)
    assert row["at_least"] == pytest.approx(4.0)
    assert not row["apart"]
    assert (row["emergent"], row["before"], row["flat"]) == (2, 1, 1)


def test_no_spread_without_points():
    calls = pd.DataFrame(
        {
            "task": ["sums"], "family": ["a"], "first": [1e20], "last": [1e24],
            "left": ["flat"], "point": [np.nan], "low": [1e24], "high": [np.inf],
        }
    )  # fmt: skip
    row = family_calls.spread_of_points(calls).iloc[0]
    assert row["earliest"] == "none"
    assert np.isnan(row["decades"])
    assert np.isnan(row["at_least"])


def test_a_score_without_chance_cannot_be_called():
    with pytest.raises(UsageError, match="no chosen task has a chance level"):
        family_calls.family_calls(open_points(["truthfulqa"]))
