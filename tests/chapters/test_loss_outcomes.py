import pytest

from emergestudy.chapters.metric_choice import loss_outcomes
from emergestudy.chapters.metric_choice.lamda_metrics import SIX_TASKS, lamda_scores


@pytest.fixture(scope="module")
def table():
    return loss_outcomes.outcomes()


def test_the_loss_improves_below_the_point_on_all_six_tasks(table):
    assert table["task"].tolist() == list(SIX_TASKS)
    assert (table["outcome"] == 2).all()
    assert (table["loss_last"] < table["loss_first"]).all()


def test_the_loss_turns_up_where_the_drawing_does(table):
    turns = table.loc[table["turns_up"], "task"].tolist()
    assert turns == ["word_unscrambling", "sports_understanding"]


def test_a_flat_loss_would_be_outcome_one(monkeypatch):
    flat = lamda_scores(["modified_arithmetic"])
    loss = flat["metric"] == "cross_entropy_loss"
    zigzag = [7.0 + 0.1 * (i % 3) for i in range(int(loss.sum()))]
    flat.loc[loss, "value"] = zigzag
    monkeypatch.setattr(loss_outcomes, "lamda_scores", lambda tasks: flat)
    row = loss_outcomes.outcomes(["modified_arithmetic"]).iloc[0]
    assert (row["outcome"], row["verdict"]) == (1, "emergent")


def test_readers_see_names(table):
    assert loss_outcomes.titles(table)["task"].iloc[0] == "Modified arithmetic"
