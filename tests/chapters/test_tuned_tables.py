import pytest

from emergestudy.chapters.prompting_and_finetuning import tuned_tables
from emergestudy.errors import UsageError


def test_tuned_and_plain_models_of_table_5_stand_side_by_side():
    pairs = tuned_tables.tuned_pairs()
    sizes = pairs.groupby(["task", "family"]).size()
    assert len(sizes) == 12
    assert set(sizes.xs("T5", level="family")) == {5}
    row = pairs.query("task == 'bbh_overall direct' and model == 'PaLM 540B'")
    assert row[["baseline", "technique"]].to_numpy().tolist() == [[49.1, 57.9]]
    assert pairs["technique_se"].isna().all()


def test_zero_shot_reasoning_has_the_rows_of_two_tables():
    pairs = tuned_tables.zero_shot_pairs().set_index("model")
    assert len(pairs) == 17
    assert pairs.loc["GPT-3 175B (davinci)", ["baseline", "technique"]].tolist() == [
        3.3,
        19.0,
    ]
    assert pairs["scale"].isna().sum() == 5
    assert pairs.loc["PaLM 62B", "task"] == "gsm8k"
    assert pairs["baseline_se"].notna().all()


def test_an_unknown_task_is_refused():
    with pytest.raises(UsageError, match="did you mean 'mmlu direct'"):
        tuned_tables.tuned_pairs(["mmlu directly"])
