import numpy as np
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.law.elbow import fit_elbow


def simulated(seed, points=12, elbow=2.0, slope=0.6, floor=0.25, noise=0.01):
    rng = np.random.default_rng(seed)
    loss = np.linspace(2.4, 1.7, points)
    score = (
        floor + slope * np.maximum(elbow - loss, 0) + noise * rng.normal(size=points)
    )
    return loss, score


def test_a_clean_hinge_is_found():
    loss, score = simulated(0, noise=1e-6)
    fit = fit_elbow(loss, score)
    assert fit.elbow == pytest.approx(2.0, abs=0.005)
    assert fit.slope == pytest.approx(0.6, rel=0.02)
    assert fit.floor == pytest.approx(0.25, abs=0.001)
    assert fit.low <= fit.median <= fit.high


def test_the_interval_holds_the_truth_as_often_as_it_says():
    fits = [fit_elbow(*simulated(seed), level=0.9) for seed in range(300)]
    share = np.mean([f.low <= 2.0 <= f.high for f in fits])
    assert 0.85 <= share <= 0.95


def test_compute_and_loss_are_mirror_images():
    loss, score = simulated(1)
    down, up = fit_elbow(loss, score), fit_elbow(-loss, score, x="compute")
    assert up.elbow == pytest.approx(-down.elbow)
    assert (up.low, up.high) == pytest.approx((-down.high, -down.low))
    assert up.slope == pytest.approx(down.slope)


def test_the_order_of_points_and_the_units_do_not_matter():
    loss, score = simulated(2)
    order = np.random.default_rng(0).permutation(len(loss))
    a, b = fit_elbow(loss, score), fit_elbow(loss[order], 100 * score[order])
    assert (b.elbow, b.low, b.high) == pytest.approx((a.elbow, a.low, a.high))
    assert b.bends == pytest.approx(a.bends)


def test_a_flat_curve_does_not_bend_and_a_rising_one_does():
    flat = [fit_elbow(*simulated(seed, slope=0)).bends for seed in range(100)]
    assert np.median(flat) < 0
    assert np.mean(np.greater(flat, 2)) <= 0.05
    assert fit_elbow(*simulated(3)).bends > 5


@pytest.mark.parametrize(
    ("loss", "score", "said"),
    [
        ([1, 2, 3], [1, 2, 3], "at least 5 points"),
        ([1, 1, 1, 2, 2], [1, 2, 3, 4, 5], "3 different scales"),
        ([1, 2, 3, 4, 5], [1, 2, 3], "same length"),
        ([1, 2, 3, 4, 5], [1, 1, 1, 1, 1], "nothing bends"),
        ([1, 2, 3, 4, np.nan], [1, 2, 3, 4, 5], "not finite"),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_the_reason(loss, score, said):
    with pytest.raises(EmergenceDataError, match=said):
        fit_elbow(loss, score)


def test_an_unknown_direction_is_refused():
    with pytest.raises(EmergenceDataError, match="'loss'"):
        fit_elbow([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], x="tokens")
