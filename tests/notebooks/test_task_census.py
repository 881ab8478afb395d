"""The chapter *A census of tasks*: counts, tests and what they decide."""

import pytest

NAME = "task_census"


def test_changed_lists_flip_verdicts(chapter, change):
    change("bigbench_tasks", "bigbench_task == 'gre_reading_comprehension'", "class",
           "flat")  # fmt: skip
    change("wei2022_scores", "locator == 'Fig. 9' and task == 'mmlu_stem'", "value",
           lambda v: v * (1 + (v > 40)))  # fmt: skip
    found = chapter(NAME)
    assert found["verdict/Fig. 8"]["verdict"] == "only partly"
    assert found["verdict/App. F"]["verdict"] != "contradicted"
    assert found["verdict/C32"]["verdict"] == "contradicted"
    assert found["verdict/C29"]["verdict"] == "reproduced"


def test_parameters_choose_bars_and_shares(chapter):
    found = chapter(
        NAME, min_tasks=10, counted=["flat"], interval="clopper_pearson",
        permutations=200, draws=1000, left_out=[],
    )  # fmt: skip
    tests, shares = found["census/tests"], found["census/shares"]
    assert shares["tasks"].min() == 10
    assert shares["keyword"].iloc[0] == "visual-reasoning"
    assert found["census/same"] < found["census/drawn"]
    assert (shares["low"] < shares["share"]).all()
    assert tests["p"].is_monotonic_increasing
    assert (tests["p_fdr"] >= tests["p"]).all()
    assert found["census/ranks"]["p_top"].sum() == pytest.approx(5)
