"""The chapter *Two case studies*: what the printed numbers decide."""

from .conftest import words

NAME = "case_studies"


def test_changed_numbers_flip_verdicts(chapter, change):
    v1 = "locator == 'Table 3' and task_as_printed == 'MMLU C4 V1' and method == "
    change("snell2024_results", v1 + "'ground_truth'", "value", 2.4)
    large = "task == 'apps' and quantity == 'emergence_params' and statistic == 'p95'"
    change("snell2024_results", large, "value", 2e12)
    found = chapter(NAME)
    word = words(found)
    assert word["Snell Fig. 8"] == "contradicted"
    assert word["Snell Fig. 10"] == word["Snell Fig. 15"] == "contradicted"
    assert found["case_studies/freedom"] == "none"
    assert word["P09"] != "reproduced"
    assert word["Snell Fig. 17"] == "only partly"


def test_parameters_choose_task_texts_and_rounding(chapter):
    texts = ["loss_openlm", "loss_c4_val"]
    how = {"corpus_task": "jeopardy", "tasks": ["MMLU"], "level": 0.5}
    found = chapter(NAME, texts=texts, **how)
    assert found["case_studies/task"] == "Jeopardy"
    assert found["case_studies/texts"] == 2 > found["case_studies/line_mmlu"] > 1.4
    assert found["case_studies/own"] == 1
    assert found["case_studies/smallest"] == "MMLU"
    counted = ("near_v1", "near_v2", "near_open")
    assert sum(found[f"case_studies/{name}"] for name in counted) == 2
    assert found["verdict/Snell Fig. 10"]["verdict"] == "consistent as printed"
