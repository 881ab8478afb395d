import pytest

from emergestudy.audit import perplexity
from emergestudy.audit.perplexity import CLAIMS, FIGURES

TOP = "locator == 'Fig. 4 (top)' and model == {!r}"


@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        *[(f"Fig. 4{panel}", "reproduced") for panel in "ABCDE"],
        ("Fig. 4F", "reproduced with a correction"),
        ("Fig. 10 Humanities", "reproduced with a correction"),
        ("Fig. 10 Other", "reproduced with a correction"),
        ("Fig. 10 Social Science", "only partly"),
    ],
)
def test_panels_are_decided(key, verdict):
    assert FIGURES[key]().verdict == verdict


def test_the_slips_are_named():
    assert "Gopher 280B" in FIGURES["Fig. 4F"]().decides
    assert (
        "under Social Science, the title is Other" in FIGURES["Fig. 10 Other"]().decides
    )
    assert "under none" in FIGURES["Fig. 10 Social Science"]().decides


def test_every_panel_of_both_figures_has_a_check():
    assert [key for key in FIGURES if key.startswith("Fig. 4")] == [
        f"Fig. 4{panel}" for panel in "ABCDEF"
    ]
    assert len([key for key in FIGURES if key.startswith("Fig. 10 ")]) == 4


def test_a_flat_largest_model_takes_the_emergence_of_its_family(change):
    change(
        "wei2022_scores", "locator == 'Fig. 2G' and model == 'Gopher 280B'", "value", 26
    )
    for panel in "DE":
        finding = FIGURES[f"Fig. 4{panel}"]()
        assert finding.verdict == "only partly", panel
        assert "Gopher 280B" in finding.decides  # the drawing still has 60


@pytest.mark.parametrize(
    ("panel", "model"), [("B", "Gopher 280B"), ("C", "Gopher 280B")]
)
def test_perplexity_that_does_not_fall_breaks_the_top_row(change, panel, model):
    change("wei2022_scores", TOP.format(model), "value", 19)
    assert FIGURES[f"Fig. 4{panel}"]().verdict == "only partly"


def test_a_point_drawn_right_needs_no_correction(change):
    drawn = "figure == 'Fig. 4' and panel == 'bottom-right' and series == 'Gopher'"
    for point, own in enumerate([19.48, 14.29, 10.81, 8.12], start=1):
        change("wei2022_points", f"{drawn} and point == {point}", "x", own)
    assert FIGURES["Fig. 4F"]().verdict == "reproduced"
    assert CLAIMS["C21"]().verdict == "reproduced"


def test_a_category_without_its_values_is_only_partly_reproduced(change):
    change(
        "wei2022_scores",
        "locator == 'Fig. 9' and task == 'mmlu_stem' and model == 'Chinchilla 70B'",
        "value",
        60,
    )
    assert FIGURES["Fig. 10 STEM"]().verdict == "only partly"


def test_claims_have_the_verdicts_of_their_rules():
    found = {key: check().verdict for key, check in CLAIMS.items()}
    assert found == {
        "C21": "reproduced with a correction",
        "K27": "reproduced",
        "K28": "only partly",
        "K29": "contradicted",
    }


def test_uncorrelated_axes_contradict_both_claims_of_correlation(change):
    change("wei2022_scores", TOP.format("Gopher 280B"), "value", 19)
    assert CLAIMS["K27"]().verdict == "only partly"
    assert CLAIMS["C21"]().verdict == "only partly"


def test_gopher_at_seven_would_bear_out_the_reading(change):
    change("wei2022_scores", TOP.format("Gopher 280B"), "value", 7.16)
    assert CLAIMS["K28"]().verdict == "reproduced"
    assert CLAIMS["K29"]().verdict == "only partly"


def test_nobody_at_seven_leaves_the_size_claim_open(change):
    change("wei2022_scores", TOP.format("Chinchilla 70B"), "value", 9)
    finding = perplexity.only_above_100b()
    assert finding.verdict == "not decidable"
    assert "no model" in finding.decides
