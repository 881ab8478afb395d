import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import emergence_point
from emergestudy.estimators.evidence import RIVALS

SCALE = 10.0 ** np.linspace(20, 24, 9)
X = np.log10(SCALE)


def call(score, scale=SCALE, chance=0.25, **how):
    return emergence_point(scale, score, chance=chance, **how)


def hinge(elbow, rise, chance=0.25, scale=SCALE):
    place = np.maximum(0, np.log10(scale) - elbow) / (24 - elbow)
    return chance + rise * place


def noiseless(mean, n):
    return np.round(np.asarray(mean) * n) / n


@settings(max_examples=25, deadline=None)
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
    fit = call(score, scale, chance, n=n)
    assert fit.verdict == "emergent"
    assert np.log10(fit.point) == pytest.approx(elbow, abs=0.12)
    low, high = np.log10(fit.interval)
    assert low - 0.005 <= elbow <= high + 0.005  # the interval is read off a grid


@pytest.mark.parametrize(
    ("mean", "verdict"),
    [
        (np.full(9, 0.25), "flat"),
        (np.linspace(0.35, 0.7, 9), "smooth"),
        (np.full(9, 0.6), "smooth"),
        (np.linspace(0.25, 0.1, 9), "inverse"),
        (np.linspace(0.6, 0.3, 9), "inverse"),
        (np.r_[np.linspace(0.25, 0.1, 5), 0.25, 0.4, 0.55, 0.7], "u_shaped"),
        (hinge(22, 0.5), "emergent"),
        (0.25 + 0.6 / (1 + np.exp(-4 * (X - 22.5))), "emergent"),
    ],
)
@pytest.mark.parametrize("noise", [{"n": 1000}, {"stderr": 0.01}, {}])
def test_calls_each_kind_of_curve(mean, verdict, noise):
    fit = call(noiseless(mean, 1000), **noise)
    assert fit.verdict == verdict
    assert (fit.point is None) == (verdict != "emergent")
    if verdict == "flat":
        assert fit.interval == pytest.approx((1e24, np.inf))
        assert "lies beyond 1e+24" in fit.summary()
    else:
        assert (fit.interval is None) == (verdict != "emergent")


CURVE = noiseless(hinge(22.1, 0.4), 400)


def same(one, two, factor=1.0):
    assert one.verdict == two.verdict == "emergent"
    assert two.point == pytest.approx(one.point * factor, rel=1e-6)
    assert two.interval == pytest.approx([v * factor for v in one.interval], rel=1e-6)
    weights = one.evidence["weight"].to_numpy()
    assert two.evidence["weight"].to_numpy() == pytest.approx(weights, abs=1e-8)


@settings(max_examples=10, deadline=None)
@given(factor=st.floats(1e-20, 1e6), order=st.permutations(range(9)))
def test_unit_of_scale_and_order_of_rows_do_not_matter(factor, order):
    n = np.arange(400, 1300, 100)
    one = call(CURVE, n=n)
    same(one, call(CURVE, SCALE * factor, n=n), factor)
    two = call(CURVE[order], SCALE[order], n=n[order])
    assert repr(one) == repr(two)
    same(one, two)


def test_over_dispersion_given_equals_fewer_items():
    one = call(CURVE, n=10000, overdispersion=0.01)
    same(one, call(CURVE, n=10000 / (1 + 9999 * 0.01)))
    assert one.rho == 0.01


@pytest.mark.parametrize("noise", [{"n": 400}, {"stderr": 0.02}, {}])
@pytest.mark.parametrize("tolerance", [0, 0.01])
def test_percent_equals_fraction_and_errors_equal_accuracies(noise, tolerance):
    one = call(CURVE, tolerance=tolerance, **noise)
    percent = {k: v * (100 if k == "stderr" else 1) for k, v in noise.items()}
    how = {"unit": "percent", "tolerance": 100 * tolerance}
    two = call(100 * CURVE, chance=25, **how, **percent)
    same(one, two)
    assert two.curve(SCALE) == pytest.approx(100 * one.curve(SCALE), abs=1e-6)
    how = {"higher_is_better": False, "tolerance": tolerance}
    three = call(1 - CURVE, chance=0.75, **how, **noise)
    same(one, three)
    assert three.curve(SCALE) == pytest.approx(1 - one.curve(SCALE))


@pytest.mark.parametrize("stderr", [None, 0.6])
def test_other_units_may_be_shifted_stretched_and_turned(stderr):
    bleu = 40 * (CURVE - 0.25)
    one = call(bleu, chance=0.0, stderr=stderr, unit="other", tolerance=0.1)
    wide = None if stderr is None else 10 * stderr
    how = {"stderr": wide, "unit": "other", "higher_is_better": False, "tolerance": 1}
    two = call(7 - 10 * bleu, chance=7.0, **how)
    same(one, two)
    assert two.curve(SCALE) == pytest.approx(7 - 10 * one.curve(SCALE), abs=1e-6)


def test_the_curve_goes_through_exact_data_and_stays_in_range():
    score = hinge(22, 0.5)
    fit = call(score, n=10**6)
    assert fit.curve(SCALE) == pytest.approx(score, abs=1e-3)
    assert fit.curve(1e22).shape == ()
    assert fit.curve([1e30]) == 1.0
    with pytest.raises(EmergenceDataError, match="above 0"):
        fit.curve([0.0])


def test_evidence_lists_every_rival_and_the_heaviest_of_the_kind_is_the_curve():
    fit = call(CURVE, n=400)
    table = fit.evidence.set_index("rival")
    assert table.index.tolist() == [rival.name for rival in RIVALS]
    by_kind = table.groupby("kind")["weight"].sum()
    assert by_kind.to_dict() == pytest.approx(fit.probability)
    assert fit.rival == table.loc[table["kind"] == "emergent", "weight"].idxmax()
    doubt = call([0.25, 0.27, 0.3], [1, 10, 100], n=500)
    assert doubt.rival == doubt.evidence.set_index("rival")["weight"].idxmax()
    assert repr(doubt) == "EmergenceFit('undetermined', level=0.9)"


@pytest.mark.parametrize("noise", [{"n": 1000}, {}])
def test_exact_zeros_and_three_points_are_legal(noise):
    fit = call([0, 0, 0, 0, 0, 0.02, 0.15, 0.3, 0.5], chance=0, **noise)
    assert fit.verdict == "emergent"
    assert 1e21 < fit.point < 1e23
    assert call(np.zeros(9), chance=0, **noise).verdict == "flat"
    for score in ([0.25, 0.26, 0.5], [0, 0, 0], [1, 1, 1]):
        few = call(score, [1e9, 1e10, 1e11], **noise)
        assert few.verdict in few.summary()


def test_a_tolerance_widens_the_interval_and_lets_chance_move():
    score = noiseless(hinge(22, 0.4, 0.27), 5000)
    strict, loose = call(score, n=5000), call(score, n=5000, tolerance=0.02)
    assert abs(np.log10(loose.point) - 22) < 0.1 < abs(np.log10(strict.elbow[1]) - 22)
    assert loose.curve(SCALE)[0] == pytest.approx(0.27, abs=0.003)
    flat = call(noiseless(np.full(9, 0.26), 1000), n=1000, tolerance=0.02)
    assert flat.verdict == "flat"


def test_a_summary_says_where_and_how_sure():
    fit = call(CURVE, n=400)
    low, high = fit.interval
    text = f"{fit.point:.3g} (90 % interval {low:.3g} to {high:.3g})"
    assert fit.summary().split("\n") == [
        "emergent: at chance first, above it from the emergence point on",
        f"leaves chance at {text}",
        "probability: emergent 1.00, u_shaped 0.00, smooth 0.00",
        "best curve: hinge",
    ]
    ends = f"point={fit.point:.3g}, interval=({low:.3g}, {high:.3g})"
    assert repr(fit) == f"EmergenceFit('emergent', {ends}, level=0.9)"
