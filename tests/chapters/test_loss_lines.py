import numpy as np
import pytest

from emergestudy.chapters.metric_choice import loss_lines
from emergestudy.chapters.metric_choice.lamda_metrics import LOSS, lamda_scores


@pytest.mark.parametrize("small", ["point", "low_end", "paper"])
def test_losses_drop_out_of_line_on_text_tasks_only(small):
    counts = loss_lines.count_drops(loss_lines.foresee_losses(small=small))
    assert counts.loc["text"].tolist() == [3, 3]
    assert counts.loc["choice"].tolist() == [3, 0]


def test_a_power_law_is_foreseen_exactly(monkeypatch):
    scores = lamda_scores(["modified_arithmetic"])
    wobble = np.random.default_rng(0).normal(0, 1e-3, len(scores))
    law = 20 * scores["scale"] ** -0.02 * np.exp(wobble)
    scores["value"] = scores["value"].where(scores["metric"] != LOSS, law)
    monkeypatch.setattr(loss_lines, "lamda_scores", lambda tasks: scores)
    table = loss_lines.foresee_losses(["modified_arithmetic"])
    assert np.allclose(table["foreseen"], 20 * table["scale"] ** -0.02, rtol=0.01)
    assert (table["low"] < table["foreseen"]).all()
    assert loss_lines.count_drops(table).loc["text"].tolist() == [1, 0]


def test_the_losses_are_those_of_the_figure():
    table = loss_lines.foresee_losses(["word_unscrambling"]).set_index("model")
    assert table["loss"].to_dict() == {
        "LaMDA 29B": 8.29, "LaMDA 69B": 5.47, "LaMDA 137B": 8.15,
    }  # fmt: skip
    assert table["reading"].tolist() == ["on", "below", "above"]


def test_the_gap_between_wrong_and_right_opens_on_two_tasks():
    table = loss_lines.right_against_wrong().set_index("task")
    assert table["gap_p"].le(0.05).to_dict() == {
        "logical_args": True, "sports_understanding": True,
        "figure_of_speech_detection": False,
    }  # fmt: skip
    assert table.loc["logical_args", "wrong_tau"] > 0
    assert len(loss_lines.right_against_wrong(["word_unscrambling"])) == 0
