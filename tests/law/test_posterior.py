"""Weighted quantiles, and quadrature against the Markov chains of the benchmark."""

import importlib.util

import numpy as np
import pytest

from emergestudy.law.forms import weighted_quantiles
from emergestudy.law.simulation import SimulatedStudy

from .conftest import sharp


def test_weighted_quantiles():
    assert weighted_quantiles(np.array([5.0, 1.0, 3.0]), np.ones(3), 0.5) == 3
    heavy = weighted_quantiles(np.arange(5.0), np.array([1, 1, 1, 1, 20.0]), 0.5)
    assert heavy > 3.5
    grid = np.linspace(-6, 6, 2001)
    found = weighted_quantiles(grid, np.exp(-(grid**2) / 2), [0.05, 0.5, 0.95])
    assert found == pytest.approx([-1.645, 0, 1.645], abs=0.003)


@pytest.fixture(scope="module")
def by_mcmc(root):
    spec = importlib.util.spec_from_file_location("b", root / "benchmarks" / "law.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.by_mcmc


STUDIES = {
    "power": (SimulatedStudy(amounts=4, alpha=0.7), {"floor": 0.25, "form": "power"}),
    "few-shot, known noise": (None, {"few_shot": "few", "noise": "binomial", "n": 500}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_quadrature_and_chains_agree_to_a_hundredth_of_a_nat(
    with_few_shot, by_mcmc, name
):
    study, options = STUDIES[name]
    rows = with_few_shot if study is None else study.draw(11)
    fit = sharp(rows, **options)
    law = fit.posterior.law
    chains = by_mcmc(law, fit.hinges, fit.search, seed=0, steps=6000)
    assert np.isfinite(law.log_prior(*chains.places)).all()
    shares = [0.05, 0.5, 0.95]
    expected = chains.quantiles(law.few, shares)
    assert fit.prediction.quantiles(shares) == pytest.approx(expected, abs=0.01)
