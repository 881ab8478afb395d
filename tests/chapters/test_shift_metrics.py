import pandas as pd
import pytest

from emergestudy.chapters.finetuning_shift import shift_metrics as module
from emergestudy.data import load


@pytest.fixture(scope="module")
def points():
    return module.metric_points()


def test_even_odds_have_no_skill_and_certainty_has_all(points):
    table = load("open_brier_scores").query(
        "task == 'mmlu' and metric == 'target_conditioned_brier'"
    )
    row = table[table["train_flops"].notna() & ~table["overtrained"]].iloc[0]
    mine = points[(points["set"] == module.OTHER) & (points["metric"] == "brier")]
    score = mine.set_index("model")["score"][row["model"]]
    assert score == pytest.approx(100 * (1 - row["value"] / 0.75**2))


def test_overtrained_models_are_left_out(points):
    table = load("open_brier_scores")
    out = set(table.loc[table["overtrained"], "model"])
    assert out
    assert not out & set(points.loc[points["set"] == module.OTHER, "model"])


def test_few_shot_mmlu_emerges_under_both_metrics_in_both_sets(points):
    hinges = module.metric_hinges(points)
    assert len(hinges) == 4
    assert hinges["emerges"].all()
    assert module.same_place(hinges).all()


def test_intervals_apart_are_not_the_same_place():
    hinges = pd.DataFrame(
        {"set": ["a", "a", "b", "b"], "low": [1, 3, 1, 2], "high": [2, 4, 3, 4]}
    )
    assert module.same_place(hinges).to_dict() == {"a": False, "b": True}
