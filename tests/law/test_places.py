import numpy as np
import pytest

from emergestudy import fit_emergence_law
from emergestudy.law.forms import log_power


@pytest.fixture(scope="module")
def law(frame):
    return fit_emergence_law(frame).posterior.law


def test_both_ends_of_the_amounts_have_the_elbows_given(law):
    nodes = np.array([-2.1]), np.array([-1.9]), np.array([0.7])
    ends = law.at(np.array([3200.0, 100.0]), *nodes)[:, 0]
    assert ends == pytest.approx([-2.1, -1.9])


def test_natural_parameters_give_the_same_elbows(law):
    nodes = np.array([-2.1]), np.array([-1.9]), np.array([0.7])
    k, constant = law.natural(*nodes)
    amounts = np.array([5.0, 100.0, 777.0])
    direct = -law.at(amounts, *nodes)[:, 0]
    assert log_power(amounts, k, 0.7, -constant) == pytest.approx(direct)


def test_the_prior_is_nothing_outside_its_box(law):
    def prior(most, least, alpha):
        return law.log_prior(*(np.array([v]) for v in (most, least, alpha)))[0]

    assert np.isfinite(prior(-2.1, -1.9, 1))
    for place in ((-1.9, -2.1, 1), (-1.0, -0.9, 1), (-2.1, -1.9, 5), (-2.1, 1.0, 1)):
        assert prior(*place) == -np.inf


def test_alpha_of_one_is_as_likely_by_factor_either_way(law):
    density = np.exp(law.log_alpha_prior(np.array([0.5, 1.0, 2.0]))) * [0.5, 1, 2]
    assert density[0] == pytest.approx(density[2])
    assert density[1] > density[0]
