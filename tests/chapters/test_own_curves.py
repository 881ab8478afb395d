import numpy as np
import pandas as pd
import pytest

from emergestudy.chapters.your_models.own_curves import own_curves
from emergestudy.errors import UsageError
from emergestudy.ingest.records import COLUMNS, NUMBERS


def own(**changed):
    """Three models of one family, four checkpoints each, on one task."""
    rows = [
        {"model": f"m-{size}m", "family": "m", "params": size * 1e6, "step": step,
         "tokens": step * 1e6, "task": "arc_easy", "metric": "acc",
         "setting": "zero_shot", "n_shot": 0, "value": 0.3, "n_eval": 500}
        for size in (1, 10, 100)
        for step in (10, 20, 40, 80)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS)).assign(**changed)
    return table.astype(dict.fromkeys(NUMBERS, float))


def test_training_compute_makes_one_curve_of_a_family():
    found = own_curves(own())
    assert found.points["curve"].nunique() == 1
    assert len(found.points) == 12
    assert found.points["scale"].max() == 6 * 1e8 * 8e7
    assert (found.points["chance"] == 0.25).all()


def test_against_parameters_a_model_counts_once():
    found = own_curves(own(), "params")
    assert found.points["step"].tolist() == [80.0] * 3
    assert found.points["scale"].tolist() == [1e6, 1e7, 1e8]


def test_against_tokens_each_model_is_a_curve():
    found = own_curves(own(), "tokens")
    assert found.points["curve"].nunique() == 3
    assert set(found.points["group"]) == {"m-1m", "m-10m", "m-100m"}


def test_perplexity_is_the_exponential_of_the_loss():
    table = own(loss=np.linspace(4, 2, 12))
    found = own_curves(table, "perplexity")
    assert found.points["scale"].to_numpy() == pytest.approx(np.exp(table["loss"]))


def test_one_metric_a_task_is_kept():
    both = pd.concat([own(metric="acc_norm"), own()], ignore_index=True)
    assert own_curves(both).points["metric"].unique().tolist() == ["acc"]


def test_models_without_a_scale_are_named_but_a_step_0_is_none():
    table = own()
    table.loc[table["model"] == "m-10m", "tokens"] = np.nan
    table.loc[table["step"] == 10, "tokens"] = 0
    assert own_curves(table).no_scale == ["m-10m"]


def test_what_is_missing_is_said_with_the_cure():
    with pytest.raises(UsageError, match=r"3 models lack params \(--models\): m-1"):
        own_curves(own(params=np.nan))
    with pytest.raises(UsageError, match=r"lack tokens .* or use --x params"):
        own_curves(own(tokens=np.nan))
    with pytest.raises(UsageError, match=r"families are a, b, c .*column 'family'"):
        own_curves(own(family=np.repeat(["a", "b", "c"], 4)).iloc[::4], "params")
    with pytest.raises(UsageError, match=r"\(--chance TASK=0.25\): mine"):
        own_curves(own(task="mine"))
    with pytest.raises(UsageError, match="1 curves have fewer than 3"):
        own_curves(own().head(2))
    with pytest.raises(UsageError, match="no x-axis named 'flops'"):
        own_curves(own(), "flops")


def test_parts_of_groups_are_left_out_unless_asked_for():
    table = pd.concat([own(), own(task="sciq", part_of="all")])
    found = own_curves(table)
    assert (found.points["task"].unique().tolist(), found.parts) == (
        ["arc_easy"], ["sciq"],
    )  # fmt: skip
    assert own_curves(table, parts=True).points["task"].nunique() == 2


def test_finetuned_models_join_no_curve():
    with pytest.raises(UsageError, match="there are no scores"):
        own_curves(own(examples=16))


def test_a_chance_level_of_a_task_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="did you mean 'arc_easy'"):
        own_curves(own(), chance={"arc_esy": 0.1})


def test_a_chance_level_can_be_given():
    found = own_curves(own(task="mine"), chance={"mine": 0.1})
    assert (found.points["chance"] == 0.1).all()
