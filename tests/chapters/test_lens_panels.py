import numpy as np
import pytest

from emergestudy.chapters.perplexity_lens.lens_calls import call_axes
from emergestudy.chapters.perplexity_lens.lens_corpora import corpus_points
from emergestudy.chapters.perplexity_lens.lens_panels import (
    corpus_panels,
    fig4_panels,
    fig10_panels,
    score_panels,
)
from emergestudy.chapters.perplexity_lens.lens_points import lens_points
from emergestudy.data import load
from emergestudy.errors import UsageError


@pytest.fixture(scope="module")
def fig4():
    points = lens_points()
    return fig4_panels(points, call_axes(points), "mmlu")


def drawn_in_paper(panel):
    points = load("wei2022_points").query("figure == 'Fig. 4' and panel == @panel")
    return points[points["series"] != "Random"].sort_values(["series", "point"])


@pytest.mark.parametrize(
    ("number", "panel"),
    list(
        enumerate(
            ["top-left", "top-middle", "top-right", "bottom-left", "bottom-middle"]
        )
    ),
)
def test_panels_are_those_of_the_paper(fig4, number, panel):
    paper = drawn_in_paper(panel)
    ours = fig4[number].points.sort_values(["series"], kind="stable")
    assert np.allclose(ours["x"], paper["x"], rtol=0.02)
    assert np.allclose(ours["y"], paper["y"], rtol=0.02)


def test_better_is_to_the_right_and_up(fig4):
    assert [panel.falls for panel in fig4] == ["", "y", "y", "", "", "x"]
    assert [panel.title[:2] for panel in fig4] == ["A.", "B.", "C.", "D.", "E.", "F."]
    assert [panel.chance for panel in fig4] == [None] * 3 + [25.0] * 3


def test_marks_are_those_of_the_axis(fig4):
    assert fig4[5].marks["axis"].unique().tolist() == ["perplexity"]
    assert fig4[5].marks["point"].between(7, 20).all()


def test_figure_10_has_twelve_panels():
    panels = fig10_panels()
    assert [panel.title for panel in panels[::3]] == [
        "Humanities",
        "STEM",
        "Other",
        "Social Science",
    ]
    assert len(panels) == 12


def test_corpora_are_drawn_against_the_exponential_of_the_loss():
    points = corpus_points()
    panels = corpus_panels({"Jeopardy": points}, ["loss_paloma_ptb"])
    assert [panel.x_label for panel in panels] == [
        "Training FLOPs",
        "Perplexity, Penn Treebank",
    ]
    assert np.allclose(panels[1].points["x"], np.exp(points["loss_paloma_ptb"]))


def test_bad_axes_and_texts_are_refused():
    with pytest.raises(UsageError, match="no axis named 'tokens'"):
        score_panels(lens_points(), None, "MMLU", ["tokens"])
    with pytest.raises(UsageError, match="no text the loss is measured on"):
        corpus_panels({"Jeopardy": corpus_points()}, ["loss_wiki"])
