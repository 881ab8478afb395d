import numpy as np
import pytest

from emergestudy.chapters.emergence_law.by_hand import STUDY, fit_by_hand, seen_elbows
from emergestudy.law.simulation import TRUTH


def true_strength():
    return STUDY.shift / (np.log(STUDY.most) - np.log(STUDY.d0))


def test_the_truth_is_found_without_noise():
    fit = fit_by_hand(1.0, true_strength(), STUDY.d0, 0.0)
    assert fit.elbow == pytest.approx(TRUTH)
    assert fit.beside == pytest.approx(0, abs=1e-9)
    assert fit.miss == pytest.approx(0, abs=1e-9)


def test_the_curve_goes_through_the_middle_of_the_elbows():
    seen = seen_elbows()
    fit = fit_by_hand(1.7, 0.02, 8, 0.05)
    law = fit.C + 0.02 * np.log(seen["examples"]) ** 1.7
    assert (seen["true"] + 0.05 * seen["z"] - law).mean() == pytest.approx(0, abs=1e-9)


def test_a_curve_that_fits_almost_as_well_forecasts_something_else():
    grid = np.linspace(0.001, 0.2, 400)
    bent = min((fit_by_hand(2.0, k, STUDY.d0, 0.0) for k in grid), key=lambda f: f.miss)
    assert bent.miss < 0.02
    assert abs(bent.beside) > 0.08


def test_the_best_strength_misses_least():
    best = fit_by_hand(1.5, 0.01, STUDY.d0, 0.03).best_k
    around = [
        fit_by_hand(1.5, k, STUDY.d0, 0.03).miss for k in (0.9 * best, 1.1 * best)
    ]
    assert fit_by_hand(1.5, best, STUDY.d0, 0.03).miss < min(around)
