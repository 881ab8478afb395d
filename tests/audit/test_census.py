import pytest

from emergestudy.audit import census

ALL = census.FIGURES | census.CLAIMS


@pytest.mark.parametrize(
    ("key", "verdict", "decides"),
    [
        ("Fig. 8", "reproduced with a correction", "29 of 33 bars equal"),
        ("Fig. 9", "reproduced", "humanities 73.9 against 63.6"),
        ("App. E", "only partly", "classed otherwise: periodic_elements"),
        ("App. F", "reproduced", "14 of 14 listed tasks"),
        ("C29", "reproduced", "210 tasks listed, 40 fit no class"),
        ("C30", "reproduced", "analogical reasoning (14 of 19)"),
        ("C31", "only partly", "repeated interaction (4 of 5), context length"),
        ("C32", "reproduced", "STEM +17.9"),
    ],
)
def test_verdicts_on_the_printed_numbers(key, verdict, decides):
    finding = ALL[key]()
    assert finding.verdict == verdict
    assert decides in finding.decides


@pytest.mark.parametrize(
    ("key", "table", "query", "column", "value", "verdict"),
    [
        ("Fig. 8", "wei2022_keyword_counts", "total == 13", "flat", 9, "only partly"),
        (
            "Fig. 8",
            "bigbench_tasks",
            "first_model_above_random == 'GPT-3 13B'",
            "first_model_above_random",
            "GPT-3 175B",
            "only partly",
        ),
        (
            "C32",
            "wei2022_scores",
            "locator == 'Fig. 9' and model == 'Gopher 280B' and value == 65.8",
            "value",
            50,
            "only partly",
        ),
        (
            "App. F",
            "wei2022_scores",
            "locator == 'Fig. 2D' and model == 'PaLM 62B'",
            "value",
            25,
            "only partly",
        ),
        (
            "C29",
            "bigbench_tasks",
            "bigbench_task == 'arithmetic'",
            "class",
            "flat",
            "only partly",
        ),
        (
            "C30",
            "wei2022_keyword_counts",
            "keyword == 'truthfulness'",
            "total",
            50,
            "only partly",
        ),
        (
            "C31",
            "wei2022_keyword_counts",
            "keyword in ('repeated-interaction', 'context-length')",
            "flat",
            0,
            "reproduced",
        ),
    ],
)
def test_changed_numbers_change_the_verdict(
    change, key, table, query, column, value, verdict
):
    before = ALL[key]()
    change(table, query, column, value)
    after = ALL[key]()
    assert after.verdict == verdict
    assert after != before


def test_appendix_e_would_hold_without_its_two_slips(change):
    wrong = "bigbench_task == 'periodic_elements'"
    change("bigbench_tasks", wrong, "first_model_above_random", "PaLM 8B")
    change("bigbench_tasks", wrong, "class", "emergent_palm")
    unknown = "medical_questions_russian"
    change("bigbench_keywords", "keyword == 'toxicity'", "bigbench_task", unknown)
    assert census.FIGURES["App. E"]().verdict == "reproduced"
