import numpy as np
import pytest

from emergestudy.chapters.perplexity_lens.lens_alignment import (
    alignment,
    alignment_by_task,
    correlations,
    predict_other_family,
)
from emergestudy.chapters.perplexity_lens.lens_points import TASKS, lens_points


def test_gopher_is_read_off_the_line_through_chinchilla():
    errors = predict_other_family(lens_points(), "perplexity").set_index("model")
    share = np.log(10.73 / 8.12) / np.log(10.73 / 7.20)
    by_hand = 27.9 + share * (67.4 - 27.9)
    assert errors.loc["Gopher 280B", "predicted"] == pytest.approx(by_hand)
    assert errors.loc["Gopher 280B", "error"] == pytest.approx(by_hand - 60)


def test_beyond_the_other_family_the_curve_is_held():
    errors = predict_other_family(lens_points(), "perplexity").set_index("model")
    assert errors.loc["Chinchilla 70B", "predicted"] == 60.0
    assert not errors.loc["Chinchilla 70B", "inside"]


def test_an_axis_on_which_both_families_agree_has_no_error():
    points = lens_points()
    points["score"] = 10 * np.log(points["params"])
    table = alignment(points).set_index("axis")
    assert table.loc["params", ["kendall", "same_order"]].tolist() == [1, 1]
    inside = predict_other_family(points, "params").query("inside")
    assert np.allclose(inside["error"], 0)
    assert table.loc["perplexity", "rmse"] > 1


def test_size_is_the_worst_axis_for_each_task():
    table = alignment_by_task()
    assert table["task"].tolist() == list(TASKS.values())
    others = table[["train_flops", "perplexity"]].max(axis=1)
    assert (table["params"] > 1.5 * others).all()


def test_correlations_are_those_of_the_logs():
    points = lens_points()
    table = correlations(points).set_index("family")
    gopher = points[points["family"] == "Gopher"]
    by_hand = np.corrcoef(np.log(gopher["perplexity"]), np.log(gopher["train_flops"]))
    assert table.loc["Gopher", "ppl_flops"] == pytest.approx(by_hand[0, 1])
    assert table["points"].tolist() == [4, 4, 8]
