import pytest

from emergestudy.audit.metrics import CLAIMS, FIGURES


@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        ("Fig. 5A", "reproduced"),
        ("Fig. 5C", "only partly"),
        ("Fig. 7B", "only partly"),
        ("App. A.1", "only partly"),
    ],
)
def test_figures_are_decided_by_loss_and_metric(key, verdict):
    assert FIGURES[key]().verdict == verdict


def test_a_flat_loss_flips_the_column_and_the_claim(change):
    assert CLAIMS["K25"]().verdict == "reproduced"
    query = "locator == 'Fig. 5 (bottom)' and task == 'modified_arithmetic'"
    change("wei2022_scores", query, "value", 8.0)
    assert FIGURES["Fig. 5A"]().verdict == "only partly"
    assert CLAIMS["K25"]().verdict == "only partly"
    assert "improves on 5 of 6 tasks" in CLAIMS["C27"]().decides


def test_scores_at_chance_would_reproduce_the_claim(change):
    finding = CLAIMS["C27"]()
    assert finding.verdict == "only partly"
    assert "above chance already: word_unscrambling;" in finding.decides
    change(
        "wei2022_scores", "locator == 'Fig. 5 (top)' and task == 'word_unscrambling'"
        " and train_flops < 1e22", "value", 100,
    )  # fmt: skip
    assert CLAIMS["C27"]().verdict == "reproduced"


def test_a_metric_that_is_zero_no_longer_counts(change):
    before = FIGURES["Fig. 7C"]().decides
    assert before.startswith("6 of 8")
    change("wei2022_scores", "locator == 'Fig. 7C' and metric == 'rouge1'", "value", 0)
    assert FIGURES["Fig. 7C"]().decides.startswith("5 of 8")


def test_text_that_jumps_with_letters_would_end_the_mirage(change):
    assert CLAIMS["K23"]().verdict == "reproduced"
    change(
        "olmo_scores", "step == 60000 and task == 'arc_easy' and setting == 'cloze_rc'"
        " and metric == 'acc_len_norm'", "value", 0.95,
    )  # fmt: skip
    assert CLAIMS["K23"]().verdict == "only partly"


def test_panels_of_choice_are_named(change):
    finding = CLAIMS["K24"]()
    assert "panels D, E, G, H" in finding.decides
    change("wei2022_scores", "locator == 'Fig. 2H'", "value", 50)
    assert "panels D, E, G of" in CLAIMS["K24"]().decides
