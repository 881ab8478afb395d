import pytest

from emergestudy.audit import apps_forecast as audit


@pytest.mark.parametrize(
    ("item", "verdict"),
    [
        ("Snell Fig. 10", "consistent as printed"),
        ("Snell Fig. 15", "not decidable"),
        ("Snell Fig. 18", "consistent as printed"),
    ],
)
def test_verdicts_of_the_figures(item, verdict):
    assert audit.FIGURES[item]().verdict == verdict


def test_without_a_truth_p10_holds_only_partly():
    found = audit.CLAIMS["P10"]()
    assert found.verdict == "only partly"
    assert "no true elbow is known" in found.decides


def test_a_size_off_the_curve_flips_figures_10_15_and_p10_stays(change):
    change(
        "snell2024_results",
        "quantity == 'emergence_params' and statistic == 'p05'",
        "value",
        1.5e11,
    )
    assert audit.FIGURES["Snell Fig. 10"]().verdict == "contradicted"
    assert audit.FIGURES["Snell Fig. 15"]().verdict == "contradicted"
    assert audit.CLAIMS["P10"]().verdict == "only partly"


def test_a_distance_that_no_law_allows_flips_figure_18(change):
    change("snell2024_results", "quantity == 'loss_beyond_llama2_70b'", "value", 0.1)
    assert audit.FIGURES["Snell Fig. 18"]().verdict == "only partly"


def test_a_truth_for_apps_within_the_range_confirms_p10(change):
    query = "task == 'cola' and method == 'ground_truth'"
    change("snell2024_results", query, "task_as_printed", "APPS")
    change("snell2024_results", query, "value", 1.36)
    change("snell2024_results", query, "task", "apps")
    assert audit.CLAIMS["P10"]().verdict == "reproduced"
    assert "true elbow 1.360" in audit.CLAIMS["P10"]().decides
