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


def test_what_is_not_as_claimed_is_noticed(chapter, trained, change):
    trained(0.05)
    lab = load("lab_forecasting")
    shift = 0.05 * lab["examples"].notna() + 0.004 * (lab["world"] % 8)
    hinges = 0.3 + 4 * (lab["floor"] + 0.1 + shift - lab["loss"]).clip(lower=-0.0125)
    groups = 0.3 + 0.4 * (lab["seed"] % 2) + 0.002 * lab["seed"]
    hinges = hinges.where(lab["design"] == "forecasting", groups)
    change("lab_forecasting", "world > 0", "accuracy", lambda old: hinges)
    found = chapter("lab", rerun=True, margin=0.2, margins=[0.2], ceiling=0.75)
    assert found["lab/before_holds"] == 0
    assert found["lab/single_holds"] < 5
    assert found["lab/before_low"] > 29
    assert found["lab/design/spread"] == pytest.approx(0.0098, abs=0.001)
    assert found["lab/design/lead_high"] == pytest.approx(0.05, abs=0.005)
    assert found["lab/seeds/p_value"] < 0.05
    with pytest.raises(UsageError, match="no training run has world 2, size 48"):
        chapter("lab", rerun=True, world=2)
