"""The fit: known answers, invariances, noise models, best fit, bootstrap."""

import doctest
import importlib

import pytest

from emergestudy.errors import EmergenceDataError
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


def test_loss_and_compute_are_mirror_images(frame, fit):
    mirrored = frame.assign(loss=25 - frame["loss"])
    up = sharp(mirrored, floor=0.25, x="compute")
    mirror = fit.mle.k, 25 - fit.mle.C
    assert (up.mle.k, up.mle.C) == pytest.approx(mirror, rel=1e-6)
    assert up.cdf(25 - 1.8) == pytest.approx(fit.cdf(1.8))
    ours, theirs = (f.elbow([1, 5, 3200]) for f in (fit, up))
    assert theirs["mle"].to_numpy() == pytest.approx(25 - ours["mle"].to_numpy())
    assert theirs["low"].to_numpy() == pytest.approx(25 - ours["high"].to_numpy())
    assert "on the scale of compute" in up.summary()


def test_order_of_rows_and_units_do_not_matter(frame, fit):
    """Percent for shares; dozens for examples, absorbed by k in the power form."""
    percent = frame.sample(frac=1, random_state=0)
    percent["score"] *= 100
    other = sharp(percent, floor=25).prediction
    assert other.percentiles == pytest.approx(fit.prediction.percentiles, abs=1e-6)
    one = sharp(frame, floor=0.25, form="power").prediction
    doubled = frame.assign(examples=2 * frame["examples"])
    other = sharp(doubled, floor=0.25, form="power", d0=10).prediction
    assert other.percentiles == pytest.approx(one.percentiles, abs=1e-6)


def test_few_shot_rows_have_a_floor_of_their_own(with_few_shot, fit):
    found = sharp(with_few_shot, few_shot="few", floor=0.25)
    few = with_few_shot.loc[with_few_shot["few"], "score"]
    assert found.mle.delta == pytest.approx(few.mean() - found.mle.B, abs=0.005)
    assert fit.mle.delta is None


def test_too_few_rows_for_a_bootstrap_are_refused():
    study = SimulatedStudy(checkpoints=2, amounts=40, weakest=2.2, noise=0.001)
    with pytest.raises(EmergenceDataError, match="too few rows for a bootstrap"):
        sharp(study.draw(0), floor=0.25, sampler="bootstrap")
