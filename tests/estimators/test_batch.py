import numpy as np
import pytest

from emergestudy.estimators import emergence_point, emergence_points

RNG = np.random.default_rng(11)
X = np.sort(RNG.uniform(20, 24, (70, 7)), axis=1)
CHANCE = RNG.choice([0.0, 0.25, 0.5], 70)
MEAN = CHANCE[:, None] + 0.4 * np.maximum(0, X - 22) / 2
N = RNG.integers(100, 2000, (70, 7))
SCORE = RNG.binomial(N, np.clip(MEAN, 0, 1)) / N


@pytest.fixture(scope="module")
def many():
    return emergence_points(10**X, SCORE, chance=CHANCE, n=N)


# The method is frozen, so its numbers are: whoever changes them owes a new calibration.
PLACES = np.array([20, 20.3, 21, 21.8, 22, 22.9, 23.5, 24])
FIVE = [
    [26, 24, 25, 28, 41, 55, 60, 61],
    [25, 25, 27, 24, 26, 29, 30, 36],
    [31, 36, 38, 45, 47, 55, 58, 60],
    [25, 20, 17, 16, 21, 30, 40, 50],
    [25, 26, 24, 20, 19, 15, 12, 11],
]
ITEMS = np.array([100, 150, 200, 300, 100, 200, 400, 250])
OTHER = {"unit": "other", "chance": 25}


@pytest.mark.parametrize(
    ("how", "median", "width", "probability"),
    [
        (
            {"n": ITEMS},
            [21.635715, 22.369083, 20.120964, 22.629058, 22.638386],
            [0.67242765, 2.6753859, 0.43052992, 1.0604765, 3.5622108],
            [0.99995345, 0.87657914, 0.98466695, 0.99993795, 0.99997552],
        ),
        (
            {},
            [21.631437, 22.319104, 20.088562, 22.675864, 22.546585],
            [0.83525731, 1.7137721, 0.4121776, 1.6113802, 3.548805],
            [0.99883219, 0.96771892, 0.99881836, 0.99432167, 0.99999088],
        ),
        (
            {"n": ITEMS, "tolerance": 2},
            [21.63667, 22.405016, 20.156487, 22.357882, 22.42798],
            [0.71939, 2.9783735, 0.59717163, 0.88105796, 3.6227159],
            [0.99948066, 0.64794653, 0.96419555, 0.97374078, 0.99997998],
        ),
        (
            {"n": 10 * ITEMS, "overdispersion": "estimate"},
            [21.699667, 22.32816, 20.020269, 22.621963, 22.651317],
            [0.4676942, 1.4298581, 0.080248777, 0.50391687, 3.5617028],
            [1, 0.99732459, 0.99999543, 1, 1],
        ),
        (
            OTHER | {"stderr": 5, "tolerance": 1},
            [21.332616, 22.356017, 20.189685, 22.616848, 22.53975],
            [1.2122113, 3.3871337, 0.69754993, 1.4191151, 3.5587846],
            [0.99358129, 0.71605153, 0.94831494, 0.8106159, 0.97040079],
        ),
        (
            OTHER | {"log_scale": False},
            [22.31491, 22.956266, 23.254169, 23.212766, 23.719328],
            [2.2198549, 2.1083075, 2.0310424, 1.8541328, 1.163858],
            [0.95787294, 0.72307531, 0.99807691, 0.79209926, 0.53444824],
        ),
    ],
)
def test_the_numbers_of_the_frozen_method(how, median, width, probability):
    how = {"unit": "percent", "chance": 25} | how
    fits = emergence_points(10**PLACES, FIVE, **how)
    low, middle, high = np.log10(fits.elbow.T)
    assert middle == pytest.approx(median, rel=1e-7)
    assert high - low == pytest.approx(width, rel=1e-6)
    assert fits.probability.max(axis=1) == pytest.approx(probability, rel=1e-6)
    if how.get("overdispersion"):
        assert fits.rho[[0, 2]] == pytest.approx([0.0014465258, 0], rel=1e-6)
        assert fits.scatter[0] == pytest.approx(4.137125, rel=1e-6)


def test_the_best_curve_of_each_rival_is_frozen_too():
    how = {"unit": "percent", "chance": 25, "n": ITEMS, "tolerance": 2}
    fit = emergence_point(10**PLACES, FIVE[0], **how)
    assert fit.rival == "hinge_ceiling"
    loglik = [-145.755803, -27.2157743, -23.2516963, -23.2528794, -36.8853967]
    loglik += [-36.8842427, -38.3810178, -139.573758, *[-145.755803] * 3, -28.9459717]
    assert fit.evidence["log_likelihood"].tolist() == pytest.approx(loglik, rel=1e-8)
    found = fit.curve(10.0 ** np.array([20, 22, 23, 24]))
    heights = [24.855867, 40.966707, 59.105102, 59.105102]
    assert found == pytest.approx(heights, rel=1e-6)


@pytest.mark.parametrize("row", [0, 13, 69])
def test_a_curve_alone_and_among_others_is_the_same(many, row):
    # Of its scales alone shapes are drawn once, among others for each curve.
    one = emergence_point(10 ** X[row], SCORE[row], chance=CHANCE[row], n=N[row])
    assert many.verdict[row] == one.verdict
    assert many.probability[row] == pytest.approx(list(one.probability.values()))
    assert many.elbow[row] == pytest.approx(one.elbow, rel=1e-9)
    assert many.scatter[row] == pytest.approx(one.scatter)


def test_processes_do_not_change_the_result():
    how = {"chance": CHANCE, "n": N, "overdispersion": "estimate"}
    one, two = (emergence_points(10**X, SCORE, **how, jobs=jobs) for jobs in (1, 2))
    assert (one.verdict == two.verdict).all()
    for name in ("rho", "elbow", "scatter"):
        assert getattr(two, name) == pytest.approx(getattr(one, name), rel=1e-9)
    assert two.fitted.theta == pytest.approx(one.fitted.theta)


def test_the_table_has_a_row_for_each_curve(many):
    table = many.to_frame()
    emergent = table["verdict"] == "emergent"
    ends = table.loc[emergent, ["low", "point", "high"]]
    assert ends.to_numpy().tolist() == many.elbow[emergent].tolist()
    assert table.loc[~emergent, "point"].isna().all()
    assert table["p_flat"].tolist() == many.probability[:, 2].tolist()
    counts = table["verdict"].value_counts().sort_index()
    found = ", ".join(f"{count} {name}" for name, count in counts.items())
    assert repr(many) == f"EmergenceFits(70 curves: {found})"


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
    plain = emergence_point(scale, score, chance=0.25, n=10 * n)
    assert plain.rho == 0
    assert f"scatter {plain.scatter:.1f} times as much" in plain.summary()
    assert "consider overdispersion='estimate'" in plain.summary()
    assert np.isnan(emergence_point(scale, score, chance=0.25).scatter)
