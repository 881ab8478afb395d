import numpy as np
import pytest

from emergestudy.chapters.perplexity_lens.lens_calls import (
    call_axes,
    call_on_axis,
    calls_in_words,
    gap_between_families,
)
from emergestudy.chapters.perplexity_lens.lens_points import lens_points


@pytest.fixture(scope="module")
def points():
    return lens_points()


@pytest.fixture(scope="module")
def calls(points):
    return call_axes(points)


def test_points_lie_in_the_unit_and_range_of_their_axis(points, calls):
    assert calls["verdict"].eq("emergent").all()
    for row in calls.itertuples():
        assert row.low < row.point < row.high
        assert points[row.axis].min() < row.point < points[row.axis].max()


def test_perplexity_is_called_as_its_inverse(points):
    lens = call_on_axis(points, "perplexity").set_index("family")
    inverse = points.assign(inverse=1 / points["perplexity"])
    found = call_on_axis(inverse, "inverse").set_index("family")
    assert np.allclose(lens["point"] * found["point"], 1)
    assert np.allclose(lens["low"] * found["high"], 1)


def test_a_flat_family_has_no_point(points):
    flat = points.assign(score=25.0)
    calls = call_on_axis(flat, "perplexity")
    assert calls["verdict"].eq("flat").all()
    assert calls[["point", "low", "high"]].isna().all(axis=None)
    gaps = gap_between_families(flat, calls, ["perplexity"])
    assert gaps["intervals"].tolist() == ["none"]
    assert calls_in_words(calls, "perplexity") == "Gopher flat, Chinchilla flat"


def test_the_gap_is_a_share_of_the_axis(points, calls):
    gaps = gap_between_families(points, calls).set_index("axis")
    found = calls[calls["axis"] == "train_flops"]["point"]
    decades = np.log10(points["train_flops"].max() / points["train_flops"].min())
    assert gaps.loc["train_flops", "share"] == pytest.approx(
        abs(np.log10(found.iloc[0] / found.iloc[1])) / decades
    )
    assert gaps.loc["perplexity", "ratio"] < gaps.loc["params", "ratio"]
    apart = calls.assign(low=calls["point"] * 0.999, high=calls["point"] * 1.001)
    assert gap_between_families(points, apart)["intervals"].eq("apart").all()
