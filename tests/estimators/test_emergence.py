import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import emergence_point
from emergestudy.estimators.evidence import RIVALS

SCALE = 10.0 ** np.linspace(20, 24, 9)


def hinge(elbow, rise, chance, scale=SCALE):
    place = np.maximum(0, np.log10(scale) - elbow) / (24 - elbow)
    return chance + rise * place


def noiseless(mean, n):
    return np.round(np.asarray(mean) * n) / n


@settings(max_examples=40, deadline=None)
@given(
    elbow=st.floats(21.0, 23.0),
    share=st.floats(0.5, 0.95),
    chance=st.sampled_from([0.0, 0.01, 0.2, 0.25, 0.5]),
    n=st.sampled_from([1000, 10000]),
    points=st.sampled_from([8, 10, 13]),
)
def test_recovers_the_elbow_of_a_hinge(elbow, share, chance, n, points):
    scale = 10.0 ** np.linspace(20, 24, points)
    score = noiseless(hinge(elbow, share * (1 - chance), chance, scale), n)
    fit = emergence_point(scale, score, chance, n)
    assert fit.verdict == "emergent"
    assert np.log10(fit.point) == pytest.approx(elbow, abs=0.12)
    low, high = np.log10(fit.interval)
    assert low - 0.005 <= elbow <= high + 0.005  # the interval is read off a grid


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    elbow=st.floats(21.2, 22.6),
    share=st.floats(0.2, 0.8),
    kind=st.sampled_from(["known n", "stderr", "unknown"]),
)
def test_noise_moves_the_point_no_further_than_its_interval(seed, elbow, share, kind):
    rng = np.random.default_rng(seed)
    scale = 10.0 ** np.linspace(20, 24, 13)
    x = np.log10(scale)
    mean = 0.25 + 0.5 * np.clip((x - elbow) / (share * (24 - elbow)), 0, 1)
    score = rng.binomial(1000, mean) / 1000
    noise = {"known n": {"n": 1000}, "stderr": {"stderr": 0.015}, "unknown": {}}[kind]
    fit = emergence_point(scale, score, 0.25, level=0.9999, **noise)
    assert fit.verdict == "emergent"
    low, high = np.log10(fit.interval)
    assert low - 0.2 <= elbow <= high + 0.2


@pytest.mark.parametrize(
    ("mean", "verdict"),
    [
        (np.full(9, 0.25), "flat"),
        (np.linspace(0.35, 0.7, 9), "smooth"),
        (np.full(9, 0.6), "smooth"),
        (np.linspace(0.25, 0.1, 9), "inverse"),
        (np.linspace(0.6, 0.3, 9), "inverse"),
        (np.r_[np.linspace(0.25, 0.1, 5), 0.25, 0.4, 0.55, 0.7], "u_shaped"),
        (hinge(22, 0.5, 0.25), "emergent"),
        (0.25 + 0.6 / (1 + np.exp(-4 * (np.log10(SCALE) - 22.5))), "emergent"),
    ],
)
@pytest.mark.parametrize("noise", [{"n": 1000}, {"stderr": 0.01}, {}])
def test_calls_each_kind_of_curve(mean, verdict, noise):
    assert emergence_point(SCALE, noiseless(mean, 1000), 0.25, **noise).verdict == (
        verdict
    )


def test_a_flat_curve_has_not_emerged_yet():
    fit = emergence_point(SCALE, np.full(9, 0.25), 0.25, 1000)
    assert fit.point is None
    assert fit.interval[0] == pytest.approx(1e24)
    assert fit.interval[1] == np.inf


@pytest.mark.parametrize("mean", [np.linspace(0.35, 0.7, 9), np.linspace(0.25, 0.1, 9)])
def test_no_point_and_no_interval_unless_emergent_or_flat(mean):
    fit = emergence_point(SCALE, mean, 0.25, 1000)
    assert fit.point is None
    assert fit.interval is None


def test_a_logistic_emerges_where_its_tangent_leaves_chance():
    x = np.linspace(20, 24, 25)
    score = 0.25 + 0.6 / (1 + np.exp(-(x - 22.5) / 0.3))
    fit = emergence_point(10**x, noiseless(score, 10**5), 0.25, 10**5)
    assert fit.rival == "logistic"
    assert np.log10(fit.point) == pytest.approx(22.5 - 2 * 0.3, abs=0.02)


CURVE = noiseless(hinge(22.1, 0.4, 0.25), 400)


def same(one, two, factor=1.0):
    assert one.verdict == two.verdict
    assert two.point == pytest.approx(one.point * factor, rel=1e-6)
    assert two.interval == pytest.approx([v * factor for v in one.interval], rel=1e-6)
    weights = one.evidence["weight"].to_numpy()
    assert two.evidence["weight"].to_numpy() == pytest.approx(weights, abs=1e-8)


@settings(max_examples=15, deadline=None)
@given(st.floats(1e-20, 1e6))
def test_the_unit_of_scale_does_not_matter(factor):
    one = emergence_point(SCALE, CURVE, 0.25, 400)
    same(one, emergence_point(SCALE * factor, CURVE, 0.25, 400), factor)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(9)))
def test_the_order_of_rows_does_not_matter(order):
    n = np.arange(400, 1300, 100)
    one = emergence_point(SCALE, CURVE, 0.25, n)
    two = emergence_point(SCALE[order], CURVE[order], 0.25, n[order])
    assert repr(one) == repr(two)
    same(one, two)


@pytest.mark.parametrize("noise", [{"n": 400}, {}])
def test_percent_equals_fraction(noise):
    one = emergence_point(SCALE, CURVE, 0.25, **noise)
    two = emergence_point(SCALE, 100 * CURVE, 0.25, unit="percent", **noise)
    same(one, two)
    assert two.curve(SCALE) == pytest.approx(100 * one.curve(SCALE), abs=1e-6)


def test_errors_equal_accuracies():
    one = emergence_point(SCALE, CURVE, 0.25, 400)
    two = emergence_point(SCALE, 1 - CURVE, 0.75, 400, higher_is_better=False)
    same(one, two)
    assert two.curve(SCALE) == pytest.approx(1 - one.curve(SCALE))


@pytest.mark.parametrize("stderr", [None, 0.6])
def test_other_units_may_be_shifted_stretched_and_turned(stderr):
    bleu = 40 * (CURVE - 0.25)
    one = emergence_point(SCALE, bleu, 0.0, stderr=stderr, unit="other")
    wide = None if stderr is None else 10 * stderr
    options = {"stderr": wide, "unit": "other", "higher_is_better": False}
    two = emergence_point(SCALE, 7 - 10 * bleu, 7.0, **options)
    assert one.verdict == "emergent"
    same(one, two)
    assert two.curve(SCALE) == pytest.approx(7 - 10 * one.curve(SCALE), abs=1e-6)


def test_a_linear_axis_gives_a_point_on_it():
    x = np.arange(9.0)
    score = noiseless(0.25 + 0.1 * np.maximum(0, x - 3.5), 2000)
    fit = emergence_point(x, score, 0.25, 2000, log_scale=False)
    assert fit.point == pytest.approx(3.5, abs=0.2)


def test_the_curve_goes_through_exact_data():
    score = hinge(22, 0.5, 0.25)
    fit = emergence_point(SCALE, score, 0.25, 10**6)
    assert fit.curve(SCALE) == pytest.approx(score, abs=1e-3)
    assert fit.curve(1e22).shape == ()


def test_evidence_lists_every_rival():
    evidence = emergence_point(SCALE, CURVE, 0.25, 400).evidence
    assert evidence["rival"].tolist() == [rival.name for rival in RIVALS]
    assert evidence["weight"].sum() == pytest.approx(1.0)
    assert {"log_likelihood", "aicc", "parameters", "kind"} <= set(evidence.columns)


def test_ties_in_scale_are_legal_and_tell_more():
    once = emergence_point(SCALE, CURVE, 0.25, 400)
    twice = emergence_point(np.tile(SCALE, 2), np.tile(CURVE, 2), 0.25, 400)
    assert twice.verdict == "emergent"
    assert np.ptp(np.log10(twice.interval)) < np.ptp(np.log10(once.interval))


def test_varying_n_weighs_points():
    # One wild point hardly matters when few items stand behind it.
    score = CURVE.copy()
    score[2] = 0.6
    n = np.full(9, 400)
    n[2] = 5
    fit = emergence_point(SCALE, score, 0.25, n)
    assert fit.verdict == "emergent"
    assert np.log10(fit.point) == pytest.approx(22.1, abs=0.3)


@pytest.mark.parametrize("noise", [{"n": 1000}, {}])
def test_exact_zeros_at_chance_zero(noise):
    score = [0, 0, 0, 0, 0, 0.02, 0.15, 0.3, 0.5]
    fit = emergence_point(SCALE, score, 0.0, **noise)
    assert fit.verdict == "emergent"
    assert 1e21 < fit.point < 1e23
    assert emergence_point(SCALE, np.zeros(9), 0.0, **noise).verdict == "flat"


@pytest.mark.parametrize("score", [[0.25, 0.26, 0.5], [0, 0, 0], [1, 1, 1]])
@pytest.mark.parametrize("noise", [{"n": 50}, {}])
def test_three_points_are_legal(score, noise):
    fit = emergence_point([1e9, 1e10, 1e11], score, 0.25, **noise)
    assert fit.verdict in fit.summary()


def test_a_tolerance_widens_the_interval_and_lets_chance_move():
    score = noiseless(hinge(22, 0.4, 0.27), 5000)
    strict = emergence_point(SCALE, score, 0.25, 5000)
    loose = emergence_point(SCALE, score, 0.25, 5000, tolerance=0.02)
    assert abs(np.log10(loose.point) - 22) < 0.1 < abs(np.log10(strict.elbow[1]) - 22)
    assert loose.curve(SCALE)[0] == pytest.approx(0.27, abs=0.003)


def test_flat_curves_stay_flat_with_a_tolerance():
    score = noiseless(np.full(9, 0.26), 1000)
    assert emergence_point(SCALE, score, 0.25, 1000, tolerance=0.02).verdict == "flat"


def test_over_dispersion_given_equals_fewer_items():
    one = emergence_point(SCALE, CURVE, 0.25, 10000, overdispersion=0.01)
    two = emergence_point(SCALE, CURVE, 0.25, 10000 / (1 + 9999 * 0.01))
    same(one, two)


def test_over_dispersion_is_found_from_seeds():
    rng = np.random.default_rng(3)
    scale, mean = np.repeat(SCALE, 4), np.repeat(hinge(22, 0.5, 0.25), 4)
    size = 1 / 0.01 - 1
    score = rng.binomial(2000, rng.beta(mean * size, (1 - mean) * size)) / 2000
    fit = emergence_point(scale, score, 0.25, 2000, overdispersion="estimate")
    assert 0.005 < fit.rho < 0.02
    plain = emergence_point(scale, score, 0.25, 2000)
    assert plain.rho == 0
    assert plain.scatter > 10
    assert "overdispersion" in plain.summary()


def test_repr_and_summary_say_where_and_how_sure():
    fit = emergence_point(SCALE, CURVE, 0.25, 400)
    assert repr(fit).startswith("EmergenceFit('emergent', point=")
    assert "90 % interval" in fit.summary()
    assert "best curve: hinge" in fit.summary()


BAD = [
    ({"score": [0.1, 0.2]}, "9 scale"),
    ({"scale": [1, 2], "score": [0.1, 0.2]}, "at least 3 points, not 2"),
    ({"scale": [-5.0, *SCALE[1:]]}, "-5"),
    ({"scale": [0.0, *SCALE[1:]]}, "above 0"),
    ({"scale": [np.nan, *SCALE[1:]]}, "not finite"),
    ({"scale": [np.inf, *SCALE[1:]]}, "inf"),
    ({"scale": np.full(9, 7.0)}, "All scales of a curve are 7"),
    ({"score": [1.3, *CURVE[1:]]}, "1.3.*percent"),
    ({"score": [-0.1, *CURVE[1:]]}, "-0.1"),
    ({"score": [np.nan, *CURVE[1:]]}, "position 0"),
    ({"score": ["high"] * 9}, "numbers"),
    ({"score": CURVE[None]}, "emergence_points"),
    ({"score": 100 * CURVE + 60, "unit": "percent"}, "outside 0 to 100"),
    ({"unit": "procent"}, "'procent'.*fraction, percent, other"),
    ({"chance": 25}, "25.*0.25"),
    ({"chance": 1.0}, "1.*in \\[0, 1\\)"),
    ({"chance": -0.1}, "-0.1"),
    ({"chance": [0.1, 0.2]}, "shape"),
    ({"n": 0}, "0.*1 or more"),
    ({"n": [100, 200]}, "shape \\(2,\\)"),
    ({"stderr": 0.0}, "above"),
    ({"n": 100, "stderr": 0.1}, "not both"),
    ({"n": 100, "unit": "other"}, "stderr"),
    ({"level": 1.5}, "1.5"),
    ({"tolerance": -1}, "-1"),
    ({"n": 100, "overdispersion": 2}, "2"),
    ({"n": 100, "overdispersion": "yes"}, "'yes'"),
    ({"overdispersion": 0.1}, "needs n"),
]


@pytest.mark.parametrize(("change", "message"), BAD)
def test_broken_input_is_named(change, message):
    given = {"scale": SCALE, "score": CURVE} | change
    with pytest.raises(EmergenceDataError, match=message) as caught:
        emergence_point(**given)
    assert len(str(caught.value)) < 200


def test_the_curve_refuses_scales_without_a_logarithm():
    with pytest.raises(EmergenceDataError, match="above 0"):
        emergence_point(SCALE, CURVE, 0.25, 400).curve([0.0])


def test_importing_is_light():
    code = (
        "import sys, emergestudy.estimators as e; "
        "heavy = {'matplotlib', 'seaborn', 'statsmodels', 'piecewise_regression'}; "
        "sys.exit(len(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
