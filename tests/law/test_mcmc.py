import sys

import numpy as np
import pytest

from emergestudy import fit_emergence_law
from emergestudy.errors import UsageError
from emergestudy.law.mcmc import by_mcmc
from emergestudy.law.mle import maximum_likelihood
from emergestudy.law.simulate import SimulatedStudy

STUDIES = [
    SimulatedStudy(),
    SimulatedStudy(noise=0.01, checkpoints=12),
    SimulatedStudy(noise=0.02, amounts=4, alpha=0.7),
]


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("form", ["log_power", "power"])
def test_quadrature_and_chains_agree_to_a_hundredth_of_a_nat(study, form):
    frame = study.draw(11)
    kinds = {"quadrature": {}, "mcmc": {"sampler": "mcmc"}}
    found = {
        name: fit_emergence_law(frame, floor=0.25, form=form, **kind).prediction
        for name, kind in kinds.items()
    }
    for share in (5, 50, 95):
        ours, chains = (found[k].percentiles[share] for k in kinds)
        assert ours == pytest.approx(chains, abs=0.01)


def test_they_agree_with_few_shot_rows_and_binomial_noise(with_few_shot):
    options = {"few_shot": "few", "noise": "binomial", "n": 500}
    a = fit_emergence_law(with_few_shot, **options).prediction.percentiles
    b = fit_emergence_law(with_few_shot, sampler="mcmc", **options).prediction
    assert [a[5], a[50], a[95]] == pytest.approx(
        [b.percentiles[5], b.percentiles[50], b.percentiles[95]], abs=0.01
    )


def test_the_same_seed_gives_the_same_chains(frame):
    fit = fit_emergence_law(frame, floor=0.25)
    law, hinges = fit.posterior.law, fit.hinges
    best = maximum_likelihood(law, hinges)
    one, two = (by_mcmc(law, hinges, best, seed=4, steps=60) for _ in range(2))
    assert np.array_equal(one.most, two.most)


def test_without_emcee_the_message_says_what_to_install(frame, monkeypatch):
    monkeypatch.setitem(sys.modules, "emcee", None)
    with pytest.raises(UsageError, match=r"emergestudy\[mcmc\]"):
        fit_emergence_law(frame, sampler="mcmc")
