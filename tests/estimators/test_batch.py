import numpy as np
import pytest

from emergestudy.estimators import emergence_point, emergence_points
from emergestudy.estimators.evidence import VERDICTS

RNG = np.random.default_rng(11)
X = np.sort(RNG.uniform(20, 24, (70, 7)), axis=1)
CHANCE = RNG.choice([0.0, 0.25, 0.5], 70)
MEAN = CHANCE[:, None] + 0.4 * np.maximum(0, X - 22) / 2
N = RNG.integers(100, 2000, (70, 7))
SCORE = RNG.binomial(N, np.clip(MEAN, 0, 1)) / N


@pytest.fixture(scope="module")
def many():
    return emergence_points(10**X, SCORE, chance=CHANCE, n=N)


# The method is frozen, so its numbers are: lines of a study to be run anew if they
# change. Columns: emergent ... u_shaped, elbow's low end, median and high end (log10).
PINNED = {
    "n": ({"n": N[0]}, None),
    "stderr": ({"stderr": 0.02}, None),
    "nothing": ({}, None),
    "tolerance": ({"n": N[0], "tolerance": 0.01}, None),
    "rho": ({"n": N[0], "overdispersion": "estimate"}, None),
    "other": ({"unit": "other", "stderr": 0.05}, None),
    "unknown": ({"unit": "other"}, None),
}


@pytest.mark.parametrize("row", [0, 13, 69])
def test_a_curve_alone_and_among_others_is_the_same(many, row):
    one = emergence_point(10 ** X[row], SCORE[row], chance=CHANCE[row], n=N[row])
    assert many.verdict[row] == one.verdict
    assert many.probability[row] == pytest.approx(list(one.probability.values()))
    assert many.elbow[row] == pytest.approx(one.elbow, rel=1e-9)
    assert many.scatter[row] == pytest.approx(one.scatter)


def test_processes_do_not_change_the_result(many):
    how = {"chance": CHANCE, "n": N, "overdispersion": "estimate"}
    one, two = (emergence_points(10**X, SCORE, **how, jobs=jobs) for jobs in (1, 2))
    assert (one.verdict == two.verdict).all()
    assert (one.rho == two.rho).all()
    assert two.elbow == pytest.approx(one.elbow, rel=1e-9)
    assert two.fitted.theta == pytest.approx(one.fitted.theta)
    assert two.scatter == pytest.approx(one.scatter)


def test_shared_scales_equal_scales_written_out():
    scale = 10.0 ** np.linspace(20, 24, 7)
    short = emergence_points(scale, SCORE, chance=0.25, n=500)
    every, n = np.tile(scale, (70, 1)), np.full((70, 7), 500)
    full = emergence_points(every, SCORE, chance=0.25, n=n)
    assert full.elbow == pytest.approx(short.elbow)


def test_the_table_has_a_row_for_each_curve(many):
    table = many.to_frame()
    assert len(table) == len(many) == 70
    emergent = table["verdict"] == "emergent"
    assert table.loc[emergent, "point"].tolist() == many.elbow[emergent, 1].tolist()
    assert table.loc[emergent, "low"].tolist() == many.elbow[emergent, 0].tolist()
    assert table.loc[emergent, "high"].tolist() == many.elbow[emergent, 2].tolist()
    assert table.loc[~emergent, "point"].isna().all()
    assert table["p_flat"].tolist() == many.probability[:, 2].tolist()
    counts = table["verdict"].value_counts().sort_index()
    found = ", ".join(f"{count} {name}" for name, count in counts.items())
    assert repr(many) == f"EmergenceFits(70 curves: {found})"
    assert set(table["verdict"]) <= set(VERDICTS)


AT = np.linspace(20, 24, 10)
HINGE = 0.25 + 0.5 * np.maximum(0, AT - 22) / 2


def draw(rho, curves, mean=HINGE):
    p = np.tile(mean, (curves, 1))
    if rho:
        size = 1 / rho - 1
        p = RNG.beta(p * size, (1 - p) * size)
    return RNG.binomial(2000, p) / 2000


@pytest.mark.parametrize(("seeds", "curves", "rel"), [(1, 200, 0.25), (3, 60, 0.15)])
def test_rho_is_right_on_average_from_residuals_and_from_seeds(seeds, curves, rel):
    score = draw(0.005, curves, np.repeat(HINGE, seeds))
    how = {"chance": 0.25, "n": 2000}
    scale = 10 ** np.repeat(AT, seeds)
    fits = emergence_points(scale, score, **how, overdispersion="estimate")
    assert fits.rho.mean() == pytest.approx(0.005, rel=rel)
    plain = emergence_point(scale, score[0], **how)
    assert plain.rho == 0
    assert plain.scatter > 3
    assert "consider overdispersion='estimate'" in plain.summary()


def test_rho_from_seeds_by_hand():
    # Four points more than scales; chi-squared around the means of the scales.
    scale = np.repeat([1.0, 10, 100, 1000], 2)
    n = np.array([100, 300, *[200] * 6])
    score = np.array([0.2, 0.3, 0.2, 0.3, 0.5, 0.6, 0.7, 0.9])
    mean = np.repeat([0.275, 0.25, 0.55, 0.8], 2)
    chi2 = (n * (score - mean) ** 2 / (mean * (1 - mean))).sum()
    how = {"chance": 0.25, "n": n, "overdispersion": "estimate"}
    fit = emergence_point(scale, score, **how)
    assert fit.rho == pytest.approx((chi2 / 4 - 1) / (n.mean() - 1))
    wild = emergence_point(scale, [0, 1] * 4, **(how | {"n": 10**6}))
    assert wild.rho == 0.5


def test_independent_items_scatter_as_they_should():
    fits = emergence_points(10**AT, draw(0, 200), chance=0.25, n=2000)
    assert fits.scatter.mean() == pytest.approx(1.0, abs=0.2)
    assert (fits.rho == 0).all()
    none = emergence_points(10**AT, draw(0, 3), chance=0.25)
    assert np.isnan(none.scatter).all()
