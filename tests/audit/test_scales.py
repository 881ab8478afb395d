import pytest

from emergestudy.audit import scales

ALL = scales.FIGURES | scales.CLAIMS


@pytest.mark.parametrize(
    ("key", "verdict", "decides"),
    [
        ("Table 1", "only partly", "13 of 21 rows"),
        ("Table 2", "reproduced with a correction", "Anthropic LM 52B prints 2.65e+22"),
        ("C33", "reproduced", "8.06"),
        ("K04", "only partly", "Chinchilla slope 1.26"),
        ("K05", "definition", "199"),
        ("K06", "only partly", "Chinchilla 199 to 1340"),
        ("K07", "reproduced", "0.25 times Gopher's"),
    ],
)
def test_verdicts_on_the_printed_numbers(key, verdict, decides):
    finding = ALL[key]()
    assert finding.verdict == verdict
    assert decides in finding.decides


@pytest.mark.parametrize(
    ("key", "query", "column", "value", "verdict"),
    [
        ("Table 2", "model == 'Anthropic LM 52B'", "train_flops_printed", 2.65e23,
         "reproduced"),
        ("Table 2", "model == 'PaLM 8B'", "train_flops", 9e22, "only partly"),
        ("C33", "model == 'PaLM 540B'", "train_flops", 1.5e24, "contradicted"),
        ("K04", "model == 'GPT-3 175B'", "train_flops", 3.14e24, "only partly"),
        ("K06", "locator == 'Table 2'", "train_tokens", 3e11, "reproduced"),
        ("K07", "model == 'Gopher 280B'", "params", 1.4e11, "only partly"),
    ],
)  # fmt: skip
def test_changed_numbers_change_the_verdict(change, key, query, column, value, verdict):
    before = ALL[key]()
    change("models", query, column, value)
    after = ALL[key]()
    assert after.verdict == verdict
    assert after != before


def test_a_mended_table_1_is_borne_out_more_often(change):
    printed = "row in (5, 6, 18)"
    change("wei2022_table1", printed, "emergence_flops", 5.46e23)
    finding = scales.FIGURES["Table 1"]()
    assert "16 of 21 rows" in finding.decides
    assert "others: 8, 11, 12, 14, 17" in finding.decides
