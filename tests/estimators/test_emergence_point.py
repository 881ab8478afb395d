import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import emergence_point

SCALE = 10.0 ** np.linspace(20, 24, 9)
X = np.log10(SCALE)


def call(score, scale=SCALE, chance=0.25, **how):
    return emergence_point(scale, score, chance=chance, **how)


def hinge(elbow, rise, chance=0.25, scale=SCALE):
    place = np.maximum(0, np.log10(scale) - elbow) / (24 - elbow)
    return chance + rise * place


def noiseless(mean, n):
    return np.round(np.asarray(mean) * n) / n


@settings(max_examples=25)
@given(
    elbow=st.floats(21.0, 23.0),
    share=st.floats(0.5, 0.95),
    chance=st.sampled_from([0.0, 0.01, 0.2, 0.25, 0.5]),
    n=st.sampled_from([1000, 10000]),
    points=st.sampled_from([8, 10, 13]),
    delta=st.sampled_from([0.03, 0.05, 0.1]),
)
def test_the_point_is_where_the_mean_stays_delta_above_chance(
    elbow, share, chance, n, points, delta
):
    scale = 10.0 ** np.linspace(20, 24, points)
    rise = share * (1 - chance)
    score = noiseless(hinge(elbow, rise, chance, scale), n)
    fit = call(score, scale, chance, n=n, delta=delta)
    truth = elbow + delta / rise * (24 - elbow)
    assert fit.verdict == "emergent"
    assert np.log10(fit.point) == pytest.approx(truth, abs=0.2)
    low, high = np.log10(fit.interval)
    assert low - 0.05 <= truth <= high + 0.05
    assert np.log10(fit.corner[1]) == pytest.approx(elbow, abs=0.3)
    assert np.log10(fit.corner[0]) - 0.02 < elbow < np.log10(fit.corner[2]) + 0.02
    half = elbow + (24 - elbow) / 2
    assert fit.width[0] - 0.01 <= half - truth <= fit.width[2] + 0.01


DIP = np.r_[np.linspace(0.25, 0.1, 5), 0.25, 0.4, 0.55, 0.7]
LOGISTIC = 1 / (1 + np.exp(-4 * (X - 22.5)))
KINDS = [
    (np.full(9, 0.25), "flat"),
    (np.linspace(0.35, 0.7, 9), "above"),
    (np.linspace(0.25, 0.1, 9), "inverse"),
    (np.linspace(0.7, 0.4, 9), "above"),
    (np.linspace(0.6, 0.1, 9), "irregular"),
    (DIP, "u_shaped"),
    (np.r_[0.45, 0.4, 0.3, 0.25, 0.25, 0.25, 0.35, 0.45, 0.6], "irregular"),
    (np.r_[0.25, 0.25, 0.25, 0.35, 0.5, 0.4, 0.3, 0.25, 0.25], "irregular"),
    (np.r_[0.25, 0.25, 0.45, 0.45, 0.25, 0.25, 0.45, 0.6, 0.7], "irregular"),
    (hinge(22, 0.5), "emergent"),
    (0.25 + 0.6 * LOGISTIC, "emergent"),
]


@pytest.mark.parametrize(("mean", "verdict"), KINDS)
@pytest.mark.parametrize("noise", [{"n": 1000}, {"stderr": 0.01}, {}])
def test_calls_each_kind_of_curve(mean, verdict, noise):
    fit = call(noiseless(mean, 1000), **noise)
    assert fit.verdict == verdict
    assert max(fit.probability, key=fit.probability.get) == verdict
    assert sum(fit.models.values()) == pytest.approx(1)
    assert (fit.point is None) == (verdict != "emergent")
    if verdict == "flat":
        assert fit.interval == pytest.approx((1e24, np.inf))
        assert "lies beyond 1e+24" in fit.summary()
    else:
        assert (fit.interval is None) == (verdict != "emergent")
    assert fit.summary().startswith(verdict)


CURVE = noiseless(hinge(22.1, 0.4), 400)


def same(one, two, factor=1.0):
    assert one.verdict == two.verdict == "emergent"
    assert two.point == pytest.approx(one.point * factor, rel=1e-6)
    assert two.interval == pytest.approx([v * factor for v in one.interval], rel=1e-6)
    assert two.corner == pytest.approx([v * factor for v in one.corner], rel=1e-6)
    assert two.width == pytest.approx(one.width, rel=1e-6)
    assert two.probability == pytest.approx(one.probability, abs=1e-8)
    assert two.scatter == pytest.approx(one.scatter, nan_ok=True)
    assert (two.caution, two.falls) == (one.caution, pytest.approx(one.falls))


@settings(max_examples=10)
@given(factor=st.floats(1e-20, 1e6), order=st.permutations(range(9)))
def test_unit_of_scale_and_order_of_rows_do_not_matter(factor, order):
    n = np.arange(400, 1300, 100)
    one = call(CURVE, n=n)
    same(one, call(CURVE, SCALE * factor, n=n), factor)
    two = call(CURVE[order], SCALE[order], n=n[order])
    assert repr(one) == repr(two)
    same(one, two)


@settings(max_examples=10)
@given(st.lists(st.integers(0, 100), min_size=5, max_size=5))
def test_twice_the_rows_are_twice_the_items(hits):
    scale, score, n = 10.0 ** np.arange(5), np.array(hits) / 100, 100
    one = call(score, scale, n=2 * n)
    two = call(np.tile(score, 2), np.tile(scale, 2), n=n)
    assert two.verdict == one.verdict
    assert two.probability == pytest.approx(one.probability, abs=1e-9)
    assert (two.point or 0) == pytest.approx(one.point or 0)


@settings(max_examples=15)
@given(elbow=st.floats(21.2, 22.8), place=st.floats(0.1, 0.9), n=st.integers(500, 5000))
def test_one_more_point_that_agrees_changes_little(elbow, place, n):
    one = call(hinge(elbow, 0.5), n=n)
    more = 10 ** (20 + 4 * place)
    scale = np.append(SCALE, more)
    two = call(hinge(elbow, 0.5, scale=scale), scale, n=n)
    assert one.verdict == two.verdict == "emergent"
    assert one.interval[0] <= two.point <= one.interval[1]
    widths = [np.log10(high / low) for low, high in (one.interval, two.interval)]
    assert widths[1] < widths[0] + 0.1


@settings(max_examples=25)
@given(
    first=st.lists(st.floats(0.24, 0.5), min_size=3, max_size=4),
    later=st.lists(st.floats(0.2, 0.9), min_size=1, max_size=3),
    n=st.sampled_from([50, 100, 1000]),
)
def test_later_points_never_turn_above_into_emergent(first, later, n):
    score, scale = noiseless(first + later, n), 10.0 ** np.arange(len(first + later))
    seen = [call(score[:k], scale[:k], n=n).verdict for k in range(3, len(score) + 1)]
    if "above" in seen:
        assert "emergent" not in seen[seen.index("above") :]


def test_no_curve_is_emergent_against_the_items_of_a_single_model():
    hump = noiseless([0.25, 0.25, 0.4, 0.25, 0.25, 0.25, 0.4, 0.55, 0.7], 100)
    assert call(hump, n=100).verdict in ("irregular", "undetermined")
    sunk = noiseless([0.25, 0.25, 0.12, 0.25, 0.25, 0.25, 0.4, 0.55, 0.7], 100)
    assert call(sunk, n=100).verdict in ("u_shaped", "undetermined")


def test_a_curve_that_falls_back_to_chance_after_its_point_is_not_emergent():
    place = np.linspace(0, 1, 60)
    score = noiseless(0.25 + 0.25 * (place > 0.6), 1000)
    scale = 10 ** (18 + 3 * place)
    sure = call(score, scale, n=1000)
    assert (sure.verdict, sure.caution) == ("emergent", "")
    assert np.log10(sure.point) == pytest.approx(18 + 3 * 0.6, abs=0.1)
    score[45] = 0.255
    denied = call(score, scale, n=1000)
    assert denied.probability["emergent"] > 0.8
    assert denied.verdict == "undetermined"
    assert "speak against emergent" in denied.caution
    score[50] = 0.255
    assert call(score, scale, n=1000).verdict in ("irregular", "undetermined")


def test_more_models_are_not_stopped_by_luck_more_often():
    rng, scale = np.random.default_rng(4), np.geomspace(1e20, 1e24, 100)
    mean = hinge(23.5, 0.5, scale=scale)
    found = [call(rng.binomial(50, mean) / 50, scale, n=50).verdict for _ in range(9)]
    assert found.count("emergent") >= 8


def test_a_bend_far_above_chance_is_above():
    for n in (300, 3000):
        fit = call([19.6, 25.1, 52.2], [3e9, 7e9, 15e9], 0, n=n, unit="percent")
        assert (fit.verdict, fit.caution) == ("above", "")


def test_models_of_many_makers_scatter_and_still_rise_together():
    rng, scale = np.random.default_rng(1), np.geomspace(1e21, 1e25, 60)
    mean = hinge(22, 0.4, scale=scale) + rng.normal(0, 0.04, 60)
    fit = call(noiseless(mean, 14000), scale, n=14000)
    assert fit.probability["emergent"] > 0.8
    assert fit.verdict in ("emergent", "undetermined")  # single ones may be in the way
    assert fit.scatter > 3


TOKENS = [1.075, 2.041, 2.941, 3.648, 3.998, 4.65, 5, 6.03, 6.99, 8, 9, 9.49, 10]
GSM8K = [20, 24, 27, 30, 37, 49, 52, 65, 89, 105, 109, 94, 118]


@pytest.mark.parametrize("points", [5, 8, 13])
def test_above_chance_by_less_than_delta_is_said(points):
    score = noiseless(np.array(GSM8K) / 1000, 1319)
    fit = call(score[:points], TOKENS[:points], chance=0, n=1319)
    expected = {5: "flat", 8: "emergent", 13: "emergent"}
    assert fit.verdict == expected[points]
    assert fit.caution.startswith("the smallest scale is already above chance")
    assert call(score, TOKENS, chance=0.02, n=1319).caution == ""


def test_a_fall_far_above_chance_is_said_and_a_level_is_no_rise():
    sizes, fall = [4e8, 8.3e8, 1.4e9, 2.7e9, 6.8e9], [0.86, 0.83, 0.80, 0.77, 0.74]
    fit = call(fall, sizes, n=5654)
    assert (fit.verdict, fit.caution.split(";")[0]) == ("above", "falls")
    assert fit.falls > 0.5
    assert "falls by delta or more: probability" in fit.summary()
    level = call([0.33, 0.34, 0.33, 0.32, 0.33, 0.33], 10.0 ** np.arange(6), n=500)
    assert (level.verdict, level.caution) == ("above", "")
    assert level.falls < 0.1
    rising = call(np.linspace(0.4, 0.8, 9), n=1000)
    assert (rising.verdict, rising.falls) == ("above", pytest.approx(0, abs=0.01))


def test_above_back_at_chance_and_above_again_is_not_emergent():
    scale = 10 ** (22 + np.array([-1.62, -0.58, -0.14, 0.46, 1.77]))
    score = 0.25 + np.array([0.18, 0.047, -0.007, 0.019, 0.222])
    for noise in ({"n": 1000}, {"n": 100}, {}):
        assert call(score, scale, **noise).verdict == "irregular"


def test_a_threshold_is_told_from_a_slow_rise():
    sudden = call(noiseless(0.25 + 0.5 * (X > 22.2), 2000), n=2000)
    slow = call(noiseless(np.linspace(0.25, 0.75, 9), 2000), n=2000)
    assert sudden.width[2] < 0.6 < 1 < slow.width[0]
    assert slow.width[0] < 4 * 0.4 < slow.width[2]


def test_scores_that_scatter_more_than_n_allows_are_marked():
    wild = hinge(22, 0.5) + 0.03 * np.array([1, -1, 1, -1, 1, -1, 1, -1, 1])
    fit = call(noiseless(wild, 5000), n=5000)
    assert fit.scatter > 3
    told = f"scores scatter {fit.scatter:g} times as much as n allows"
    assert told in fit.caution
    assert f"caution: {fit.caution}" in fit.summary()
    calm = call(noiseless(hinge(22, 0.5), 5000), n=5000)
    assert (calm.scatter < 1, calm.caution) == (True, "")
    assert np.isnan(call(CURVE).scatter)


@pytest.mark.parametrize("noise", [{"n": 400}, {"stderr": 0.02}, {}])
def test_percent_equals_fraction_and_errors_equal_accuracies(noise):
    one = call(CURVE, tolerance=0.02, delta=0.04, **noise)
    percent = {k: v * (100 if k == "stderr" else 1) for k, v in noise.items()}
    how = {"unit": "percent", "tolerance": 2, "delta": 4}
    two = call(100 * CURVE, chance=25, **how, **percent)
    same(one, two)
    assert two.delta == 4
    assert two.curve(SCALE) == pytest.approx(100 * one.curve(SCALE), abs=1e-6)
    how = {"higher_is_better": False, "tolerance": 0.02, "delta": 0.04}
    three = call(1 - CURVE, chance=0.75, **how, **noise)
    same(one, three)
    assert three.curve(SCALE) == pytest.approx(1 - one.curve(SCALE))
    told = call(CURVE, tolerance=0.01, delta=0.05, **noise)
    assert call(CURVE, **noise).probability == pytest.approx(told.probability)


@pytest.mark.parametrize("stderr", [None, 0.6])
@pytest.mark.parametrize("delta", [None, 1.5])
def test_other_units_may_be_shifted_stretched_and_turned(stderr, delta):
    bleu = 40 * (CURVE - 0.25)
    one = call(bleu, chance=0.0, stderr=stderr, unit="other", delta=delta)
    wide = None if stderr is None else 10 * stderr
    how = {"stderr": wide, "unit": "other", "higher_is_better": False}
    two = call(7 - 10 * bleu, chance=7.0, delta=delta and 10 * delta, **how)
    same(one, two)
    assert one.delta == (delta or pytest.approx(0.05 * bleu.max()))
    assert two.delta == pytest.approx(10 * one.delta)
    assert two.curve(SCALE) == pytest.approx(7 - 10 * one.curve(SCALE), abs=1e-6)


def test_errors_of_zero_or_missing_are_those_of_the_others():
    full = np.full(9, 0.02)
    for gap in (0.0, np.nan):
        holes = np.where(np.arange(9) % 4 == 0, gap, full)
        same(call(CURVE, stderr=full), call(CURVE, stderr=holes))
    with pytest.raises(EmergenceDataError, match="above 0 at one point"):
        call(CURVE, stderr=[np.nan] * 9)


def test_the_curve_goes_through_exact_data_and_stays_in_range():
    score = hinge(22, 0.5)
    fit = call(score, n=10**6)
    assert fit.curve(SCALE) == pytest.approx(score, abs=0.02)
    assert fit.curve(1e22).shape == ()
    assert 0.75 < fit.curve([1e40])[0] <= 1.0
    level = call(np.full(9, 0.26), n=10**5)
    assert level.curve(SCALE) == pytest.approx(0.26, abs=0.003)
    assert call(DIP, n=10**4).curve(SCALE) == pytest.approx(DIP, abs=0.02)
    with pytest.raises(EmergenceDataError, match="above 0"):
        fit.curve([0.0])


def test_a_tolerance_lets_chance_move_and_level_sets_the_interval():
    score = noiseless(np.full(9, 0.29), 5000)
    strict, loose = (call(score, n=5000, tolerance=t) for t in (0.001, 0.03))
    assert strict.models["flat"] < 0.05 < 0.5 < loose.models["flat"]
    half = call(CURVE, n=400, level=0.5)
    wide = call(CURVE, n=400)
    assert wide.interval[0] < half.interval[0] < half.interval[1] < wide.interval[1]
    assert half.point == wide.point


def test_a_summary_says_where_how_sudden_and_how_sure():
    fit = call(CURVE, n=400)
    low, high = fit.interval
    lines = fit.summary().split("\n")
    assert lines[0].endswith("chance first, then above for good (delta 0.05)")
    text = f"{fit.point:.3g} (90 % interval {low:.3g} to {high:.3g})"
    assert lines[1] == f"stays above from {text}"
    low, width, high = fit.width
    told = f"half of the rise seen is {width:.2g} decades after that"
    assert lines[2] == f"{told} ({low:.2g} to {high:.2g})"
    assert lines[3].startswith("probability: emergent 1.00, ")
    assert lines[4].startswith("best described by: ramp (")
    assert len(lines) == 5
    ends = f"point={fit.point:.3g}, interval=({fit.interval[0]:.3g}"
    assert repr(fit).startswith(f"EmergenceFit('emergent', {ends}")
