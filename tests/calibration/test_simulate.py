import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emergestudy.calibration import KINDS, Cell, simulate


def draw(cell, count=200, seed=0):
    return simulate(cell, count, np.random.default_rng(seed))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.sampled_from([4, 8, 13]),
    st.sampled_from(["random", "equal", "uneven"]),
)
def test_means_and_scores_are_proportions(kind, points, spacing):
    drawn = draw(Cell(kind, points, spacing, 100), 20)
    assert drawn.score.shape == drawn.x.shape == (20, points)
    assert ((drawn.mean >= 0) & (drawn.mean <= 1)).all()
    assert ((drawn.score >= 0) & (drawn.score <= 1)).all()
    assert (np.diff(drawn.x, axis=1) >= 0).all()


@pytest.mark.parametrize("kind", ["hinge", "hinge_ceiling"])
def test_hinges_are_at_chance_up_to_their_elbow_and_above_after(kind):
    drawn = draw(Cell(kind, 13, "random", 100))
    before = drawn.x <= drawn.elbow[:, None]
    assert (drawn.mean[before] == 0.25).all()
    assert (drawn.mean[~before] > 0.25).all()


def test_only_kinds_with_an_elbow_have_one():
    for kind in KINDS:
        known = np.isfinite(draw(Cell(kind, 5, "equal", 100), 3).elbow)
        assert (known == (kind in ("hinge", "hinge_ceiling", "logistic"))).all()


def test_u_shapes_dip_below_chance_and_end_above():
    mean = draw(Cell("u_shaped", 13, "equal", 100)).mean
    assert (mean.min(axis=1) < 0.25 - 0.05).all()
    assert (mean[:, -1] > 0.25 + 0.1).all()


def test_ties_repeat_scales():
    drawn = draw(Cell("hinge", 8, "random", 100, ties=2))
    assert (drawn.x[:, ::2] == drawn.x[:, 1::2]).all()
    assert (drawn.score[:, ::2] != drawn.score[:, 1::2]).any()


def test_over_dispersion_adds_variance():
    plain = draw(Cell("flat", 8, "equal", 1000)).score.var()
    loose = draw(Cell("flat", 8, "equal", 1000, rho=0.002)).score.var()
    assert loose / plain == pytest.approx(1 + 999 * 0.002, rel=0.15)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'step'"):
        draw(Cell("step", 8, "equal", 100))
