import pytest

from emergestudy.audit import forecasting

CHECKS = forecasting.FIGURES


def test_the_verdicts_of_the_data_as_published():
    assert {key: check().verdict for key, check in CHECKS.items()} == {
        "Snell Fig. 4": "consistent as printed",
        "Snell Fig. 5": "only partly",
        "Snell Fig. 6": "not decidable",
        "Snell Fig. 7": "only partly",
        "Snell Fig. 16": "consistent as printed",
        "Snell Fig. 19": "only partly",
        "Snell Table 1": "definition",
        "Snell Table 2": "consistent as printed",
        "Snell Table 3": "consistent as printed",
    }


def test_the_numbers_that_decide_are_shown():
    assert "GSM8K +0.022, MMLU +0.041" in CHECKS["Snell Fig. 4"]().decides
    assert "MMLU below p5, CSQA inside, CoLA above" in CHECKS["Snell Fig. 5"]().decides
    assert "GSM8K 3.9x: 1 pairs, 0 around" in CHECKS["Snell Fig. 7"]().decides
    assert "GSM8K 17 of 19, MMLU 14 of 19" in CHECKS["Snell Table 2"]().decides
    assert "MCMC 4 of 6, Bootstrap 3 of 6" in CHECKS["Snell Table 3"]().decides
    assert "0 of 2 tasks" in CHECKS["Snell Fig. 6"]().decides


MMLU_MLE = "locator == 'Table 3' and task_as_printed == 'MMLU' and method == 'MLE'"
TRUTH = "locator == 'Table 3' and method == 'ground_truth' and task_as_printed == "
FULL = "locator == 'Table 2' and setting == 'Full Data' and statistic == 'point'"
PRESS = "source == 'snell2024press'"


@pytest.mark.parametrize(
    ("key", "query", "value", "after"),
    [
        ("Snell Fig. 4", MMLU_MLE, 1.99, "only partly"),
        ("Snell Fig. 16", "locator == 'Table 3' and method == 'MLE'", 0.5,
         "contradicted"),
        ("Snell Fig. 5", f"{TRUTH}'CSQA'", 1.9, "only partly"),
        ("Snell Fig. 5", f"{TRUTH}'GSM8K'", 2.1, "only partly"),
        ("Snell Fig. 7", PRESS, 9.0, "contradicted"),
        ("Snell Table 2", f"{FULL} and task == 'mmlu'", 0.2, "only partly"),
        ("Snell Table 3", "locator == 'Table 3' and task_as_printed == 'APPS' and "
         "statistic == 'p50' and method == 'MCMC'", 1.5, "only partly"),
    ],
)  # fmt: skip
def test_a_changed_number_moves_the_finding(change, key, query, value, after):
    before = CHECKS[key]()
    change("snell2024_results", query, "value", value)
    found = CHECKS[key]()
    assert found.verdict == after
    assert found != before


def test_figure_5_is_consistent_if_every_interval_holds_its_truth(change):
    change("snell2024_results", f"{TRUTH}'MMLU'", "value", 1.85)
    change("snell2024_results", f"{TRUTH}'CoLA'", "value", 1.75)
    assert CHECKS["Snell Fig. 5"]().verdict == "consistent as printed"
