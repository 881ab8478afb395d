import doctest

import numpy as np
import pandas as pd
import pytest

import emergestudy.law.fit as fit_module
from emergestudy import fit_emergence_law
from emergestudy.errors import EmergenceDataError
from emergestudy.law.simulate import TRUTH, SimulatedStudy


def test_the_example_of_the_docstring_runs():
    result = doctest.testmod(fit_module)
    assert result.attempted
    assert not result.failed


def test_an_exact_law_is_recovered(exact):
    fit = fit_emergence_law(exact, floor=0.25)
    assert fit.prediction.mle == pytest.approx(TRUTH, abs=0.01)
    assert fit.mle.alpha == pytest.approx(1, abs=0.05)
    slope, floor = fit.mle.A, fit.mle.B
    assert (slope, floor) == pytest.approx((1.0, 0.25), abs=0.005)
    at = fit.elbow([100, 3200]).set_index("examples")["mle"]
    assert at.to_numpy() == pytest.approx(SimulatedStudy().elbow(at.index), abs=0.003)


def test_loss_and_compute_are_mirror_images(frame):
    down = fit_emergence_law(frame, floor=0.25)
    mirrored = frame.assign(loss=25 - frame["loss"])
    up = fit_emergence_law(mirrored, floor=0.25, x="compute")
    assert up.mle.k == pytest.approx(down.mle.k, rel=1e-6)
    constants = up.mle.C + down.mle.C
    assert constants == pytest.approx(25)
    assert up.prediction.percentiles[5] == pytest.approx(
        25 - down.prediction.percentiles[95]
    )
    assert up.cdf(25 - 1.8) == pytest.approx(down.cdf(1.8))


def test_order_of_rows_and_unit_of_scores_do_not_matter(frame):
    one = fit_emergence_law(frame, floor=0.25).prediction
    shuffled = frame.sample(frac=1, random_state=0)
    percent = shuffled.assign(score=100 * shuffled["score"])
    other = fit_emergence_law(percent, floor=25).prediction
    assert other.mle == pytest.approx(one.mle, abs=1e-6)
    assert other.percentiles == pytest.approx(one.percentiles, abs=1e-6)


def test_the_unit_of_counting_matters_only_through_d0(frame):
    """In the power form a factor in D is absorbed by k; alpha and the elbow stay."""
    one = fit_emergence_law(frame, floor=0.25, form="power").prediction
    dozens = frame.assign(examples=2 * frame["examples"])
    other = fit_emergence_law(dozens, floor=0.25, form="power", d0=10).prediction
    assert other.percentiles == pytest.approx(one.percentiles, abs=1e-6)


def test_few_shot_rows_have_a_floor_of_their_own(with_few_shot):
    fit = fit_emergence_law(with_few_shot, few_shot="few", floor=0.25)
    assert fit.mle.delta == pytest.approx(0.02, abs=0.02)
    assert abs(fit.prediction.median - TRUTH) < 0.2
    without = fit_emergence_law(with_few_shot[~with_few_shot["few"]], floor=0.25)
    assert without.mle.delta is None


def test_a_slope_for_each_amount_follows_slopes_that_differ():
    study = SimulatedStudy(noise=0.002)
    frame = study.draw(0)
    elbow = study.elbow(frame["examples"].to_numpy())
    slope = 1.0 - 0.1 * np.log(frame["examples"])
    frame["score"] = 0.25 + slope * np.maximum(elbow - frame["loss"], 0)
    fit = fit_emergence_law(frame, floor=0.25, slope="per_amount")
    assert np.abs(fit.mle.A - slope.unique()).max() < 0.05
    assert fit.prediction.mle == pytest.approx(TRUTH, abs=0.05)


def test_student_noise_shrugs_off_an_outlier_that_gaussian_noise_follows(frame):
    plain = fit_emergence_law(frame, floor=0.25).elbow(3200)["mle"][0]
    spoiled = frame.copy()
    spoiled.loc[spoiled.index[5], "score"] += 0.4
    moved = {
        noise: abs(fit_emergence_law(spoiled, floor=0.25, noise=noise)
                   .elbow(3200)["mle"][0] - plain)
        for noise in ("gaussian", "student")
    }  # fmt: skip
    assert moved["student"] < 0.5 * moved["gaussian"]


def test_more_test_items_narrow_a_binomial_forecast(frame):
    widths = []
    for n in (100, 10_000):
        p = fit_emergence_law(frame, floor=0.25, noise="binomial", n=n).prediction
        widths.append(p.percentiles[95] - p.percentiles[5])
    assert widths[1] < widths[0]


def test_the_cdf_rises_as_the_loss_falls_and_agrees_with_the_percentiles(frame):
    fit = fit_emergence_law(frame, floor=0.25)
    losses = np.linspace(2.2, 1.2, 50)
    shares = fit.cdf(losses)
    assert (np.diff(shares) >= 0).all()
    assert fit.cdf(fit.prediction.percentiles[50]) == pytest.approx(0.5, abs=0.01)
    assert fit.cdf(fit.prediction.percentiles[5]) == pytest.approx(0.95, abs=0.01)


def test_all_emerged_and_none_moved_are_refused_with_the_cure():
    above = SimulatedStudy(noise=0.001, weakest=1.9, ahead=-0.3).draw(0)
    with pytest.raises(
        EmergenceDataError, match=r"all checkpoints have emerged.*weaker"
    ):
        fit_emergence_law(above)
    flat = SimulatedStudy(slope=0.0).draw(0)
    with pytest.raises(
        EmergenceDataError, match=r"no finetuned checkpoint rises.*more"
    ):
        fit_emergence_law(flat)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"slope": "free"}, "shared, per_amount"),
        ({"sampler": "nuts"}, "quadrature, mcmc, bootstrap"),
        ({"form": "line"}, "log_power, power"),
        ({"noise": "cauchy"}, "gaussian, binomial, student"),
        ({"noise": "binomial"}, "needs n="),
        ({"noise": "binomial", "n": 0}, "at least 1"),
        ({"d0": 0}, "d0 is 0; it has to be at least 1"),
        ({"level": 90}, "level is 90; it has to be between 0 and 1"),
        ({"floor": "chance"}, "floor has to be numbers"),
    ],
)
def test_unknown_options_are_refused_with_what_is_allowed(frame, options, said):
    with pytest.raises(EmergenceDataError, match=said):
        fit_emergence_law(frame, **options)


def test_percent_is_refused_with_binomial_noise(frame):
    percent = frame.assign(score=100 * frame["score"])
    with pytest.raises(EmergenceDataError, match="divide percent"):
        fit_emergence_law(percent, noise="binomial", n=100)


def test_extra_columns_and_any_index_are_welcome(frame):
    odd = frame.assign(note="x").set_index(pd.Index(range(100, 154)))
    assert fit_emergence_law(odd).prediction == fit_emergence_law(frame).prediction


def test_the_summary_says_the_forecast_and_what_is_amiss(frame):
    fit = fit_emergence_law(frame, floor=0.25)
    said = fit.summary()
    assert f"forecast at {fit.prediction.median:.4g}" in said
    assert "beyond the strongest checkpoint" in said
    assert all(f"- {m}" in said for m in fit.diagnostics.messages)


@pytest.mark.parametrize("floor", [25.0, -1.0, 0.9])
def test_a_floor_that_does_not_fit_the_scores_is_refused(frame, floor):
    with pytest.raises(EmergenceDataError, match=r"floor is .*, but scores go from"):
        fit_emergence_law(frame, floor=floor)


def test_percent_and_shares_mixed_up_are_said_to_be(frame):
    percent = frame.assign(score=100 * frame["score"])
    with pytest.raises(
        EmergenceDataError, match="One is in percent, the other a share"
    ):
        fit_emergence_law(percent, floor=0.25)


def test_identical_rows_count_once(frame):
    twice = pd.concat([frame, frame, frame])
    once = fit_emergence_law(frame, floor=0.25)
    assert fit_emergence_law(twice, floor=0.25).prediction == once.prediction


def test_a_wrong_direction_is_hinted_at(frame):
    with pytest.raises(EmergenceDataError, match="better with growing compute"):
        fit_emergence_law(frame, floor=0.25, x="compute")


def test_odd_arguments_of_a_result_are_refused(frame):
    fit = fit_emergence_law(frame, floor=0.25)
    for odd in ("abc", [], 0.5):
        with pytest.raises(EmergenceDataError, match="examples has to be"):
            fit.elbow(odd)
    with pytest.raises(EmergenceDataError, match="finite"):
        fit.cdf([2.0, float("nan")])


def test_the_summary_has_the_level_asked_for(frame):
    fit = fit_emergence_law(frame, floor=0.25, level=0.5)
    ends = fit.prediction.percentiles
    assert f"50% interval {ends[25]:.4g} to {ends[75]:.4g}" in fit.summary()
