"""The chapter *Few-shot emergence*: what its verdicts and its rule depend on."""

NAME = "few_shot_emergence"


def test_a_changed_number_flips_the_verdicts_on_its_panel(chapter, change):
    change("wei2022_scores", "locator == 'Fig. 2H' and family == 'PaLM'", "value", 50)
    early = "locator == 'Fig. 2G' and model == 'Chinchilla 7.1B'"
    change("wei2022_scores", early, "value", 25)
    found = chapter(NAME)
    said = "PaLM: paper PaLM 540B, estimator flat"
    assert said in found["verdict/Fig. 2H"]["decides"]
    words = {"Fig. 2H": "only partly", "C11": "only partly", "K15": "only partly"}
    words |= {"Fig. 11G": "reproduced", "C06": "only partly", "K11": "only partly"}
    words |= {"Fig. 2F": "not decidable", "K13": "not decidable"}  # two families
    assert {item: found[f"verdict/{item}"]["verdict"] for item in words} == words


def test_without_a_margin_a_few_right_sums_count_as_the_ability(chapter):
    found = chapter(NAME, margin=0.0)
    table = found["few_shot/beside"].set_index(["panel", "family"])
    assert table.loc[("A", "GPT-3"), "points_say"] == "GPT-3 125M"
    assert found["few_shot/agree"] == 6
    margins = found["few_shot/by_margin"].set_index("margin")["agree"]
    assert margins[0] == 6 < margins.max() == 13


def test_what_the_parameters_leave_out_is_not_decided(chapter):
    found = chapter(NAME, panels=["G"], families=["GPT-3"], x_axis="params")
    assert found["few_shot/extrapolated"]["curve"].tolist() == ["2G GPT-3"]
    assert found["few_shot/foreseen"] == 0
    assert 1e9 < found["few_shot/estimates"]["point"].item() < 1e11
    assert "left out" in found["verdict/Fig. 2A"]["decides"]
