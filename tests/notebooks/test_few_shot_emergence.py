"""The chapter *Few-shot emergence*: what its verdicts and its rule depend on."""

NAME = "few_shot_emergence"


def test_a_changed_number_flips_the_verdicts_on_its_panel(chapter, change):
    change("wei2022_scores", "locator == 'Fig. 2H' and family == 'PaLM'", "value", 50)
    found = chapter(NAME)
    assert found["verdict/Fig. 2H"]["verdict"] == "only partly"
    assert (
        "PaLM: paper PaLM 540B, estimator flat" in found["verdict/Fig. 2H"]["decides"]
    )
    assert found["verdict/C11"]["verdict"] == "only partly"
    assert found["verdict/Fig. 2D"]["verdict"] == "reproduced"


def test_without_a_margin_a_few_right_sums_count_as_the_ability(chapter):
    found = chapter(NAME, margin=0.0)
    table = found["few_shot/beside"].set_index(["panel", "family"])
    assert table.loc[("A", "GPT-3"), "points_say"] == "GPT-3 125M"
    assert found["few_shot/agree"] == 7
    margins = found["few_shot/by_margin"].set_index("margin")["agree"]
    assert margins[0] == 7 < margins.max() == 14


def test_what_the_parameters_leave_out_is_not_decided(chapter):
    found = chapter(NAME, panels=["G"], families=["GPT-3"], x_axis="params")
    assert found["few_shot/extrapolated"]["curve"].tolist() == ["2G GPT-3"]
    assert found["few_shot/foreseen"] == 0
    assert 1e9 < found["few_shot/estimates"]["point"].item() < 1e11
    left_out = found["verdict/Fig. 2A"]
    assert left_out["verdict"] == "not decidable"
    assert "left out" in left_out["decides"]
