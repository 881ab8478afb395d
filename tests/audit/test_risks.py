import pytest

from emergestudy.audit import risks

CHECKS = risks.CLAIMS


def test_the_verdicts_of_the_data_as_published():
    assert {claim: check().verdict for claim, check in CHECKS.items()} == {
        "C22": "not decidable",
        "C23": "not decidable",
        "C24": "only partly",
        "C25": "only partly",
        "C26": "reproduced",
        "K30": "only partly",
    }


def test_the_numbers_that_decide_are_shown():
    assert "PaLM 8B 71.2, PaLM 62B 91, PaLM 540B 96.3" in CHECKS["C23"]().decides
    assert "toxic prompts +2" in CHECKS["C24"]().decides
    assert "PaLM 8B and 62B" in CHECKS["C22"]().decides
    assert "counted on different sequences" in CHECKS["C25"]().decides


@pytest.mark.parametrize(
    ("claim", "table", "query", "column", "value", "after"),
    [
        ("C22", "chinchilla_scores", "task == 'winogender_all'", "family", "Gopher",
         "contradicted"),
        ("C23", "palm_scores", "task == 'bbq_lite_json'", "metric", "bias_score",
         "reproduced"),
        ("C24", "palm_scores", "model == 'PaLM 540B' and locator == 'Table 20'",
         "value", 0.3, "contradicted"),
        ("C25", "extraction_scores", "metric == 'gain_per_tenfold_size'", "value", -1,
         "only partly"),
        ("C26", "truthfulqa_scores", "model == 'GPT-3 175B' and metric == "
         "'percent_true'", "value", 60, "only partly"),
        ("C26", "wei2022_scores", "family == 'Gopher' and locator == 'Fig. 2E'",
         "value", 22.6, "only partly"),
        ("K30", "pythia_scores", "task == 'crows_pairs_english'", "value", 0.5,
         "only partly"),
    ],
)  # fmt: skip
def test_a_changed_number_moves_the_verdict(
    change, claim, table, query, column, value, after
):
    before = CHECKS[claim]()
    change(table, query, column, value)
    found = CHECKS[claim]()
    assert found.verdict == after
    assert found != before


def test_bias_and_memory_are_contradicted_if_neither_grows(change):
    change("pythia_scores", "task == 'crows_pairs_english'", "value", 0.5)
    change("pythia_memorization", "metric == 'fraction_memorised'", "value", 0.5)
    assert CHECKS["K30"]().verdict == "contradicted"
