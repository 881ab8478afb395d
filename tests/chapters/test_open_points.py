import numpy as np
import pytest

from emergestudy.chapters.open_models import open_points
from emergestudy.data import load
from emergestudy.errors import UsageError


def test_points_are_the_rows_of_the_table_in_percent():
    points = open_points.open_points(["arithmetic_3da"])
    table = load("open_emergent_scores").query("task == 'arithmetic_3da'")
    table = table[table["train_flops"].notna()].set_index("model")
    assert len(points) == len(table) == 69
    wanted = 100 * table.loc[points["model"], "value"].to_numpy()
    assert np.allclose(points["score"], wanted)
    assert (points["low"] <= points["score"]).all()
    one = points.set_index("model").loc["bigcode/starcoderbase-3b"]
    assert one["scale"] == 1.8e22
    assert one["score"] == pytest.approx(60.65)


def test_outliers_of_format_are_dropped_from_ipa_alone():
    points = open_points.open_points(["ipa_transliterate", "word_unscrambling"])
    outliers = points[points["model"].isin(open_points.IPA_OUTLIERS)]
    assert len(outliers) == 4
    assert outliers["task"].unique().tolist() == ["word_unscrambling"]
    assert points["metric"].unique().tolist() == ["exact_match"]


def test_mixtures_of_experts_stay_out_of_figures_by_size():
    by_size = open_points.open_points(["mmlu"], x_axis="params")
    by_compute = open_points.open_points(["mmlu"])
    assert "deepseek-ai/DeepSeek-V2" in set(by_compute["model"])
    assert "deepseek-ai/DeepSeek-V2" not in set(by_size["model"])
    assert "Qwen/Qwen2-7B" in set(by_size["model"])


def test_scores_that_are_no_share_of_answers_have_no_interval():
    points = open_points.open_points(["truthfulqa"])
    assert points[["low", "high", "n_eval", "chance"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("tasks", "x_axis", "told"),
    [
        (["parsinlu"], "params", "did you mean 'parsinlu_qa'"),
        ([], "params", "no task of the open models chosen"),
        (["mmlu"], "train_tokens", "no x_axis named 'train_tokens'"),
    ],
)
def test_bad_selections_are_refused(tasks, x_axis, told):
    with pytest.raises(UsageError, match=told):
        open_points.open_points(tasks, x_axis=x_axis)


def test_a_family_of_two_sizes_is_no_curve():
    points = open_points.open_points(["mmlu"])
    open_points.check_families(["OPT"], points)
    with pytest.raises(UsageError, match="no family of three sizes or more"):
        open_points.check_families(["Gemma"], points)
