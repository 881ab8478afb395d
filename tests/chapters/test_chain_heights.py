import pandas as pd
import pytest

from emergestudy.chapters.explanations import chain_heights, chains


def test_only_models_above_chance_on_the_shorter_task_count():
    rows = [(2, "weak", 0.0), (3, "weak", 0.0), (2, "strong", 0.9), (3, "strong", 0.5)]
    scores = pd.DataFrame(rows, columns=["steps", "model", "score"]).assign(
        chain="sums", setting="direct", chance=0.0, n_eval=100.0,
        normalised=lambda table: table["score"],
    )  # fmt: skip
    row = chain_heights.step_by_step(scores).iloc[0]
    assert (row["shorter"], row["longer"], row["models"], row["lower"]) == (2, 3, 1, 1)
    assert (row["median_shorter"], row["median_longer"]) == (90, 50)
    assert row["p"] == 1.0


def test_three_to_five_objects_is_harder_for_nearly_all():
    scores = chains.chain_scores(["logical_deduction"], prompting=["chain_of_thought"])
    row = chain_heights.step_by_step(scores).iloc[0]
    assert row["lower"] / row["models"] > 0.9
    assert row["p"] < 1e-6
    assert row["median_shorter"] - row["median_longer"] == pytest.approx(15, abs=2)


def test_a_chain_that_no_model_can_do_compares_nothing():
    scores = chains.chain_scores(["shuffled_objects"], prompting=["direct"])
    row = chain_heights.step_by_step(scores).iloc[0]
    assert (row["models"], row["lower"], row["p"]) == (0, 0, 1.0)
