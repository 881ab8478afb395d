import pytest

from emergestudy.chapters.perplexity_lens.lens_slips import (
    category_of,
    fig10_panels_of,
    misplaced,
)


def test_only_gopher_is_misplaced_and_only_on_the_perplexity_axis():
    assert misplaced("Fig. 4", "bottom-left").empty
    moved = misplaced("Fig. 4", "bottom-right")
    assert moved["quantity"].unique().tolist() == ["perplexity"]
    assert moved["model"].str.startswith("Gopher").all()
    assert moved.set_index("model").loc["Gopher 280B", ["drawn", "own"]].tolist() == [
        7.16,
        8.12,
    ]


def test_the_two_values_of_the_smallest_gopher_are_found():
    panel = fig10_panels_of("mmlu_humanities")[0]
    moved = misplaced("Fig. 10", panel, "mmlu_humanities")
    assert moved.to_dict("list") == {
        "model": ["Gopher 417M"],
        "quantity": ["score"],
        "drawn": [26.0],
        "own": [26.6],
    }


@pytest.mark.parametrize(
    ("task", "category"),
    [
        ("mmlu_humanities", "Humanities"),
        ("mmlu_stem", "STEM"),
        ("mmlu_fig10_panel_titled_other", "Social Science"),
        ("mmlu_fig10_panel_titled_social_science", "none"),
    ],
)
def test_panels_are_matched_with_figure_9(task, category):
    assert category_of(task) == category
