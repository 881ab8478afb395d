import numpy as np
import pytest

from emergestudy.estimators import shapes

T = np.linspace(0.0, 1.0, 201)


def test_hinge_is_zero_up_to_the_elbow_and_one_at_the_end():
    curve = shapes.hinge(T, 0.5)
    assert (curve[T <= 0.5] == 0).all()
    assert curve[-1] == 1.0
    assert curve[150] == pytest.approx(0.5)


def test_a_ramp_as_wide_as_the_room_is_a_hinge():
    assert shapes.hinge_ceiling(T, 0.3, 1.0) == pytest.approx(shapes.hinge(T, 0.3))


def test_the_tangent_of_a_logistic_leaves_chance_at_its_elbow():
    elbow, share = 0.2, 0.6
    middle = elbow + 0.5 * (1 - elbow) * share
    step = 1e-6
    ends = shapes.logistic(np.array([middle - step, middle + step]), elbow, share)
    slope = (ends[1] - ends[0]) / (2 * step)
    assert middle - 0.5 / slope == pytest.approx(elbow, abs=1e-6)


def test_vee_starts_at_chance_and_turns_at_its_vertex():
    curve = shapes.vee(T, 0.4, 0.8)
    assert curve[0] == 0.0
    assert T[curve.argmin()] == pytest.approx(0.4)
    assert curve.min() == pytest.approx(-np.sin(0.8))
    assert curve[-1] == pytest.approx(np.cos(0.8))


@pytest.mark.parametrize(
    ("up", "down"),
    [
        (shapes.hinge_ceiling, shapes.falling_floor),
        (shapes.logistic, shapes.falling_logistic),
    ],
)
def test_falling_forms_are_the_rising_ones_turned_over(up, down):
    assert down(T, 0.3, 0.5) == pytest.approx(-up(T, 0.3, 0.5))


def test_shapes_broadcast_over_curves_and_parameters():
    t, elbow = np.zeros((4, 3, 1)), np.linspace(0.1, 0.9, 5)
    assert shapes.hinge_ceiling(t, elbow, 0.5).shape == (4, 3, 5)
