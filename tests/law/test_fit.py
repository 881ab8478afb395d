"""The fit: known answers, invariances, noise models, best fit, bootstrap."""

import doctest
import importlib

import pytest

from emergestudy.law.simulation import TRUTH, SimulatedStudy

from .conftest import sharp

OPTIONS = {
    "plain": {"floor": 0.25},
    "free": {},
    "power": {"floor": 0.25, "form": "power"},
    "slopes": {"floor": 0.25, "slope": "per_amount"},
    "binomial": {"noise": "binomial", "n": 300},
    "student": {"noise": "student"},
    "few-shot": {"few_shot": "few", "floor": 0.25},
    "each-few": {"few_shot": "few", "slope": "per_amount"},
    "bootstrap": {"sampler": "bootstrap", "seed": 2, "floor": 0.25},
}
# Best fit and percentiles 5, 50, 95 of the forecast; log likelihood, sigma and B.
KNOWN = """
plain     1.830289 1.616440 1.764850 1.882576 135.4833 0.020604 0.249110
free      1.830289 1.615767 1.764566 1.882586 132.5254 0.020794 0.249090
power     1.806988 1.765904 1.830071 1.894953 135.4714 0.020608 0.249116
slopes    1.751346 1.459816 1.623613 1.806643 137.3577 0.019914 0.248934
binomial  1.824526 1.597713 1.752044 1.882626 129.8204 0.826507 0.249050
student   1.827697 1.652479 1.784499 1.876443 149.4966 0.014685 0.248476
few-shot  1.830289 1.616652 1.756972 1.849254 160.6555 0.019660 0.249110
each-few  1.758307 1.459041 1.620720 1.794676 159.6734 0.019189 0.248877
bootstrap 1.830289 1.588599 1.833635 1.906594 135.4833 0.020604 0.249110
"""


@pytest.mark.parametrize("line", KNOWN.strip().splitlines())
def test_known_answers(frame, with_few_shot, line):
    name, *numbers = line.split()
    options = OPTIONS[name]
    rows = with_few_shot if "few_shot" in options else frame
    fit = sharp(rows, **options)
    found, mle = fit.prediction, fit.mle
    shares = [found.percentiles[share] for share in (5, 50, 95)]
    got = [found.mle, *shares, mle.log_likelihood, mle.sigma, mle.B]
    assert got == pytest.approx([float(v) for v in numbers], rel=1e-6, abs=1e-6)
    if name == "bootstrap":  # draws have no prior to take away
        used, flat = fit.diagnostics.prior
        assert used == flat


def test_the_example_of_the_docstring_runs():
    result = doctest.testmod(importlib.import_module("emergestudy.law.fit"))
    assert result.attempted
    assert not result.failed


def test_an_exact_law_is_recovered():
    study = SimulatedStudy(noise=1e-5)
    exact = study.draw(0)
    fit = sharp(exact, floor=0.25)
    assert fit.prediction.mle == pytest.approx(TRUTH, abs=0.01)
    assert fit.mle.alpha == pytest.approx(1, abs=0.05)
    found = [fit.mle.A, fit.mle.B]
    assert found == pytest.approx([1.0, 0.25], abs=0.005)
    at = fit.elbow([100, 3200]).set_index("examples")["mle"]
    assert at.to_numpy() == pytest.approx(study.elbow(at.index), abs=0.003)
