import pytest

from emergestudy.audit import prompting

POINT = "locator == 'Fig. 3{}' and model == '{}' and setting == '{}'"


def verdicts(*keys):
    known = prompting.FIGURES | prompting.CLAIMS
    return [known[key]().verdict for key in keys]


def test_panels_a_to_c_hold_and_d_holds_in_part():
    figures = ["Fig. 3A", "Fig. 3B", "Fig. 3D", "Fig. 12C"]
    corrected = "reproduced with a correction"
    assert verdicts(*figures) == [corrected, "reproduced", "only partly", corrected]


def test_panel_a_needs_no_correction_where_figure_and_table_agree(change):
    for model, printed in {"LaMDA 69B": 8.2, "LaMDA 137B": 14.3}.items():
        place = POINT.format("A", model, "chain_of_thought")
        change("wei2022_scores", place, "value", printed)
    assert verdicts("Fig. 3A", "Fig. 12A") == ["reproduced"] * 2


def test_one_small_model_that_gains_flips_panel_b_and_its_claims(change):
    place = POINT.format("B", "LaMDA 2.1B", "instruction_tuned")
    change("wei2022_scores", place, "value", 60)
    assert verdicts("Fig. 3B", "Fig. 12B") == ["only partly"] * 2
    assert "lower at 2 of 3 sizes" in prompting.CLAIMS["C14"]().decides


def test_a_large_model_that_loses_flips_c15(change):
    assert verdicts("C15") == ["reproduced"]
    place = POINT.format("B", "LaMDA 137B", "instruction_tuned")
    change("wei2022_scores", place, "value", 40)
    assert verdicts("C15") == ["only partly"]


def test_later_tuned_models_decide_c14(change):
    assert verdicts("C14", "K18") == ["only partly"] * 2
    place = "locator == 'Table 5' and setting == 'instruction_tuned' and params <= 8e9"
    change("flan_scores", place, "value", 0)
    assert verdicts("C14", "K18") == ["reproduced"] * 2


def test_scratchpad_is_a_matter_of_the_named_model(change):
    corrected = "reproduced with a correction"
    assert verdicts("C16", "K19") == [corrected, "reproduced"]
    change("wei2022_techniques", "panel == '3C'", "first_model", "LaMDA 134M")
    assert verdicts("C16", "K19") == ["only partly"] * 2


def test_p_true_would_hold_without_the_smallest_model(change):
    assert verdicts("C17", "K20") == ["only partly"] * 2
    place = POINT.format("D", "Anthropic LM 800M", "p_true")
    change("wei2022_scores", place, "value", 15)
    assert verdicts("C17", "K20") == ["reproduced"] * 2


def test_open_models_decide_whether_1e23_is_general(change):
    assert verdicts("C13") == ["only partly"]
    place = "task == 'gsm8k' and setting == 'chain_of_thought' and train_flops < 8e22"
    change("open_prompting_scores", place, "value", 0.02)
    assert verdicts("C13", "K17") == ["reproduced"] * 2


@pytest.mark.parametrize("kind", ["FIGURES", "CLAIMS"])
def test_all_that_was_asked_for_is_decided(kind):
    wanted = {
        "FIGURES": [f"Fig. {f}{p}" for f in (3, 12) for p in "ABCD"],
        "CLAIMS": ["C13", "C14", "C15", "C16", "C17", "K17", "K18", "K19", "K20"],
    }
    assert list(getattr(prompting, kind)) == wanted[kind]
