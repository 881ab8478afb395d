"""The chapter *Finetuning shifts*: what its verdicts and its elbows depend on."""

import pytest

from .conftest import words

NAME = "finetuning_shift"


def test_changed_scores_flip_verdicts(chapter, change):
    tuned = "metric == 'accuracy' and finetuning_examples == 256000"
    change("finetuning_scores", f"{tuned} and train_flops < 5e22", "value",
           lambda v: 0.25 + 0.001 * (v > 0.3))  # fmt: skip
    small = "metric == 'accuracy' and finetuning_examples == 640"
    change("finetuning_scores", f"{small} and train_flops > 1e21", "value", 0.5)
    skill = "metric == 'brier_score' and setting == 'few_shot'"
    change("finetuning_scores", f"{skill} and train_flops > 2e21", "value", 0.75)
    found = chapter(NAME)
    word = words(found)
    assert word["P02"] == "only partly"
    assert "gsm8k (all): 1.72" in found["verdict/P02"]["decides"]
    assert "mmlu: -0.99 over all" not in found["verdict/P05"]["decides"]
    assert "gsm8k: -0.98 over all" in found["verdict/P05"]["decides"]
    assert word["Snell Fig. 13"] == "only partly"
    assert (found["shift/emerge"], round(found["shift/window_gap"], 3)) == (1, 0.051)
    assert word["P01"] == word["P04"] == "holds on other data"
    shifted = found["shift/moved"]
    assert shifted["shift"].between(shifted["shift_low"], shifted["shift_high"]).all()


def test_a_jump_of_the_larger_run_and_of_the_loss_flip_verdicts(chapter, change):
    answers = "run == 'peteish13' and metric == 'acc' and train_tokens > 8e10"
    change("olmo_run_scores", f"{answers} and train_tokens < 2e11", "value", 0.46)
    late = "run == 'peteish7' and task == 'c4' and train_tokens > 4e11"
    change("olmo_run_scores", late, "value", 1.5)
    found = chapter(NAME, task="gsm8k", learning_rate="2e-5", newest=2405)
    assert found["verdict/P01"]["verdict"] == "only partly"
    assert found["verdict/P04"]["verdict"] != "reproduced"
    assert found["verdict/Snell Fig. 14"]["verdict"] == "fails on other data"
    assert found["verdict/P02"]["verdict"] == "holds on other data"
    assert found["shift/most"] == "1.6M"
    assert found["shift/few_shot"] == pytest.approx(22.39, abs=0.3)


def test_parameters_move_the_window_and_the_models(chapter):
    found = chapter(
        NAME, metric="brier", newest=2302, most_examples=640, letters="arc_easy",
        corpus="wikitext103", highest=80.0, block=1, ahead=1.5, level=0.5,
    )  # fmt: skip
    windows = found["shift/windows"]
    assert windows["highest"].max() == 88
    assert (windows.groupby("run")["checkpoints"].diff().dropna() >= 0).all()
    assert (windows["low"] <= windows["high"]).all()
    assert "WikiText-103 loss" in found["verdict/P04"]["decides"]
    assert found["shift/elbows"]["examples"].tolist() == [0, 640]
    assert found["shift/after_runs"] == "an unknown number of"
    assert found["shift/shapes_closer"] == found["shift/shapes_of"] == 9
    assert found["shift/rank"] == "not known"
