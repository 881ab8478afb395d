import numpy as np
import pytest
from scipy import optimize

from emergestudy import fit_emergence_law
from emergestudy.law.mle import maximum_likelihood


def test_no_other_search_finds_a_lower_sum_of_squares(frame):
    fit = fit_emergence_law(frame, floor=0.25)
    law, hinges = fit.posterior.law, fit.hinges
    best = maximum_likelihood(law, hinges)

    def rss(place):
        nodes = [np.array([v]) for v in place]
        return float(hinges.heights(law.elbows(*nodes), rising=True).rss[0])

    other = optimize.differential_evolution(rss, law.box, seed=0, tol=1e-8)
    assert best.rss <= other.fun * 1.001


def test_the_profile_is_lowest_at_the_best_alpha(frame):
    fit = fit_emergence_law(frame, floor=0.25)
    best = maximum_likelihood(fit.posterior.law, fit.hinges)
    near = best.alphas[best.profile.argmin()]
    assert best.alpha == pytest.approx(near, rel=0.2)
    assert best.rss <= best.profile.min()
