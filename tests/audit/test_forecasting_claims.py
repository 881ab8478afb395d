import pytest

from emergestudy.audit.forecasting_claims import CLAIMS


def test_the_verdicts_of_the_data_as_published():
    assert {key: check().verdict for key, check in CLAIMS.items()} == {
        "P06": "only partly",
        "P07": "only partly",
        "P08": "consistent as printed",
    }


def test_the_numbers_that_decide_are_shown():
    assert "4 of 4 with full data, 50 of 76 in Table 2" in CLAIMS["P06"]().decides
    assert "largest factor 4.3 (MMLU), 3 pairs" in CLAIMS["P07"]().decides
    assert "splits up to 4 times ahead" in CLAIMS["P07"]().decides
    assert "GSM8K 3.9, MMLU 4.3, CSQA 1.9, CoLA 2.3" in CLAIMS["P08"]().decides


PRESS = "source == 'snell2024press'"
TABLE_3 = "locator == 'Table 3' and method == 'MLE'"


@pytest.mark.parametrize(
    ("claim", "changes", "after"),
    [
        ("P06", {"locator == 'Table 2' and statistic == 'point'": 0.5}, "only partly"),
        ("P06", {"locator == 'Table 2' and statistic == 'point'": 0.5, TABLE_3: 0.9},
         "contradicted"),
        ("P07", {PRESS: 40.5}, "contradicted"),
        ("P08", {PRESS: 4.0}, "only partly"),
        ("P08", {"quantity == 'flops_in_advance'": 4.0}, "contradicted"),
    ],
)  # fmt: skip
def test_a_changed_number_moves_the_finding(change, claim, changes, after):
    before = CLAIMS[claim]()
    for query, value in changes.items():
        change("snell2024_results", query, "value", value)
    found = CLAIMS[claim]()
    assert found.verdict == after
    assert found != before
