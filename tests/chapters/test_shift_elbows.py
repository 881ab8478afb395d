import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.finetuning_shift import shift_elbows as module
from emergestudy.chapters.finetuning_shift.shift_points import shift_points


def made(elbows, slopes, models=30):
    """Hinges over log10 FLOPs 20 to 24, by amount, with a little fixed noise."""
    x = np.linspace(20, 24, models)
    noise = np.random.default_rng(1).normal(0, 0.3, models)
    tables = [
        pd.DataFrame(
            {
                "model": [f"m{i}" for i in range(models)],
                "examples": n,
                "scale": 10**x,
                "score": 25 + slope * np.maximum(x - elbow, 0) + noise,
            }
        )
        for n, (elbow, slope) in enumerate(zip(elbows, slopes, strict=True))
    ]
    return pd.concat(tables, ignore_index=True)


def test_known_hinges_are_found():
    table = module.shift_elbows(made([22.5, 22.0, 21.0], [20, 20, 10]))
    assert table["elbow"].tolist() == pytest.approx([22.5, 22.0, 21.0], abs=0.1)
    assert table["slope"].tolist() == pytest.approx([20, 20, 10], rel=0.1)
    assert table["told"].all()
    assert (table["line"] > 2).all()
    assert module.falls_with_data(table) == -1


def test_a_straight_line_beats_the_hinge_and_a_flat_one_tells_nothing():
    table = module.shift_elbows(made([20.0, 30.0], [10, 10]))
    assert table["line"].iloc[0] < 0
    assert table["told"].tolist() == [True, False]
    assert np.isnan(module.falls_with_data(table))


def test_shifts_are_taken_on_the_same_models():
    table = module.shifts(made([22.5, 21.5], [20, 10]), draws=40)
    row = table.iloc[0]
    assert row["shift"] == pytest.approx(1.0, abs=0.1)
    assert row["shift_low"] < 1.0 < row["shift_high"]
    assert row["shift_high"] - row["shift_low"] < 0.4
    assert row["steep"] == pytest.approx(0.5, rel=0.1)


def test_the_elbow_of_mmlu_moves_by_more_than_a_factor_of_ten():
    table = module.shift_elbows(shift_points("mmlu")).set_index("examples")
    assert table["elbow"][0] == pytest.approx(22.22, abs=0.02)
    assert table["elbow"][256_000] == pytest.approx(20.57, abs=0.02)
    assert table["slope"][256_000] < 0.6 * table["slope"][0]


def test_within_pythia_gsm8k_gets_steeper_and_not_earlier():
    points = shift_points("gsm8k", family="pythia", least=64_000)
    table = module.shift_elbows(points).query("examples > 0")
    assert np.ptp(table["elbow"]) < 0.3
    assert table["slope"].iloc[-1] > 2 * table["slope"].iloc[0]
