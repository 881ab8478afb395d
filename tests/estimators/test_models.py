"""Shapes, likelihoods and the free chain: known answers, integrals, sums over paths."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from emergestudy.estimators import chain, emergence_point, shapes, verdicts
from emergestudy.estimators.inputs import read_curves
from emergestudy.estimators.likelihood import Noise, lay, profile
from emergestudy.estimators.models import FLAT

T = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
LOGISTIC = 1 / (1 + np.exp(-(np.array([-2, 3, 8, 13, 18]) - 2)))


@pytest.mark.parametrize(("corner", "length", "softness", "heights"), [
    (0.5, np.inf, 1e-6, [0, 0, 0, 0.25, 0.5]),
    (0.2, 0.4, 1e-6, [0, 0.125, 0.75, 1, 1]),
    (0.1, 0.0, 0.05, LOGISTIC),
    (0.5, np.inf, 0.25, 0.25 * np.log1p(np.exp([-2, -1, 0, 1, 2]))),
])  # fmt: skip
def test_heights_of_ramps(corner, length, softness, heights):
    assert shapes.ramp(T, corner, length, softness) == pytest.approx(heights, abs=1e-6)


def test_the_book_says_how_probable_flat_is_before_the_data(root):
    pages = ("book/glossary.md", "book/course/session_2.md")
    for name in (*pages, "notebooks/measuring_emergence.ipynb"):
        said = re.findall(
            r"[Ff]lat has (?:a )?(?:probability (?:of )?)?([\d.]+\d)",
            (root / name).read_text(encoding="utf-8"),
        )
        assert said == [str(FLAT)], name


@settings(max_examples=60)
@given(
    level=st.floats(0.001, 0.98),
    corner=st.floats(-1, 1),
    length=st.sampled_from([0.0, 0.1, 0.7, np.inf]),
    softness=st.floats(0.01, 0.4),
)
def test_a_ramp_reaches_a_level_where_it_says(level, corner, length, softness):
    place = shapes.ramp_reaches(level, corner, length, softness)
    assert shapes.ramp(place, corner, length, softness) == pytest.approx(level)
    assert np.isinf(shapes.ramp_reaches(1.01, corner, 0.2, softness))
    assert np.isinf(shapes.ramp_reaches(1.01, corner, 0.0, softness))


HEIGHTS = np.array([-0.2, -0.05, -0.04, 0, 0.04, 0.05, 0.2])


def test_a_curve_is_classed_by_what_it_does_for_good():
    left, mid, right = (a.ravel() for a in np.meshgrid(*[HEIGHTS] * 3, indexing="ij"))
    found = np.array(verdicts.KINDS)[verdicts.classify(left, mid, right, 0.05)]
    for *heights, kind in zip(left, mid, right, found, strict=True):
        up, sunk = [h >= 0.05 for h in heights], any(h <= -0.05 for h in heights)
        expected = ("u_shaped" if sunk else "emergent") if up[2] else "irregular"
        expected = expected if sorted(up) == up else "irregular"
        expected = expected if any(up) else "inverse" if sunk else "flat"
        assert kind == ("above" if all(up) else expected), heights


def test_only_a_kind_above_the_bar_is_called():
    table = np.vstack([np.eye(6) * 0.772 + 0.038, [0.8, 0.2, 0, 0, 0, 0]])
    assert verdicts.decide(table).tolist() == list(verdicts.VERDICTS)


FEW = np.array([0.0, 0.3, 0.55, 1.0])[:, None, None]
MEAN = np.array([0.01, 0.25, 0.6, 0.9])[:, None, None]
TWENTY = np.full_like(FEW, 20.0)
ONE = np.ones((1, 1)), np.ones(1)


@pytest.mark.parametrize("binomial", [True, False])
def test_likelihoods_equal_scipy_and_their_precision_is_the_slope(binomial):
    noise = Noise(FEW, TWENTY, *ONE, binomial)
    best = np.clip(FEW, 1e-12, 1 - 1e-12)
    truth = stats.norm.logpdf(FEW, MEAN, 20**-0.5) - stats.norm.logpdf(0, 0, 20**-0.5)
    if binomial:
        hits = 20 * FEW
        truth = stats.binom.logpmf(hits, 20, MEAN) - stats.binom.logpmf(hits, 20, best)
    assert noise.loglik(MEAN)[0, 0] == pytest.approx(truth.sum(), abs=1e-6)
    for point in range(4):
        step = np.zeros_like(MEAN)
        step[point] = 1e-6
        slope = (noise.loglik(MEAN + step) - noise.loglik(MEAN - step))[0, 0] / 2e-6
        expected = (noise.precision(MEAN) * (FEW - MEAN))[point, 0, 0]
        assert slope == pytest.approx(expected, rel=1e-4)
    clipped = noise.clip(np.array([-1.0, 0.5, 2.0]))
    assert clipped.tolist() == ([1e-4, 0.5, 1 - 1e-4] if binomial else [-1, 0.5, 2])
    guess = np.array([0.5, 6.5, 11.5, 20.5]) / 21
    expected = 20 / (guess * (1 - guess)) if binomial else [20] * 4
    assert noise.precision().ravel() == pytest.approx(expected)


X = 10.0 ** np.linspace(20, 24, 6)
SCORE = np.array([0.26, 0.24, 0.25, 0.3, 0.41, 0.5])
PLAIN = {"unit": "fraction", "higher_is_better": True, "log_scale": True}


def laid(score=SCORE, scale=X, n=200, chance=0.25, stderr=None, **how):
    how = PLAIN | {"chance": chance, "n": n, "stderr": stderr} | how
    return lay(read_curves(scale, score, **how))


@pytest.mark.parametrize("noise", [{"n": 200}, {"n": None, "stderr": 0.03}])
@pytest.mark.parametrize("tolerance", [0, 0.02])
@pytest.mark.parametrize("setting", [0, 3])
def test_height_and_shift_are_averaged_at_every_noise(noise, tolerance, setting):
    data = laid(**noise, tolerance=tolerance)
    shape = shapes.ramp(data.place, 0.4, np.inf, 1e-3)
    factor, top = data.noise.factor[0, setting], 0.75 / 0.6
    found = profile(data, shape, steps=4).at(data.noise.factor[:, :, None])

    spread = data.tolerance[0, 0]
    items = 0.4 * 0.25 * 0.75 / 200 if noise["n"] else 0
    assert spread == pytest.approx(max(np.sqrt(tolerance**2 + items), 1e-6))
    assert data.lasting[0, 0] == pytest.approx((max(tolerance, 1e-6) / spread) ** 2)

    def log(height, shift):
        mean = data.noise.clip(0.25 + shift + height * shape)
        return factor * data.noise.loglik(mean)[0, 0] - 0.5 * (shift / spread) ** 2

    wide = 4 * spread
    best = optimize.minimize_scalar(
        lambda h: -max(log(h, s) for s in np.linspace(-wide, wide, 41)),
        bounds=(0, top), method="bounded",
    )  # fmt: skip
    assert found.target[0, setting, 0] == pytest.approx(best.x, abs=0.02)
    area = integrate.dblquad(
        lambda s, h: np.exp(log(h, s) + best.fun), 0, top, -wide, wide, epsrel=1e-3
    )[0]
    norm = np.sqrt(2 * np.pi) * spread * top
    expected = np.log(area / norm) - best.fun
    assert found.average[0, setting, 0] == pytest.approx(expected, abs=0.06)
    heights, shifts = found.draw(5)
    assert (np.diff(heights[0, setting, 0]) > 0).all()
    assert (np.abs(shifts) < 1e-4 if spread < 1e-3 else np.diff(shifts) < 0).all()


def test_sums_over_all_paths_are_those_of_the_chain():
    data = laid([0.25, 0.24, 0.45], [1, 10, 100], n=60)
    found = chain.chain(data)
    edges, middle, move = chain._cells(0.05, -0.25, 0.75)
    cut = np.clip(edges, -0.25, 0.75)[None]
    start, near = chain._start(middle, np.diff(cut), data.tolerance)
    emission, peak = chain._emission(data, cut)
    move = move * np.diff(cut) / np.diff(edges)
    move = (1 - chain.RETURN) * move / move.sum(axis=1, keepdims=True)
    move = move + chain.RETURN * near
    for setting in range(4):
        one, two, three = emission[:, setting]
        paths = (start[0] * one)[:, None, None] * (move * two)[:, :, None]
        paths = paths * (move * three)[None]
        evidence = np.log(paths.sum()) + peak[setting]
        assert found.evidence[0, setting] == pytest.approx(evidence)
        height = np.meshgrid(*[middle] * 3, indexing="ij")
        kind = verdicts.classify(*height, 0.05)
        total = np.bincount(kind.ravel(), paths.ravel(), 6) / paths.sum()
        assert found.kind[0, setting] == pytest.approx(total, abs=1e-9)
        late = paths[(kind == 0) & (height[1] < 0.05)].sum() / paths.sum()
        assert found.emergent[0, setting, 1] == pytest.approx(late, abs=1e-9)
        late = paths[(kind == 4) & (height[1] < 0.05)].sum() / paths.sum()
        assert found.u_shaped[0, setting, 1] == pytest.approx(late, abs=1e-9)


def test_the_chain_sees_a_fall_far_above_chance_and_takes_a_tie_for_no_step():
    fall = chain.chain(laid([0.86, 0.83, 0.80, 0.74], [1, 10, 100, 1e3], n=5000))
    level = chain.chain(laid([0.8, 0.8, 0.8, 0.8], [1, 10, 100, 1e3], n=5000))
    assert fall.falls[0, 0] > 0.99 > 0.01 > level.falls[0, 0]
    twice = chain.chain(laid([0.3, 0.5, 0.5, 0.7], [1, 10, 10, 100], n=[9, 9, 9, 9]))
    once = chain.chain(laid([0.3, 0.5, 0.7], [1, 10, 100], n=[9, 18, 9]))
    assert twice.evidence == pytest.approx(once.evidence)
    assert twice.kind == pytest.approx(once.kind)
    assert twice.emergent[0, :, 1] == pytest.approx(np.zeros(5))


def test_a_shape_that_a_grid_misses_is_polished_until_it_fits():
    scale = 10.0 ** np.array([20.9, 21.4, 21.9, 23.8])  # 14,042 answers of MMLU
    fit = emergence_point(scale, [0.255, 0.247, 0.279, 0.674], chance=0.25, n=14042)
    assert (fit.verdict, fit.caution) == ("emergent", "")
    assert fit.scatter < 3
    assert fit.curve(scale) == pytest.approx([0.25, 0.25, 0.279, 0.674], abs=0.006)
