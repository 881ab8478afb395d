"""The chapter *Beyond scaling*: what data, tokens and tuning decide."""

NAME = "beyond_scale"


def test_changed_numbers_flip_verdicts(chapter, change):
    palm = "locator == 'Fig. 2D' and model == 'PaLM 62B'"
    change("wei2022_scores", palm, "value", 25.0)
    change("wei2022_scores", "locator == 'Fig. 13D' and value > 57", "value", 50.0)
    on_c4 = "task == 'jeopardy' and family == 'open_lm C4'"
    change("gadre_scores", on_c4, "value", 0.2)
    found = chapter(NAME)
    assert found["verdict/C19"]["verdict"] == "contradicted"
    assert found["verdict/K08"]["verdict"] != "reproduced"
    assert found["verdict/Fig. 13D"]["verdict"] == "only partly"
    assert found["verdict/Fig. 13A"]["verdict"] == "reproduced"


def test_parameters_choose_model_prompts_and_panels(chapter):
    found = chapter(
        NAME, checkpoint="U-PaLM", prompting="chain_of_thought", panels=["C"],
        tasks=["mmlu"], x_axis="params",
    )  # fmt: skip
    assert found["beyond/hard_up"] == 12
    assert found["verdict/C19"]["decides"].startswith("1 of 14 holds, 13 without")
    assert found["verdict/Fig. 13A"]["verdict"] == "not decidable"
    assert found["verdict/Fig. 13C"]["verdict"] == "only partly"
    assert (found["beyond/tokens_tasks"], found["beyond/atlas"]) == (26, 47.9)
