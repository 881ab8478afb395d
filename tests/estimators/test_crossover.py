import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import crossover_point
from emergestudy.estimators.crossover import difference

SCALE = 10.0 ** np.linspace(20, 24, 9)
X = np.log10(SCALE)
BASE = np.round((0.3 + 0.03 * (X - 20)) * 2000) / 2000
EFFECTS = {
    "helps_from": 0.15 * np.maximum(0, X - 22),
    "no_effect": np.zeros(9),
    "helps_throughout": 0.1 + 0.02 * (X - 20),
    "hurts": -0.06 * (X - 20),
    "hurts_then_helps": np.interp(X, [20, 21.5, 24], [0.0, -0.15, 0.25]),
}

GAIN = EFFECTS["helps_from"]
TRUTHS = {"helps_from": 22 + 1 / 3, "hurts_then_helps": 22.75}


@pytest.mark.parametrize("verdict", EFFECTS)
@pytest.mark.parametrize("noise", [{"n": 2000}, {"stderr": 0.012}, {}])
def test_says_what_the_technique_does(verdict, noise):
    with_gain = pd.Series(BASE + EFFECTS[verdict], index=range(7, 16))
    fit = crossover_point(SCALE, with_gain, BASE, **noise)
    assert fit.verdict == verdict
    assert (fit.point is None) == (verdict not in TRUTHS)
    if fit.point is not None:
        assert np.log10(fit.point) == pytest.approx(TRUTHS[verdict], abs=0.25)
        assert fit.interval[0] < 10 ** TRUTHS[verdict] < fit.interval[1]


PLACES = np.array([20, 20.3, 21, 21.8, 22, 22.9, 23.5, 24])
EIGHT = np.array([30, 31, 33, 35, 36, 38, 40, 41])
NONE_THEN_GAIN = [0, 1, -1, 0, 2, 9, 14, 20]
HARM_THEN_GAIN = [-14, -13, -15, -14, -12, 3, 9, 14]

BOTH = {"stderr": 2, "baseline_stderr": 3}
FEWER = {"n": 100, "baseline_n": 800}


@pytest.mark.parametrize(("effect", "how", "ends"), [
    (NONE_THEN_GAIN, {"n": 500}, [22.0572615, 22.5251048, 22.9453215]),
    (NONE_THEN_GAIN, FEWER, [21.7972847, 22.5367151, 23.2519152]),
    (NONE_THEN_GAIN, {}, [22.2061913, 22.4254269, 22.8116123]),
    (HARM_THEN_GAIN, {"n": 500}, [23.0584651, 23.2534995, 23.4454686]),
    (HARM_THEN_GAIN, BOTH, [23.0351111, 23.2606873, 23.5016457]),
    (HARM_THEN_GAIN, {}, [23.0420949, 23.2327598, 23.5070684]),
])  # fmt: skip
def test_the_numbers_of_the_frozen_method(effect, how, ends):
    fit = crossover_point(10**PLACES, EIGHT + effect, EIGHT, unit="percent", **how)
    low, high = fit.interval
    assert np.log10([low, fit.point, high]) == pytest.approx(ends, rel=1e-8)


def test_both_signs_are_given_and_units_order_and_errors_do_not_matter():
    effect = EFFECTS["helps_from"]
    worse = crossover_point(SCALE, BASE - 0.8 * effect, BASE, n=2000)
    assert (worse.point, worse.gain.verdict) == (None, "inverse")
    turned = crossover_point(SCALE, BASE, BASE - 0.8 * effect, n=2000)
    assert worse.harm.point == pytest.approx(turned.point, rel=1e-6)
    treated = BASE + effect
    one = crossover_point(SCALE, treated, BASE, n=2000)
    turn = slice(None, None, -1)
    percent = 100 * treated[turn], 100 * BASE[turn]
    wrong = 1 - treated, 1 - BASE
    for two in (
        crossover_point(SCALE[turn], *percent, n=2000, unit="percent"),
        crossover_point(SCALE, *wrong, n=2000, higher_is_better=False),
    ):
        assert two.point == pytest.approx(one.point, rel=1e-6)
        assert two.interval == pytest.approx(one.interval, rel=1e-6)


def test_the_difference_carries_the_noise_of_both_arms():
    def error(*noise, unit="percent"):
        arms = ([30, 50, 70], *noise[:2]), ([20, 20, 20], *noise[2:])
        return difference([1, 10, 100], *arms, unit, True)

    both = error(None, 3, None, 4)
    assert both.stderr == pytest.approx(0.05)
    assert both.score[0] == pytest.approx([0.1, 0.3, 0.5])
    assert error(None, 3, None, 4, unit="other").stderr == pytest.approx(5)
    q, p = 31 / 102, 21 / 102
    variance = q * (1 - q) / 102 + p * (1 - p) / 102
    assert error(100, None, 100, None).stderr[0, 0] ** 2 == pytest.approx(variance)
    assert error(100, None, None, None).stderr is None
    assert error(None, None, None, None, unit="other").reach == 100


@pytest.mark.parametrize(("treatment", "baseline", "message"), [
    (BASE[:5], BASE, "9 scale\\(s\\), 5 treatment and 9 baseline"),
    (BASE + 1, BASE, "^treatment: score .* outside 0 to 1"),
    ([BASE], [BASE], "single items tell their own noise"),
    ([BASE] * 9, BASE, "81 treatment and 9 baseline"),
])  # fmt: skip
def test_broken_input_is_named(treatment, baseline, message):
    with pytest.raises(EmergenceDataError, match=message):
        crossover_point(SCALE, treatment, baseline, n=100)


def test_items_asked_both_ways_tell_more_than_their_means():
    rng = np.random.default_rng(4)
    level = rng.uniform(size=(9, 400))
    arms = [(level < p[:, None]).astype(float) for p in (BASE + GAIN, BASE)]
    paired = crossover_point(SCALE, list(arms[0]), list(arms[1]))
    means = [arm.mean(axis=1) for arm in arms]
    apart = crossover_point(SCALE, *means, n=400)
    assert paired.verdict == apart.verdict == "helps_from"
    both, one = (np.log10(f.interval[1] / f.interval[0]) for f in (apart, paired))
    assert one < both
    low, high = np.log10(paired.interval)
    assert low < TRUTHS["helps_from"] < high
    # Of the differences: their standard error, with one item more each way.
    gap = np.r_[arms[0][8] - arms[1][8], 1, -1]
    error = paired.gain.batch.curves.stderr[0, 8]
    assert error == pytest.approx(gap.std() / np.sqrt(402))
    same = crossover_point(SCALE, arms[1], arms[1])
    assert same.verdict == "no_effect"
    for other, message in ((arms[1][:, 1:], "scale 1 has 400 .* 399"),
                           (arms[1][1:], "9 scale.s., 8 treatment")):  # fmt: skip
        with pytest.raises(EmergenceDataError, match=message):
            crossover_point(SCALE, arms[0], other)


def test_a_gain_that_comes_for_sure_has_a_point_whatever_was_before():
    baseline = [0.36, 0.38, 0.40, 0.42, 0.45]
    fit = crossover_point(10.0 ** np.arange(5), GAINS, baseline, n=300)
    kinds = fit.gain.probability
    assert max(kinds["emergent"], kinds["u_shaped"]) < 0.8
    assert (fit.verdict, fit.gain.verdict) == ("helps_from", "undetermined")
    assert 2 < np.log10(fit.point) < 3.2


GAINS = [0.30, 0.33, 0.40, 0.55, 0.70]


def test_one_arm_may_be_free_of_error():
    arms = [0.0, 0.0, 0.01, 0.15, 0.4], np.zeros(5)
    noise = {"stderr": [0.0, np.nan, 0.005, 0.01, 0.01], "baseline_stderr": np.zeros(5)}
    fit = crossover_point(10.0 ** np.arange(5), *arms, **noise)
    assert fit.verdict == "helps_from"
    assert 2.1 < np.log10(fit.point) < 3
    with pytest.raises(EmergenceDataError, match="above 0 at one point"):
        crossover_point(10.0 ** np.arange(5), *arms, stderr=np.zeros(5))
    with pytest.raises(EmergenceDataError, match="come beside n or stderr"):
        crossover_point(10.0 ** np.arange(5), *arms, baseline_n=5)


def test_other_units_and_the_words_of_a_summary():
    gain = 10 * np.maximum(0, X - 22)
    fit = crossover_point(SCALE, 30 + gain, np.full(9, 30.0), stderr=0.5, unit="other")
    assert np.log10(fit.point) == pytest.approx(22.1, abs=0.12)
    assert repr(fit).startswith(f"CrossoverFit('helps_from', point={fit.point:.3g}, ")
    words, place, likely = fit.summary().split("\n")
    assert words == "helps_from: no gain first, a gain from the point on"
    low, high = fit.interval
    ends = f"from {fit.point:.3g} (90 % interval {low:.3g} to {high:.3g})"
    assert place.startswith(ends)
    assert likely.startswith("probability: helps_from 1.00, ")
