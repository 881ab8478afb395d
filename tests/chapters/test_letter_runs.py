import pytest

from emergestudy.chapters.finetuning_shift import letter_runs as module
from emergestudy.data import load
from emergestudy.errors import UsageError


def test_mmlu_is_the_plain_mean_of_its_categories():
    parts = [module.letter_runs(task) for task in module.CATEGORIES]
    mean = sum(part["score"] for part in parts) / 4
    assert module.letter_runs("mmlu")["score"].tolist() == pytest.approx(mean.tolist())


def test_a_checkpoint_has_the_loss_and_the_score_of_the_table():
    table = load("olmo_run_scores")
    at = table[(table["run"] == "peteish13") & (table["train_tokens"] < 5e10)]
    at = at[at["setting"] != "cloze_rc"].set_index("task")["value"]
    runs = module.letter_runs("csqa", corpus="pile")
    first = runs[runs["run"] == "OLMo2 13B"].iloc[0]
    assert first["loss"] == at["pile"]
    assert first["score"] == pytest.approx(100 * at["csqa"])
    assert first["chance"] == 20


def test_axes_are_named_in_words():
    loss, score = module.axis_labels("arc_easy", "wikitext103")
    assert loss == "Loss on WikiText-103 (nats per token)"
    assert score == "ARC (Easy), accuracy (%)"


def test_what_was_not_measured_is_refused():
    with pytest.raises(UsageError, match="no task answered by letter named 'gsm8k'"):
        module.letter_runs("gsm8k")
    with pytest.raises(UsageError, match="no corpus named 'books'"):
        module.letter_runs(corpus="books")
