import pytest

from emergestudy.chapters.explanations.one_family import family_scores, family_shifts
from emergestudy.data import load
from emergestudy.errors import UsageError


def test_scores_are_the_rows_of_the_tables():
    scores = family_scores(["logical_deduction"], prompting=["direct"])
    assert scores.groupby("family")["model"].nunique().to_dict() == {
        "Flan-PaLM": 3, "Flan-T5": 5, "PaLM": 3, "T5": 5
    }  # fmt: skip
    rows = load("flan_scores").query("prompting == 'direct'")
    rows = rows[rows["task"] == "bbh_logical_deduction_seven_objects"]
    printed = rows.set_index("model")["value"]
    seven = scores[scores["steps"] == 7].set_index("model")["score"]
    assert (100 * seven).to_dict() == pytest.approx(printed[seven.index].to_dict())


def test_chance_is_taken_out():
    scores = family_scores(["logical_deduction"])
    expected = (scores["score"] - 1 / scores["steps"]) / (1 - 1 / scores["steps"])
    assert scores["normalised"].tolist() == pytest.approx(expected.tolist(), abs=1e-3)


def test_no_family_is_clear_and_none_excludes_a_small_shift():
    scores = family_scores(["logical_deduction"], prompting=["chain_of_thought"])
    shifts = family_shifts(scores).set_index("family")
    assert shifts["sizes"].to_dict() == {"Flan-T5": 5, "PaLM": 3}
    assert (shifts["moves"] == "cannot tell").all()
    assert (shifts["factor"] > 1.2).all()


@pytest.mark.parametrize(
    ("puzzles", "prompting", "told"),
    [
        (["addition"], ["direct"], "no puzzle named 'addition'"),
        (["logical_deduction"], ["few"], "no prompting named 'few'"),
    ],
)
def test_bad_selections_are_refused(puzzles, prompting, told):
    with pytest.raises(UsageError, match=told):
        family_scores(puzzles, prompting=prompting)
