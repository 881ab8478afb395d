import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.perplexity_lens.lens_checkpoints import checkpoints
from emergestudy.chapters.perplexity_lens.lens_errors import (
    all_ratios,
    axis_errors,
    ratio_summary,
    ratios_by_choice,
    ratios_by_task,
)
from emergestudy.errors import UsageError


@pytest.fixture(scope="module")
def lambada():
    return checkpoints("pythia", "lambada")


def made_up(clock):
    """Ten runs of two sizes whose score follows one axis exactly."""
    rng = np.random.default_rng(1)
    points = pd.DataFrame({"run": np.repeat(np.arange(10), 20)})
    points["params"] = np.where(points["run"] < 5, 1e8, 1e9)
    points["train_flops"] = 10 ** rng.uniform(18, 21, 200)
    points["train_tokens"] = points["train_flops"] / points["params"]
    points["perplexity"] = 10 ** rng.uniform(0.8, 2, 200)
    return points.assign(score=10 * np.log10(points[clock]))


@pytest.mark.parametrize("clock", ["train_flops", "perplexity"])
def test_the_axis_that_the_score_follows_has_the_smaller_error(clock):
    table = axis_errors(made_up(clock)).set_index("axis")
    assert table["rmse"].idxmin() == clock
    assert table.loc[clock, "explained"] > 0.95
    assert (table.loc["train_flops", "ratio"] > 1) == (clock == "perplexity")


def test_perplexity_beats_compute_on_lambada_for_every_kind_of_fold(lambada):
    table = ratios_by_choice(lambada)
    assert (table.drop(columns="folds") > 1.5).all(axis=None)
    assert table["folds"].tolist() == ["runs", "sizes", "checkpoints"]


def test_the_interval_holds_the_ratio_and_perplexity_is_its_own_measure(lambada):
    table = axis_errors(lambada, ["train_flops", "train_tokens"])
    assert table["axis"].tolist() == ["train_flops", "train_tokens", "perplexity"]
    assert (table["low"] <= table["ratio"]).all()
    assert (table["ratio"] <= table["high"]).all()
    assert table.iloc[-1][["ratio", "low", "high"]].tolist() == [1, 1, 1]


def test_the_lead_shrinks_when_only_finished_runs_count():
    every, final = (ratios_by_task("pythia", keep=keep) for keep in ("all", "final"))
    assert every["checkpoints"].tolist() == [150] * 6
    assert final["checkpoints"].tolist() == [10] * 6
    assert (final["ratio"].to_numpy() < every["ratio"].to_numpy()).all()


def test_a_summary_counts_intervals_on_either_side_of_one():
    ratios = pd.DataFrame(
        {
            "dataset": "olmo",
            "keep": "all",
            "checkpoints": 10,
            "ratio": [2.0, 1.0, 0.5],
            "low": [1.5, 0.8, 0.4],
            "high": [3.0, 1.2, 0.9],
            "task": ["a", "b", "c"],
        }
    )
    row = ratio_summary(ratios).iloc[0]
    assert [row.lens_better, row.lens_worse, row.tasks] == [1, 1, 3]
    assert [row.lowest, row["median"], row.highest] == [0.5, 1.0, 2.0]


def test_all_cases_are_gone_through():
    ratios = all_ratios(knots=3)
    cases = ratios.groupby(["dataset", "keep"])["task"].size().to_dict()
    assert cases == {
        ("olmo", "all"): 12,
        ("olmo", "final"): 12,
        ("olmo", "final_ladder"): 12,
        ("pythia", "all"): 6,
        ("pythia", "final"): 6,
    }


@pytest.mark.parametrize(
    ("rivals", "told"), [(["loss"], "no axis to set against"), ([], "chosen")]
)
def test_bad_axes_are_refused(lambada, rivals, told):
    with pytest.raises(UsageError, match=told):
        axis_errors(lambada, rivals)
