import numpy as np
import pytest

from emergestudy import fit_emergence_law
from emergestudy.law.mle import maximum_likelihood
from emergestudy.law.noise import fitted


def test_fitted_scores_are_the_law_at_each_row(exact):
    fit = fit_emergence_law(exact, floor=0.25)
    law, hinges = fit.posterior.law, fit.hinges
    scores = fitted(law, hinges, maximum_likelihood(law, hinges))
    assert scores == pytest.approx(exact["score"].to_numpy(), abs=0.003)


def test_binomial_rows_near_chance_weigh_as_their_variance_says(frame):
    fit = fit_emergence_law(frame, noise="binomial", n=1000)
    weight = fit.posterior.law.data.weight
    assert weight.max() == pytest.approx(1000 / (0.25 * 0.75), rel=0.05)
    assert weight.min() >= 4000 - 1e-6
    assert np.ptp(weight) > 500
