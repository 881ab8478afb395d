import pandas as pd
import pytest

from emergestudy import fit_emergence_law
from emergestudy.law.simulate import SimulatedStudy


@pytest.fixture(scope="module")
def clear():
    """Little noise, and amounts that come close to few-shot."""
    study = SimulatedStudy(noise=0.002, checkpoints=24, amounts=8, least=8)
    return fit_emergence_law(study.draw(0), floor=0.25).diagnostics


def test_a_clear_study_is_identified(clear):
    assert clear.identified
    assert clear.alpha_learned < 0.5
    assert max(clear.boxes_hit.values()) < 0.01


def test_a_far_extrapolation_is_said():
    study = SimulatedStudy(least=1600, most=6400)
    found = fit_emergence_law(study.draw(0), floor=0.25).diagnostics
    assert found.reach > 3
    assert any("Finetune on smaller amounts" in m for m in found.messages)
    assert not found.identified


def test_an_alpha_that_the_prior_sets_is_said(frame):
    found = fit_emergence_law(frame, floor=0.25).diagnostics
    assert found.alpha_learned > 0.6
    assert abs(found.ridge) > 0.8


def test_amounts_that_do_not_matter_are_said():
    study = SimulatedStudy(shift=0.0, ahead=-0.1, noise=0.01)
    found = fit_emergence_law(study.draw(1), floor=0.25).diagnostics
    assert found.boxes_hit["shift"] > 0.1
    assert any("shift of the elbow" in m for m in found.messages)


def test_less_data_forecasts_a_later_elbow(frame):
    medians = fit_emergence_law(frame, floor=0.25).diagnostics.d0
    assert isinstance(medians, pd.Series)
    assert medians.is_monotonic_increasing
    assert 5.0 in medians.index


def test_the_forecast_lies_beyond_the_last_checkpoint_by_what_ahead_says(frame):
    fit = fit_emergence_law(frame, floor=0.25)
    beyond = frame["loss"].min() - fit.prediction.median
    assert fit.diagnostics.ahead == pytest.approx(beyond, abs=1e-9)


def test_a_likelihood_that_runs_into_the_box_is_said():
    found = fit_emergence_law(
        SimulatedStudy(alpha=5.0, noise=0.003).draw(0), floor=0.25
    ).diagnostics
    assert found.mle_at_edge
    assert any("end of the range searched" in m for m in found.messages)
