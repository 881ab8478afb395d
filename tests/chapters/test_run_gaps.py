import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.finetuning_shift import run_gaps as module
from emergestudy.chapters.finetuning_shift.letter_runs import letter_runs


def made(run, elbow, seed):
    loss = np.linspace(3.0, 2.5, 24)
    noise = np.random.default_rng(seed).normal(0, 0.5, 24)
    score = 25 + 100 * np.maximum(elbow - loss, 0) + noise
    return pd.DataFrame({"run": run, "loss": loss, "score": score, "chance": 25.0})


def test_a_known_gap_lies_in_both_intervals():
    runs = pd.concat([made("a", 2.80, 1), made("b", 2.72, 2)])
    row = module.elbow_gaps(runs, 100, draws=100).iloc[0]
    assert row["gap"] == pytest.approx(0.08, abs=0.02)
    assert 0 < row["low"] < 0.08 < row["high"] < 0.15
    assert 0 < row["block_low"] < 0.08 < row["block_high"] < 0.15


def test_equal_runs_are_not_told_apart():
    runs = pd.concat([made("a", 2.75, 1), made("b", 2.75, 2)])
    tally = module.tally(module.elbow_gaps(runs, 100, draws=100))
    assert tally == {"pairs": 1, "alike": 1, "close": 1}


def test_the_tally_asks_both_intervals():
    gaps = pd.DataFrame(
        {
            "low": [-0.01, -0.2, 0.01],
            "high": [0.01, 0.2, 0.02],
            "block_low": [-0.02, -0.1, -0.01],
            "block_high": [0.02, 0.1, 0.03],
        }
    )
    assert module.tally(gaps) == {"pairs": 3, "alike": 2, "close": 2}


def test_scores_are_compared_at_equal_loss():
    one, two = made("a", 2.8, 1), made("b", 2.8, 1)
    two["score"] += 3
    row = module.score_gaps(pd.concat([one, two]), 40).iloc[0]
    assert row["gap"] == pytest.approx(-3)
    assert row["from"] > row["to"]


def test_sizes_differ_more_after_the_jump_than_runs_of_one_size():
    gaps = module.score_gaps(letter_runs(), 47.0).set_index(["first", "second"])["gap"]
    runs = abs(gaps["OLMo2 7B", "OLMo2 7B, second run"])
    assert gaps["OLMo2 7B", "OLMo2 13B"] > 3 * runs
