import pytest

from emergestudy.chapters.explanations import closed_book
from emergestudy.errors import UsageError


def test_scores_are_those_of_the_two_papers():
    scores = closed_book.closed_book_scores(["web_questions"])
    palm = scores[scores["series"] == "PaLM"]
    assert palm["score"].tolist() == [19.9, 29.7, 43.5]
    gpt3 = scores[scores["series"] == "GPT-3"]
    assert len(gpt3) == 8
    assert gpt3["score"].iloc[-1] == 41.5
    assert scores["n_eval"].unique().tolist() == [2032]


def test_few_shot_knowledge_rises_with_every_size():
    calls = closed_book.knowledge_calls(closed_book.closed_book_scores())
    assert len(calls) == 6
    assert calls["rises"].all()
    zero = closed_book.closed_book_scores(setting="zero_shot")
    calls = closed_book.knowledge_calls(zero).set_index("curve")
    assert not calls["rises"]["web_questions PaLM"]


def test_panels_come_one_a_task():
    scores = closed_book.closed_book_scores(["triviaqa", "web_questions"])
    titles = [p.title for p in closed_book.knowledge_panels(scores)]
    assert titles == ["TriviaQA", "WebQuestions"]


@pytest.mark.parametrize(
    ("tasks", "setting", "told"),
    [(["trivia"], "few_shot", "closed-book task named 'trivia'"),
     (["triviaqa"], "two_shot", "no setting named 'two_shot'")],
)  # fmt: skip
def test_bad_selections_are_refused(tasks, setting, told):
    with pytest.raises(UsageError, match=told):
        closed_book.closed_book_scores(tasks, setting=setting)


def test_few_curves_dip_and_not_by_much():
    table = closed_book.rises_by_setting().set_index("setting")
    assert table["curves"].tolist() == [6, 6, 6]
    assert table["rises"].to_dict() == {"zero_shot": 3, "one_shot": 6, "few_shot": 6}
    assert table["falls"].tolist() == [3, 0, 0]
    assert table["worst"].tolist() == pytest.approx([0.9, 0, 0])
