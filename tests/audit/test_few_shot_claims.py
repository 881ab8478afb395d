import pytest

from emergestudy.audit import few_shot_claims

CHECKS = few_shot_claims.CLAIMS


def test_the_numbers_that_decide_are_shown():
    assert "-5.7, -4.7, -8.7, -6.7, +28.3 points" in CHECKS["C08"]().decides
    assert "Gopher 7.1B 29.5" in CHECKS["C09"]().decides
    assert CHECKS["C12"]().decides.startswith("dev at most 55.3")


@pytest.mark.parametrize(
    ("claim", "before", "query", "value", "after"),
    [
        ("C04", "reproduced", "family == 'LaMDA' and locator == 'Fig. 2A'", 0.3,
         "contradicted"),
        ("C07", "reproduced", "model == 'Gopher 280B' and locator == 'Fig. 2E'", 40,
         "only partly"),
        ("C08", "reproduced", "model == 'GPT-3 1.3B' and locator == 'Fig. 2F'", 30,
         "only partly"),
        ("C09", "only partly", "locator == 'Fig. 2G'", 25, "reproduced"),
        ("C10", "reproduced", "locator == 'Fig. 2G'", 30, "contradicted"),
        ("C11", "reproduced", "model == 'GPT-3 175B' and locator == 'Fig. 2H'", 60,
         "only partly"),
        ("K11", "only partly", "family == 'GPT-3' and locator == 'Fig. 2E'", 60,
         "contradicted"),
        ("K12", "reproduced", "model == 'Gopher 7.1B' and locator == 'Fig. 2E'", 42,
         "only partly"),
        ("K16", "reproduced", "model == 'PaLM 540B' and locator == 'Fig. 2H'", 50,
         "only partly"),
    ],
)  # fmt: skip
def test_a_changed_number_flips_the_verdict(change, claim, before, query, value, after):
    assert CHECKS[claim]().verdict == before
    change("wei2022_scores", query, "value", value)
    assert CHECKS[claim]().verdict == after


def test_the_footnote_on_wic_depends_on_the_test_server(change):
    assert CHECKS["C12"]().verdict == "reproduced"
    change(
        "gpt3_scores", "task == 'wic' and setting == 'few_shot_test_server'",
        "value", 58,
    )  # fmt: skip
    assert CHECKS["C12"]().verdict == "only partly"
