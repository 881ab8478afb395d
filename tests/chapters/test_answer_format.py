import pytest

from emergestudy.chapters.metric_choice import answer_format
from emergestudy.data import load
from emergestudy.errors import UsageError


def test_letters_jump_where_text_hardly_moves():
    jump = answer_format.largest_jump(answer_format.format_scores("arc_easy"))
    jump = jump.set_index("model")
    assert jump["from_step"].to_dict() == {"OLMo2 7B": 55000, "OLMo2 13B": 15000}
    assert jump.loc["OLMo2 7B", "letter_before"] == pytest.approx(0.285, abs=5e-4)
    assert jump.loc["OLMo2 7B", "letter_after"] == pytest.approx(0.476, abs=5e-4)
    text = (jump["cloze_after"] - jump["cloze_before"]).abs()
    assert (text < (jump["letter_after"] - jump["letter_before"]) / 10).all()


def test_the_scores_are_those_of_the_table():
    scores = answer_format.format_scores("arc_easy")
    row = scores.query("model == 'OLMo2 13B' and step == 20000").iloc[0]
    table = load("olmo_scores").query(
        "model == 'OLMo2-13B-peteish13' and step == 20000 and task == 'arc_easy'"
    )
    by = table.set_index(["setting", "metric"])["value"]
    assert row["letter"] == by["multiple_choice_mc", "acc"]
    assert row["cloze"] == by["cloze_rc", "acc_len_norm"]
    assert row["bits_per_byte"] == by["cloze_rc", "bpb_correct"]


@pytest.mark.parametrize(
    ("task", "worst", "told"),
    [
        ("arc_esy", 12.0, "did you mean 'arc_easy'"),
        ("arc_easy", 5.0, "fewer than two checkpoints"),
    ],
)
def test_bad_selections_are_refused(task, worst, told):
    with pytest.raises(UsageError, match=told):
        answer_format.format_scores(task, worst)


def test_only_letters_leave_chance_and_both_runs_at_one_perplexity():
    scores = answer_format.format_scores("arc_easy", 12.0)
    calls = answer_format.call_formats(scores).set_index(["metric", "model"])
    assert (calls.loc["letter", "verdict"] == "emergent").all()
    assert (calls.loc[["cloze", "bits_per_byte"], "verdict"] == "smooth").all()
    seven, thirteen = calls.loc["letter", "perplexity"]
    assert seven == pytest.approx(thirteen, rel=0.02)
    letters = calls.loc["letter"]
    assert (letters["better_end"] < letters["perplexity"]).all()
    assert (letters["perplexity"] < letters["worse_end"]).all()
