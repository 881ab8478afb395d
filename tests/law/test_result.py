"""What a fit says: elbows, probabilities, summary, and what it rests on."""

import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.law.result import Diagnostics

from .conftest import sharp


def test_elbows_agree_with_the_prediction(fit):
    found = fit.elbow([5, 3200]).set_index("examples")
    expected = fit.prediction
    assert found.loc[5, "mle"] == pytest.approx(expected.mle)
    ends = [expected.percentiles[share] for share in (50, 5, 95)]
    assert found.loc[5, ["median", "low", "high"]].tolist() == pytest.approx(ends)
    assert list(expected.percentiles) == [5, 10, 25, 50, 75, 90, 95]


def test_the_cdf_rises_as_the_loss_falls_and_agrees_with_the_percentiles(fit):
    shares = fit.cdf(np.linspace(2.2, 1.2, 50))
    assert (np.diff(shares) >= 0).all()
    assert (shares[0], shares[-1]) == (0, pytest.approx(1))
    for share, place in fit.prediction.percentiles.items():
        assert fit.cdf(place) == pytest.approx(1 - share / 100, abs=0.002)


def test_odd_arguments_are_refused(fit):
    for odd in ("abc", [], 0.5, [[5, 6]]):
        with pytest.raises(EmergenceDataError, match="examples has to be"):
            fit.elbow(odd)
    with pytest.raises(EmergenceDataError, match="finite"):
        fit.cdf([2.0, float("nan")])
    with pytest.raises(EmergenceDataError, match="scale has to be numbers"):
        fit.curve(100, "x")


def test_the_summary_says_the_forecast_and_what_is_amiss(frame, fit):
    assert fit.summary().splitlines() == [
        "few-shot emergence is forecast at 1.765 (90% interval 1.616 to 1.883; "
        "best fit 1.83)",
        "0.0851 nats beyond the strongest checkpoint",
        *(f"- {said}" for said in fit.diagnostics.messages),
    ]
    half = sharp(frame, floor=0.25, level=0.5)
    ends = half.prediction.percentiles
    assert f"50% interval {ends[25]:.4g} to {ends[75]:.4g}" in half.summary()
    assert half.elbow(5)["low"][0] == pytest.approx(ends[25])


def test_known_diagnostics(fit):
    found = fit.diagnostics
    numbers = [found.ridge, found.alpha_learned, found.reach, found.ahead, found.rise]
    expected = [0.982149, 0.839632, 0.864386, 0.08515, 66.95178]
    assert numbers == pytest.approx(expected, abs=2e-6)
    boxes = {"most": 0, "shift": 0, "alpha": 0.0035708}
    assert found.boxes_hit == pytest.approx(boxes, abs=1e-6)
    assert found.d0.index.tolist() == [1, 2.5, 5, 10, 25, 50]
    medians = [1.700654, 1.733152, 1.764850, 1.800198, 1.850047, 1.889749]
    assert found.d0.tolist() == pytest.approx(medians, abs=2e-6)
    prior = {"as used": 1.764850, "flat": 1.842914}
    assert found.prior.to_dict() == pytest.approx(prior, abs=2e-6)
    assert found.width == pytest.approx(0.266136, abs=2e-6)
    assert (found.mle_outside, found.mle_at_edge) == (False, False)
    assert not found.identified


FINE = dict.fromkeys(["ridge", "ahead", "rise", "d0"]) | {
    "boxes_hit": {"most": 0.0, "shift": 0.10, "alpha": 0.0},
    "reach": 0.5, "alpha_learned": 0.8, "mle_at_edge": False, "mle_outside": False,
    "prior": pd.Series([1.7, 1.7]), "width": 0.1,
}  # fmt: skip
AMISS = {
    "50% of the posterior of alpha": {"boxes_hit": {"alpha": 0.5}},
    "2.0 times the range of ln D seen (100 to 3,200 examples, down to 5)": {"reach": 2},
    "next to nothing on alpha": {"alpha_learned": 0.95},
    "end of the range searched": {"mle_at_edge": True},
    "outside the 90 % interval": {"mle_outside": True},
    "moves to 1.6, by 100%": {"prior": pd.Series([1.7, 1.6])},
    "moves to 1.73, by 30%": {"prior": pd.Series([1.7, 1.73])},
    "wider than the range": {"width": 5.0},
}


@pytest.mark.parametrize("said", AMISS)
def test_each_thing_amiss_is_said_once_and_nothing_if_nothing_is(fit, said):
    law = fit.posterior.law
    assert Diagnostics(**FINE, law=law).identified
    (found,) = Diagnostics(**FINE | AMISS[said], law=law).messages
    assert said in found
