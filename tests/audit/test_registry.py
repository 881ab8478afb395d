import pytest

from emergestudy.audit import registry
from emergestudy.audit.appendices import PARTS
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.running.notebooks import notebook_paths


@pytest.fixture(scope="module")
def figures():
    return registry.figure_verdicts()


@pytest.fixture(scope="module")
def claims():
    return registry.claim_verdicts()


def test_every_item_and_every_claim_has_a_check_and_no_check_is_idle():
    items, claims = load("paper_items")["item"], load("claims")["claim"]
    assert set(registry.checks("FIGURES")) | set(PARTS) == set(items)
    assert set(registry.checks("CLAIMS")) == set(claims)


def test_the_whole_paper_has_a_verdict(figures):
    wanted = {f"Fig. {n}" for n in range(1, 14)} | {"Table 1", "Table 2"}
    wanted |= {f"App. {letter}" for letter in "ADEF"}
    assert wanted <= set(figures["figure"])
    assert figures["verdict"].notna().all()
    assert (figures["decides"].str.len() > 10).all()


def test_no_claim_waits_for_a_later_part(claims):
    assert "pending" not in set(claims["verdict"])


def test_both_papers_have_every_figure_and_table(figures):
    second = {f"Snell Fig. {n}" for n in range(1, 20)}
    second |= {f"Snell Table {n}" for n in range(1, 4)}
    assert second <= set(figures["item"])


def test_items_of_the_second_paper_come_last_by_kind_and_number(figures):
    second = figures["item"][figures["item"].str.startswith("Snell")].tolist()
    assert figures["item"].tolist()[-len(second) :] == second
    assert second[0].startswith("Snell Fig.")
    assert second[-1] == "Snell Table 3"
    assert second.index("Snell Fig. 7") < second.index("Snell Fig. 16")


def test_the_map_leads_to_notebooks_and_rows_that_are_there(figures):
    assert set(figures["notebook"]) <= set(notebook_paths())
    named = load("paper_items")["data_table"].dropna().unique()
    for table in named:
        assert len(load(table))


def test_one_item_or_claim_can_be_asked_for():
    assert registry.figure_verdicts("Fig. 2H")["item"].tolist() == ["Fig. 2H"]
    assert registry.claim_verdicts("C03")["claim"].tolist() == ["C03"]
    with pytest.raises(UsageError, match=r"no figure named 'Fig\. 2Z'; did you mean"):
        registry.figure_verdicts("Fig. 2Z")
