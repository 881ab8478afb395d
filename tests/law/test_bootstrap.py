import numpy as np
import pytest

from emergestudy import fit_emergence_law
from emergestudy.law.bootstrap import by_bootstrap


@pytest.fixture(scope="module")
def fitted(frame):
    fit = fit_emergence_law(frame, floor=0.25)
    return fit.posterior.law, fit.hinges, fit


def test_the_same_seed_gives_the_same_draws_and_another_others(fitted):
    law, hinges, _ = fitted
    one, two, other = (by_bootstrap(law, hinges, s, draws=5) for s in (1, 1, 2))
    assert np.array_equal(one.most, two.most)
    assert not np.array_equal(one.most, other.most)


def test_its_spread_is_of_the_size_of_the_posterior(fitted):
    law, hinges, fit = fitted
    drawn = by_bootstrap(law, hinges, 0, draws=60)
    ends = drawn.quantiles(800, [0.05, 0.95])
    near = fit.posterior.quantiles(800, [0.05, 0.95])
    assert 0.4 < np.ptp(ends) / np.ptp(near) < 2.5


def test_exact_rows_give_the_same_fit_every_time(exact):
    fit = fit_emergence_law(exact, floor=0.25)
    drawn = by_bootstrap(fit.posterior.law, fit.hinges, 0, draws=5)
    assert drawn.quantiles(5, 0.5) == pytest.approx(1.75, abs=0.02)
