"""The lab: known elbows are found, and the parameters change what they should."""

import numpy as np
import pytest

from emergestudy import load
from emergestudy.errors import UsageError

FEW_SHOT, SHIFT = 2.68, 0.02  # elbow at 5 examples, and its move by ln D


@pytest.fixture
def trained(monkeypatch):
    """Put hinges with known elbows in place of a grid that ``rerun`` would train.

    World 0 has three seeds, world 1 has one; ``trained(0.05)`` puts scores off chance.
    """

    def grid(off=0.0):
        rows = load("lab").query("size < 64 and seed < 3 * (world == 0) + (world == 1)")
        elbow = FEW_SHOT + SHIFT * np.log(rows["examples"].astype(float).fillna(5) / 5)
        noise = np.random.default_rng(0).normal(0, 0.006, len(rows))
        score = 0.25 + off + 4 * (elbow - rows["loss"]).clip(lower=0) + noise
        rows = rows.assign(accuracy=score, accuracy_se=0.006)
        monkeypatch.setattr("emergestudy.lab.run_grid", lambda *_, **__: rows)

    return grid


def test_known_hinges_are_found_and_forecast(chapter, trained):
    trained()
    found = chapter("lab", rerun=True, margin=0.03, margins=["0", "0.03"])
    assert found["lab/before_groups"] == found["lab/before_holds"] == 4
    assert 24.5 < found["lab/before_low"] < found["lab/before_high"] < 25.5
    assert found["lab/single_holds"] > 85
    assert found["lab/tuned_right"] == found["lab/tuned_steps"] == 2 * 5
    assert found["lab/shift"] == pytest.approx(SHIFT * np.log(512 / 5), abs=0.01)
    assert found["lab/first_shift"] == pytest.approx(SHIFT * np.log(16 / 5), abs=0.01)
    assert 0 < found["lab/spread_few"] < 0.02
    assert found["lab/studies"] == 4
    for margin in (0, 30):
        assert found[f"lab/answered_{margin}"] == 4
        assert found[f"lab/error_{margin}"] < 0.015
        assert abs(found[f"lab/early_{margin}"]) < 0.01
        assert found[f"lab/meets_{margin}"] >= 75
    sizes = found["lab/board"].groupby("sizes")["studies"].max()
    assert sizes.to_dict() == {"pooled": 4, "single": 8}
    variants = found["lab/variants"].set_index("variant")
    assert variants["median_error"].idxmin() not in ("d0 = 1", "d0 = 16")  # it is 5
    assert variants["bias"]["d0 = 1"] < 0 < variants["bias"]["d0 = 16"]
    assert found["lab/sensitivity_from"] < FEW_SHOT < found["lab/sensitivity_to"]
    assert found["lab/rivals"]["forecasts"].max() > 0


def test_scores_off_chance_are_noticed_and_an_unknown_run_is_named(chapter, trained):
    trained(0.05)
    found = chapter("lab", rerun=True, margin=0.2, margins=[0.2], ceiling=0.75)
    assert found["lab/before_holds"] == 0
    assert found["lab/single_holds"] < 5
    assert found["lab/before_low"] > 29
    with pytest.raises(UsageError, match="no training run has world 2, size 48"):
        chapter("lab", rerun=True, world=2)


def test_a_low_ceiling_hides_the_bias_by_a_larger_error(chapter):
    found = chapter("lab", ceiling=0.5, margin=0.2, margins=[0.02], size=32, seed=3)
    board = found["lab/board"].set_index("sizes")
    row = board.loc["pooled"]
    assert round(row["bias"], 3) == -0.009
    assert round(100 * row["coverage"]) == 67
    assert round(row["width"], 3) == 0.218
    assert round(row["early"], 3) == 0.110
    assert round(found["lab/shift"], 3) == 0.021
    # 0.2 nats before the elbow hardly anything rises: the law refuses, all say so
    assert (board["studies"] == [12, 36]).all()
    assert board.loc["single", "answered"] == 0
    assert board.loc["single", ["coverage", "bias"]].isna().all()
    assert found["lab/variants"]["answered"].between(1, 3).all()
    assert found["lab/sensitivity_from"] == "none"
