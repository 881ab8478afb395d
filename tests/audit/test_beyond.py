import pytest

from emergestudy.audit import beyond

CHECKS = beyond.CLAIMS | beyond.FIGURES


@pytest.mark.parametrize(
    ("item", "verdict", "told"),
    [
        ("C19", "only partly", "holds for 1 of 14"),
        ("C20", "only partly", "19 of 21 tasks"),
        ("C34", "only partly", "gsm8k: 56.0 (at least 53.7) against 55.0"),
        ("K08", "reproduced", "2.4 % with 6.9B parameters"),
        ("Fig. 13A", "reproduced", "71.2 (at least 70.4) against 68.2, curve smooth"),
        ("Fig. 13D", "reproduced", "okvqa: 57.8 against 54.4, curve smooth"),
    ],
)
def test_verdicts_and_what_decides_them(item, verdict, told):
    found = CHECKS[item]()
    assert found.verdict == verdict
    assert told in found.decides


@pytest.mark.parametrize(
    ("item", "table", "query", "value", "after"),
    [
        ("K26", "wei2022_scores", "locator == 'Fig. 2D' and model == 'PaLM 62B'", 25,
         "contradicted"),
        ("C34", "wei2022_scores", "locator == 'Fig. 13C' and model == 'PaLM 540B'", 60,
         "reproduced"),
        ("Fig. 13C", "wei2022_scores",
         "locator == 'Fig. 13C' and model == 'PaLM 540B'", 60, "reproduced"),
        ("Fig. 13B", "wei2022_scores",
         "locator == 'Fig. 13B' and model == 'GPT-3 175B'", 70, "only partly"),
        ("K08", "gadre_scores", "task == 'jeopardy' and family == 'open_lm C4' "
         "and params > 6e9", 0.5, "only partly"),
        ("C20", "upalm_scores", "locator == 'Table 1'", 50, "only partly"),
    ],
)  # fmt: skip
def test_a_changed_number_changes_what_is_found(
    change, item, table, query, value, after
):
    before = CHECKS[item]()
    change(table, query, "value", value)
    found = CHECKS[item]()
    assert found.verdict == after
    assert found.decides != before.decides


def test_the_techniques_are_contradicted_if_none_of_them_helps(change):
    change("upalm_scores", "locator == 'Table 1'", "value", 50)
    change("flan_scores", "locator == 'Table 5' and setting == 'untuned'", "value", 90)
    assert beyond.CLAIMS["C20"]().verdict == "contradicted"
