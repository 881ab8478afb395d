from emergestudy.audit.shape_claims import CLAIMS


def test_a_definition_is_not_tested():
    assert CLAIMS["C01"]().verdict == CLAIMS["K01"]().verdict == "definition"


def test_an_axis_of_tokens_would_contradict_the_protocol(change):
    assert CLAIMS["C02"]().verdict == "reproduced"
    change("wei2022_points", "figure == 'Fig. 2'", "x_quantity", "train_tokens")
    assert CLAIMS["C02"]().verdict == "only partly"


def test_panels_that_leave_chance_elsewhere_are_named():
    finding = CLAIMS["C05"]()
    assert finding.verdict == "only partly"
    assert "2C LaMDA 0.2" in finding.decides


def test_persian_needs_palm_unless_another_model_has_it(change):
    assert CLAIMS["C06"]().verdict == "reproduced"
    change(
        "wei2022_scores", "locator == 'Fig. 2D' and model == 'GPT-3 175B'", "value", 40
    )
    finding = CLAIMS["C06"]()
    assert finding.verdict == "only partly"
    assert "best other model GPT-3 175B" in finding.decides


def test_lines_do_not_foresee_the_largest_models(change):
    assert CLAIMS["K02"]().decides.startswith("7 of 7")
    # Within the wide interval of a line through three models, yet above chance.
    change(
        "wei2022_scores",
        "locator == 'Fig. 2G' and model == 'GPT-3 175B'",
        "value",
        36,
    )
    finding = CLAIMS["K02"]()
    assert finding.verdict == "only partly"


def test_thresholds_beat_lines_on_the_curves_called_emergent(change):
    assert CLAIMS["K03"]().verdict == "reproduced"
    change(
        "wei2022_scores", "locator == 'Fig. 2H' and model == 'PaLM 62B'", "value", 58
    )
    change("wei2022_scores", "locator == 'Fig. 2H' and model == 'PaLM 8B'", "value", 55)
    assert CLAIMS["K03"]().verdict == "only partly"
