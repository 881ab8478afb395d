import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.finetuning_shift import loss_foresight as module


def made(points=40, rise=15):
    tokens = np.arange(1, points + 1) * 1e9
    table = {
        "run": "one",
        "tokens": tokens,
        "loss": 2.5 + 0.6 * (tokens / 1e9) ** -0.5,
        "score": np.where(np.arange(points) < rise, 25.0, 60.0),
        "chance": 25.0,
    }
    return pd.DataFrame(table)


def test_a_power_law_is_foretold_and_a_jump_is_not():
    errors = module.foresight_errors(module.foresee(made(), ahead=2))
    share = errors.set_index("measure")["share"]
    assert share["loss"] < 0.1
    assert share["score"] == pytest.approx(100)
    assert share["score, line"] == pytest.approx(100)


def test_only_checkpoints_before_the_rise_are_fitted():
    foreseen = module.foresee(made(), ahead=2)
    assert foreseen.loc[foreseen["early"], "tokens"].max() == 15e9
    assert foreseen["tokens"].max() == 30e9


def test_a_run_with_few_checkpoints_at_chance_is_left_out():
    assert module.foresee(made(rise=3)).empty
