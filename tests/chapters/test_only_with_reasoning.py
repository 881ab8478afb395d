import pytest

from emergestudy.chapters.prompting_and_finetuning.only_with_reasoning import (
    reasoning_calls,
)
from emergestudy.data import load
from emergestudy.errors import UsageError


def test_lies_need_reasoning_and_movies_do_not():
    calls = reasoning_calls(["bbh_web_of_lies", "bbh_movie_recommendation"])
    calls = calls.set_index("task")
    lies, movies = calls.loc["bbh_web_of_lies"], calls.loc["bbh_movie_recommendation"]
    assert lies["only_with_reasoning"] == "yes"
    assert lies["low"] < lies["point"] < lies["high"]
    assert movies["only_with_reasoning"] == "no"
    assert movies["reasoning"] == ""


def test_the_top_is_the_median_of_the_ten_largest():
    calls = reasoning_calls(["bbh_web_of_lies"]).iloc[0]
    rows = load("open_prompting_scores").query("task == 'bbh_web_of_lies'")
    wide = rows.pivot(
        index=["train_flops", "model"], columns="setting", values="value"
    ).dropna()
    wide = wide[wide.index.get_level_values("train_flops").notna()].sort_index()
    assert calls["direct_top"] == 100 * wide["direct"].iloc[-10:].median()


@pytest.mark.parametrize("task", ["bbh_overall", "bbh_lies"])
def test_averages_and_unknown_tasks_are_refused(task):
    with pytest.raises(UsageError, match="no task named"):
        reasoning_calls([task])
