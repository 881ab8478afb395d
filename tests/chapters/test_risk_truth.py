import pytest

from emergestudy.chapters.emergent_risks import risk_truth
from emergestudy.errors import UsageError


def test_the_printed_shares_of_the_default_prompt():
    points = risk_truth.generation(["percent_true"])
    gpt3 = points[points["series"] == "GPT-3"]
    assert gpt3["score"].tolist() == [37.0, 31.9, 23.6, 20.4]
    assert len(points) == 14
    assert points["stderr"].notna().all()


def test_the_prompt_moves_the_largest_model():
    table = risk_truth.prompts().set_index("prompt")["percent_true"]
    assert table["help"] == 58.1
    assert table["harm"] == 12.5
    assert table["default (QA)"] == 20.4


def test_multiple_choice_is_figure_2e():
    points = risk_truth.multiple_choice()
    gopher = points[points["series"] == "Gopher"]
    assert gopher["params"].tolist() == [1.4e9, 7.1e9, 2.8e11]
    assert gopher["score"].tolist() == [21.0, 23.0, 43.0]
    verdicts = risk_truth.choice_calls().set_index("curve")["verdict"]
    assert verdicts.to_dict() == {"2E GPT-3": "flat", "2E Gopher": "emergent"}
    assert risk_truth.choice_chance() == 22.6


def test_a_metric_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="metric of TruthfulQA"):
        risk_truth.generation(["truth_score"])
