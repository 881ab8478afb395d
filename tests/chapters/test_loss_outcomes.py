import pytest

from emergestudy.chapters.metric_choice import loss_outcomes
from emergestudy.chapters.metric_choice.lamda_metrics import SIX_TASKS, lamda_scores
from emergestudy.errors import UsageError


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


def test_the_score_of_small_models_has_a_trend_on_four_tasks(table):
    moves = table.loc[table["score_moves"], "task"].tolist()
    assert moves == [
        "modified_arithmetic", "international_phonetic_alphabet_transliterate",
        "word_unscrambling", "figure_of_speech_detection",
    ]  # fmt: skip
    assert table.loc[~table["at_random"], "task"].tolist() == ["word_unscrambling"]


def test_each_reading_of_small_is_counted():
    readings = loss_outcomes.outcomes_by_reading().set_index("small")
    assert readings.index.tolist() == list(loss_outcomes.SMALL)
    assert (readings["loss_improves"] == 6).all()
    assert (readings["loss_only"] == 6 - readings["score_moves"]).all()


def test_fewer_models_are_small_below_the_low_end():
    low = loss_outcomes.outcomes(small="low_end")["small_models"]
    point = loss_outcomes.outcomes(small="point")["small_models"]
    assert (low <= point).all()
    assert (low < point).any()
    with pytest.raises(UsageError, match="no meaning of small named 'tiny'"):
        loss_outcomes.outcomes(small="tiny")
