import pytest

from emergestudy.audit import case_studies as audit

V1 = "task_as_printed == 'MMLU C4 V1'"
V2 = "task_as_printed == 'MMLU C4 V2'"
TRUTH, MLE = "method == 'ground_truth'", "method == 'MLE'"


@pytest.mark.parametrize(
    ("item", "verdict"),
    [
        ("Snell Fig. 8", "only partly"),
        ("Snell Fig. 9", "consistent as printed"),
        ("Snell Fig. 11", "not decidable"),
        ("Snell Fig. 12", "not decidable"),
        ("Snell Fig. 17", "consistent as printed"),
    ],
)
def test_verdicts_of_the_figures(item, verdict):
    assert audit.FIGURES[item]().verdict == verdict


def test_a_truth_in_the_other_order_flips_figures_8_and_9(change):
    change("snell2024_results", f"{V2} and {TRUTH}", "value", 2.2)
    assert audit.FIGURES["Snell Fig. 8"]().verdict == "contradicted"
    assert audit.FIGURES["Snell Fig. 9"]().verdict == "contradicted"


def test_a_forecast_too_far_off_flips_figure_17(change):
    change("snell2024_results", f"{V1} and {MLE}", "value", 2.4)
    assert audit.FIGURES["Snell Fig. 17"]().verdict == "only partly"


def test_a_wide_distribution_takes_the_certainty_of_figure_9(change):
    change("snell2024_results", f"{V1} and statistic == 'p75'", "value", 2.259)
    change("snell2024_results", f"{V1} and statistic in ['p90', 'p95']", "value", 2.4)
    found = audit.FIGURES["Snell Fig. 9"]()
    assert found.verdict == "only partly"


def test_p09_needs_the_same_order_on_every_text(monkeypatch):
    assert "for C4 and RedPajama" in audit.CLAIMS["P09"]().decides
    assert audit.CLAIMS["P09"]().verdict == "only partly"
    steady = audit._pairs().assign(turns=False)
    monkeypatch.setattr(audit, "_pairs", lambda: steady)
    assert audit.CLAIMS["P09"]().verdict == "reproduced"
