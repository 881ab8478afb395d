import numpy as np
import pytest

from emergestudy.chapters.prompting_and_finetuning import (
    chain_of_thought_tables as chapter,
)
from emergestudy.chapters.prompting_and_finetuning.crossings import crossings
from emergestudy.errors import UsageError


def test_twelve_benchmarks_of_three_families_come_in_order():
    pairs = chapter.chain_of_thought_pairs()
    sizes = pairs.groupby(["task", "family"], sort=False).size()
    assert len(sizes) == 34
    assert pairs["task"].unique().tolist() == list(chapter.BENCHMARKS)
    assert set(sizes.xs("LaMDA", level="family")) == {5}
    assert set(sizes.xs("PaLM", level="family")) == {3}
    assert len(sizes.xs("InstructGPT", level="family")) == 10


def test_a_row_is_what_table_2_prints():
    pairs = chapter.chain_of_thought_pairs(["gsm8k"], ["PaLM"])
    assert pairs["baseline"].tolist() == [4.9, 9.6, 17.9]
    assert pairs["technique"].tolist() == [4.1, 29.9, 56.9]
    assert pairs["scale"].tolist() == [8e9, 62e9, 540e9]


def test_figure_and_table_disagree_on_the_two_largest_models():
    table = chapter.drawn_and_printed()
    off = (table["drawn_technique"] - table["printed_technique"]).abs()
    assert (off > 1).tolist() == [False, False, False, True, True]
    assert table["drawn_technique"].tolist()[-2:] == [11.8, 20.7]
    assert table["printed_technique"].tolist()[-2:] == [8.2, 14.3]
    assert table["printed_calculator"].iloc[-1] < table["drawn_technique"].iloc[-1]
    assert (table["drawn_baseline"] - table["printed_baseline"]).abs().max() < 0.3


def test_both_versions_are_two_curves_of_the_same_models():
    both = chapter.both_versions(chapter.drawn_and_printed())
    assert both.groupby("task").size().to_dict() == {"drawn": 5, "printed": 5}
    assert both["baseline_se"].notna().all()


def test_unknown_n_leaves_the_error_unknown():
    pairs = chapter.chain_of_thought_pairs(["mawps", "gsm8k"], ["LaMDA"])
    known = pairs.groupby("task")["technique_se"].apply(lambda e: e.notna().all())
    assert known.to_dict() == {"mawps": False, "gsm8k": True}
    assert not np.isnan(crossings(pairs).set_index("task")["point"]["gsm8k"])


@pytest.mark.parametrize(
    ("benchmarks", "families", "axis", "told"),
    [
        (["gsm9k"], ["PaLM"], "params", "did you mean 'gsm8k'"),
        (["gsm8k"], ["UL2"], "params", "no family named 'UL2'"),
        (["gsm8k"], ["InstructGPT"], "train_flops", "no training FLOPs are known for"),
    ],
)
def test_bad_selections_are_refused(benchmarks, families, axis, told):
    with pytest.raises(UsageError, match=told):
        chapter.chain_of_thought_pairs(benchmarks, families, x_axis=axis)
