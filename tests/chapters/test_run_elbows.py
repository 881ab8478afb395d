import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.finetuning_shift import run_elbows as module
from emergestudy.chapters.finetuning_shift.letter_runs import TASKS, letter_runs
from emergestudy.errors import UsageError


def made(elbow, run="one", points=20):
    loss = np.linspace(3.0, 2.5, points)
    score = np.minimum(25 + 200 * np.maximum(elbow - loss, 0), 50)
    score = score + np.random.default_rng(2).normal(0, 0.5, points)
    table = {"run": run, "tokens": np.arange(points), "loss": loss, "score": score}
    return pd.DataFrame(table).assign(chance=25.0)


def test_a_known_elbow_is_found_below_the_ceiling():
    fit = module.run_elbows(made(2.7), 49).iloc[0]
    assert fit["elbow"] == pytest.approx(2.7, abs=0.02)
    assert fit["low"] < 2.7 < fit["high"]
    assert fit["slope"] == pytest.approx(200, rel=0.15)


def test_a_ceiling_inside_the_window_moves_the_elbow():
    table = module.window_elbows(made(2.7), 49)
    by_window = table.set_index("highest")["elbow"]
    assert by_window[57.0] > by_window[49.0]
    assert by_window.index.is_monotonic_increasing


def test_runs_with_too_few_points_are_left_out_or_refused():
    runs = pd.concat([made(2.7), made(2.7, "short", points=4)])
    assert module.run_elbows(runs, 49)["run"].tolist() == ["one"]
    with pytest.raises(UsageError, match="no run has 5 checkpoints"):
        module.run_elbows(runs, 10)


def test_brackets_hold_the_elbow():
    row = module.brackets(made(2.7)).iloc[0]
    assert row["after"] < 2.7
    assert row["score_before"] <= 30 < row["score_after"]


@pytest.mark.parametrize("task", TASKS)
def test_every_run_leaves_chance_once_in_every_task(task):
    found = module.brackets(letter_runs(task))
    assert len(found) == 3
    assert (found["score_after"] > found["score_before"]).all()


def test_most_tasks_leave_chance_between_the_same_checkpoints():
    table = module.task_brackets().set_index("task")
    assert table.loc["mmlu"].equals(table.loc["csqa"].rename("mmlu"))
    assert table.loc["mmlu", "OLMo2 13B"] == "2.692 to 2.665"
