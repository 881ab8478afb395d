import numpy as np
import pytest

from emergestudy import fit_emergence_law
from emergestudy.chapters.emergence_law.ridge import profile_table, ridge_draws
from emergestudy.law import FORMS
from emergestudy.law.simulation import SimulatedStudy


@pytest.fixture(scope="module")
def fit():
    return fit_emergence_law(SimulatedStudy().draw(3), floor=0.25)


def test_draws_obey_the_law(fit):
    draws = ridge_draws(fit)
    law = FORMS["log_power"]
    elbow = law.elbow(5.0, draws["k"], draws["alpha"], draws["C"]).to_numpy()
    assert elbow == pytest.approx(draws["elbow"].to_numpy())
    assert draws["elbow"].median() == pytest.approx(fit.prediction.median, abs=0.01)


def test_the_profile_is_nothing_at_its_best_and_below_elsewhere(fit):
    profile = profile_table(fit)
    assert profile["log_likelihood"].max() == pytest.approx(0, abs=0.05)
    assert (profile["log_likelihood"] <= 1e-6).all()
    best = profile["log_likelihood"].idxmax()
    assert profile["elbow"][best] == pytest.approx(fit.prediction.mle, abs=0.03)


def test_a_larger_exponent_forecasts_an_earlier_elbow(fit):
    assert np.corrcoef(*profile_table(fit)[["alpha", "elbow"]].T.to_numpy())[0, 1] > 0.8
