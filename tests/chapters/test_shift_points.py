import pytest

from emergestudy.chapters.finetuning_shift.shift_points import shift_points
from emergestudy.data import load
from emergestudy.errors import UsageError


def test_scores_are_those_of_the_table_in_percent():
    points = shift_points("mmlu")
    table = load("finetuning_scores")
    row = table.query(
        "model == 'pythia-6.9b' and task == 'mmlu' and metric == 'accuracy' "
        "and finetuning_examples == 64000"
    ).iloc[0]
    point = points.query("model == 'pythia-6.9b' and examples == 64000").iloc[0]
    assert point["score"] == pytest.approx(100 * row["value"])
    assert point["scale"] == row["train_flops"]
    assert point["low"] < point["score"] < point["high"]
    assert point["chance"] == 25


def test_the_authors_selection_has_34_models_and_few_shot_is_amount_0():
    points = shift_points("mmlu")
    assert points.groupby("examples")["model"].nunique().eq(34).all()
    assert points["examples"].iloc[0] == 0
    assert points["released"].max() < 2311


def test_a_learning_rate_leaves_out_the_models_of_the_other():
    assert shift_points("mmlu", rate="2e-5")["rate"].eq(2e-5).all()
    few = shift_points("mmlu", rate="2e-6", newest=9912)
    assert few["params"].min() >= 7e9


def test_amounts_that_few_models_have_are_left_out():
    assert 480_000 not in set(shift_points("gsm8k")["examples"])
    assert 640_000 in set(shift_points("gsm8k")["examples"])


def test_brier_skill_is_0_at_chance_and_rises_with_ability():
    points = shift_points("mmlu", metric="brier")
    assert points["chance"].eq(0).all()
    assert points["low"].isna().all()
    best = points.query("model == 'llama-2-70b' and examples == 0")["score"].iloc[0]
    table = load("finetuning_scores").query(
        "model == 'llama-2-70b' and metric == 'brier_score' and setting == 'few_shot'"
    )
    assert best == pytest.approx(100 * (1 - table["value"].iloc[0] / 0.75))
    assert best > 40


def test_the_end_of_the_run_can_stand_in_for_a_checkpoint():
    points = shift_points("mmlu", least=5, most=5, finished=True)
    assert set(points["examples"]) == {0, 5}
    end = load("finetuning_scores").query(
        "model == 'pythia-1b' and metric == 'accuracy' "
        "and setting == 'finetuned_epochs_3'"
    )
    mine = points.query("model == 'pythia-1b' and examples == 5")
    assert mine["score"].iloc[0] == pytest.approx(100 * end["value"].iloc[0])


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"task": "arc"}, "no task named 'arc'"),
        ({"task": "gsm8k", "metric": "brier"}, "there are: accuracy, strict"),
        ({"rate": "1"}, "no learning rate named '1'"),
        ({"family": "gpt-5"}, "no model family named 'gpt-5'"),
        ({"family": "falcon"}, r"1 model\(s\)"),
        ({"least": 300_000}, r"0 amount\(s\)"),
    ],
)
def test_selections_that_cannot_be_met_are_refused(choice, message):
    with pytest.raises(UsageError, match=message):
        shift_points(**choice)
