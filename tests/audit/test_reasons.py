import pytest

from emergestudy.audit import reasons

CHECKS = reasons.CLAIMS


def test_depth_cannot_be_decided_by_sizes():
    found = CHECKS["K21"]()
    assert found.verdict == "not decidable"
    assert "addition (few shot) 2.1" in found.decides
    assert "missing: scores of models of known depth" in found.decides


def test_longer_tasks_that_emerge_earlier_do_not_refute_depth(change):
    swap = "task == 'addition_2_digit' and setting == 'few_shot' and train_flops < 3e23"
    change("gpt3_scores", swap, "value", 0)
    easy = "task == 'addition_5_digit' and setting == 'few_shot' and train_flops > 2e21"
    change("gpt3_scores", easy, "value", 90)
    found = CHECKS["K21"]()
    assert found.verdict == "not decidable"
    assert "addition (few shot) 0." in found.decides


def test_a_table_with_depths_would_reopen_the_question(monkeypatch):
    known = reasons.tables()
    known.loc[0, "columns"] += ", layers"
    monkeypatch.setattr(reasons, "tables", lambda: known)
    assert CHECKS["K21"]().verdict == "pending"


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ([], "only partly"),
        ([("pythia_memorization", "model == 'pythia-70m'"),
          ("gpt3_scores", "task == 'triviaqa'")], "contradicted"),
    ],
)  # fmt: skip
def test_memory_and_knowledge_hold_and_their_link_is_not_tested(
    change, changes, verdict
):
    for table, query in changes:
        change(table, query, "value", 9)
    found = CHECKS["K22"]()
    assert found.verdict == verdict
    assert "not tested by any table" in found.decides


def test_the_explanations_hold_in_part():
    found = CHECKS["C18"]()
    assert found.verdict == "only partly"
    assert "6 of 6 few-shot closed-book curves" in found.decides
    assert "15 of 18 over all numbers of shots" in found.decides
    assert "an emergent curve in panels D, E, G, H" in found.decides
