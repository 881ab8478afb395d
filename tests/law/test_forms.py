"""Forms of the law: shapes, elbows, priors, quantiles, a new one, simulated studies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.law import FORMS, Form
from emergestudy.law.forms import weighted_quantiles
from emergestudy.law.simulation import SimulatedStudy

from .conftest import sharp

PLACE = np.array([-2.1]), np.array([-1.9]), np.array([0.7])


def test_known_values():
    log_power, power = FORMS["log_power"], FORMS["power"]
    assert log_power.elbow(np.e**2, 0.1, 2, 1.7) == pytest.approx(2.1)
    assert log_power.elbow(1, 0.1, 2, 1.7) == pytest.approx(1.7)
    assert power.elbow([100], 0.1, 0.5, 1.7) == pytest.approx(2.7)
    # Compute turns the shift round.
    assert log_power.elbow(np.e, 0.3, 1, 22, "compute") == pytest.approx(21.7)
    assert power.elbow(4, 0.3, 0.5, 22, "compute") == pytest.approx(21.4)


@given(st.floats(1, 1e6), st.floats(1.01, 100), st.floats(0.01, 1), st.floats(0.1, 3))
def test_more_data_always_moves_the_elbow_to_weaker_models(amount, times, k, alpha):
    for form in FORMS.values():
        less, more = form.elbow([amount, amount * times], k, alpha, 2.0)
        assert more > less


def test_places_have_the_elbows_given_and_natural_parameters_agree(fit):
    law = fit.posterior.law
    assert law.at([3200.0, 100.0], *PLACE)[:, 0] == pytest.approx([-2.1, -1.9])
    k, constant = law.natural(*PLACE)
    amounts = np.array([5.0, 100.0, 777.0])
    direct = -law.at(amounts, *PLACE)[:, 0]
    assert law.form.elbow(amounts, k, 0.7, -constant) == pytest.approx(direct)


def test_the_prior_is_uniform_in_the_elbows_and_nothing_outside_its_box(fit):
    law = fit.posterior.law

    def prior(*place):
        return law.log_prior(*(np.array([v]) for v in place))[0]

    # Checkpoints lie from -2.7 to -1.85, so ends are -2.9125, -1.85 and -0.15.
    inside = [(-2.91, -2.9), (-1.86, -0.2), (-2.0, -0.31), (-2.1, -1.9), (-2.1, -2.1)]
    assert {prior(*place, 1.0) for place in inside} == {0.0}
    outside = [(-2.92, -2.9), (-1.84, -1.8), (-2.0, -0.29), (-1.86, -0.14), (-1.9, -2)]
    assert {prior(*place, 1.0) for place in outside} == {-np.inf}
    at_ends = [prior(-2.1, -1.9, alpha) for alpha in (0.09, 0.1, 4.0, 4.1)]
    assert np.isfinite(at_ends).tolist() == [False, True, True, False]


def test_weighted_quantiles():
    assert weighted_quantiles(np.array([5.0, 1.0, 3.0]), np.ones(3), 0.5) == 3
    assert weighted_quantiles(np.arange(5.0), np.array([1, 1, 1, 1, 20.0]), 0.5) > 3.5
    grid = np.linspace(-6, 6, 2001)
    found = weighted_quantiles(grid, np.exp(-(grid**2) / 2), [0.05, 0.5, 0.95])
    assert found == pytest.approx([-1.645, 0, 1.645], abs=0.003)


def test_a_new_form_needs_one_entry(monkeypatch):
    def shifted(examples, alpha):
        return (1 + np.log(examples)) ** alpha

    monkeypatch.setitem(FORMS, "shifted", Form(shifted, box=(0.1, 4.0), median=1.0))
    study = SimulatedStudy(form="shifted", alpha=1.5, noise=1e-4)
    fit = sharp(study.draw(0), floor=0.25, form="shifted")
    amounts = np.array([1, 5, 100, 1000, 3200, 1e6])
    found = fit.elbow(amounts)["mle"].to_numpy()
    assert found == pytest.approx(study.elbow(amounts), abs=0.01)


def test_every_checkpoint_has_every_amount_and_a_hinge_with_noise():
    study = SimulatedStudy(checkpoints=7, amounts=4, noise=0.0)
    frame = study.draw(0)
    assert sorted(set(frame["loss"])) == pytest.approx(np.linspace(1.85, 2.7, 7))
    assert sorted(set(frame["examples"])) == [100, 317, 1008, 3200]
    past = study.elbow(frame["examples"].to_numpy()) - frame["loss"]
    clean = 0.25 + past.clip(lower=0)
    assert frame["score"].to_numpy() == pytest.approx(clean.to_numpy())
    noisy = SimulatedStudy(checkpoints=500, noise=0.05, slope=0.0).draw(1)["score"]
    assert (noisy.mean(), noisy.std()) == pytest.approx((0.25, 0.05), abs=0.003)
