"""Weighted quantiles, and quadrature against Markov chains."""

import sys

import numpy as np
import pytest

from emergestudy.errors import UsageError
from emergestudy.law.posterior import by_mcmc, weighted_quantiles
from emergestudy.law.simulation import SimulatedStudy

from .conftest import sharp


def test_weighted_quantiles():
    assert weighted_quantiles(np.array([5.0, 1.0, 3.0]), np.ones(3), 0.5) == 3
    heavy = weighted_quantiles(np.arange(5.0), np.array([1, 1, 1, 1, 20.0]), 0.5)
    assert heavy > 3.5
    grid = np.linspace(-6, 6, 2001)
    found = weighted_quantiles(grid, np.exp(-(grid**2) / 2), [0.05, 0.5, 0.95])
    assert found == pytest.approx([-1.645, 0, 1.645], abs=0.003)


STUDIES = {
    "power": (SimulatedStudy(amounts=4, alpha=0.7), {"floor": 0.25, "form": "power"}),
    "few-shot, known noise": (None, {"few_shot": "few", "noise": "binomial", "n": 500}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_quadrature_and_chains_agree_to_a_hundredth_of_a_nat(with_few_shot, name):
    study, options = STUDIES[name]
    rows = with_few_shot if study is None else study.draw(11)
    ours, chains = (
        sharp(rows, sampler=sampler, **options).prediction.percentiles
        for sampler in ("quadrature", "mcmc")
    )
    for share in (5, 50, 95):
        assert ours[share] == pytest.approx(chains[share], abs=0.01)


@pytest.mark.parametrize("slope", ["shared", "per_amount"])
def test_chains_start_near_the_best_fit_inside_the_prior_and_follow_their_seed(
    with_few_shot, slope
):
    fit = sharp(with_few_shot, few_shot="few", floor=0.25, slope=slope)
    law, hinges, best = fit.posterior.law, fit.hinges, fit.search
    one, two = (by_mcmc(law, hinges, best, seed=4, steps=60) for _ in range(2))
    assert np.array_equal(one.most, two.most)
    assert len(one.most) == 48 * 40 / 5
    assert np.isfinite(law.log_prior(*one.places)).all()
    assert one.quantiles(800, 0.5) == pytest.approx(fit.elbow(800)["mle"][0], abs=0.05)


def test_without_emcee_the_message_says_what_to_install(frame, monkeypatch):
    monkeypatch.setitem(sys.modules, "emcee", None)
    with pytest.raises(UsageError, match=r"emergestudy\[mcmc\]"):
        sharp(frame, sampler="mcmc")
