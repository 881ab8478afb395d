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
ERRORS = np.array([5, 4, 3, 0, 5, 3, 2, 3])
OTHER = {"unit": "other"}
FROZEN = {
    "n": (
        {"n": ITEMS},
        [21.8441421, 23.2587854, 20.2086974, 22.7998084, 23.7499991],
        [0.918833703, 1.59006021, 0.704393935, 0.571724731, 0.450001699],
        [21.8199022, 22.4460768, 19.8695823, np.nan, np.nan],
        [0.988985864, 0.701750622, 0.703238841, 0.910059021, 0.985497233],
        [0.481564496, 0.857820934, 0.179237742, 0.403171519, 0.0594413831],
    ),
    "n unknown": (
        {},
        [21.6712753, 23.2085625, 20.2168936, 22.8091814, 23.7469276],
        [1.31991241, 1.86330675, 0.581204491, 0.73709876, 0.455530329],
        [21.6506893, 22.4466997, 19.901666, np.nan, np.nan],
        [0.929595997, 0.736039584, 0.802211345, 0.802969113, 0.984195781],
        [np.nan, np.nan, np.nan, np.nan, np.nan],
    ),
    "stderr": (
        {"stderr": ERRORS},
        [21.8396547, 23.274063, 20.0934964, 22.7968784, 23.7499999],
        [0.951560701, 1.2805812, 0.499467905, 0.474473085, 0.450000142],
        [21.8228533, 22.4458399, 20.1748406, np.nan, np.nan],
        [0.98854437, 0.806558676, 0.783003679, 0.964448422, 0.992568739],
        [0.554739568, 0.805288861, 0.191839399, 0.329171348, 0.042921988],
    ),
    "other": (
        OTHER | {"stderr": 5, "tolerance": 1, "delta": 4},
        [21.6023346, 23.0507925, 20.2279256, 22.7215514, 23.7439436],
        [1.08867314, 2.06757522, 0.687255468, 0.779592762, 0.460901589],
        [21.5843523, 22.4455082, 19.9953518, np.nan, np.nan],
        [0.93661313, 0.731866451, 0.854383124, 0.755395866, 0.955715995],
        [0.324644157, 0.74, 0.130689377, 0.176210513, 0.0163605843],
    ),
}


@pytest.mark.parametrize("how", FROZEN)
def test_the_numbers_of_the_frozen_method(how):
    given, median, width, corner, probability, scatter = FROZEN[how]
    fits = emergence_points(
        10**PLACES, FIVE, **{"unit": "percent", "chance": 25} | given
    )
    low, middle, high = np.log10(fits.crossing.T)
    assert middle == pytest.approx(median, rel=1e-7, nan_ok=True)
    assert high - low == pytest.approx(width, rel=1e-6, nan_ok=True)
    assert np.log10(fits.corner[:, 1]) == pytest.approx(corner, rel=1e-7, nan_ok=True)
    assert fits.probability.max(axis=1) == pytest.approx(probability, rel=1e-6)
    assert fits.scatter == pytest.approx(scatter, rel=1e-6, nan_ok=True)


@pytest.mark.parametrize("row", [0, 13, 69])
def test_a_curve_alone_and_among_others_is_the_same(many, row):
    # Of its scales alone shapes are drawn once, among others for each curve.
    one = emergence_point(10 ** X[row], SCORE[row], chance=CHANCE[row], n=N[row])
    assert many.verdict[row] == one.verdict
    assert many.probability[row] == pytest.approx(list(one.probability.values()))
    for name in ("crossing", "corner", "width", "scatter", "falls"):
        expected = pytest.approx(getattr(one, name), rel=1e-9, nan_ok=True)
        assert getattr(many, name)[row] == expected, name
    assert many.caution[row] == one.caution


@pytest.mark.parametrize("noise", ["stderr", "neither"])
def test_errors_by_point_and_other_units_go_together_too(noise):
    score = 40 * (SCORE - CHANCE[:, None])
    zero = np.zeros(70)
    stderr = RNG.uniform(0.2, 2, X.shape) if noise == "stderr" else None
    fits = emergence_points(10**X, score, chance=zero, stderr=stderr, unit="other")
    for row in (3, 40):
        error = None if stderr is None else stderr[row]
        how = {"chance": 0, "stderr": error, "unit": "other"}
        one = emergence_point(10 ** X[row], score[row], **how)
        assert fits.verdict[row] == one.verdict
        assert fits.probability[row] == pytest.approx(list(one.probability.values()))
        assert fits.delta[row] == one.delta


def test_processes_do_not_change_the_result():
    how = {"chance": np.tile(CHANCE, 2), "n": np.tile(N, (2, 1))}
    given = 10 ** np.tile(X, (2, 1)), np.tile(SCORE, (2, 1))
    one, two = (emergence_points(*given, **how, jobs=jobs) for jobs in (1, 2))
    assert (one.verdict == two.verdict).all()
    for name in ("crossing", "probability", "scatter", "width"):
        assert getattr(two, name) == pytest.approx(getattr(one, name), nan_ok=True), (
            name
        )


def test_the_table_has_a_row_for_each_curve(many):
    table = many.to_frame()
    emergent = table["verdict"] == "emergent"
    ends = table.loc[emergent, ["low", "point", "high"]]
    assert ends.to_numpy().tolist() == many.crossing[emergent].tolist()
    for name in ("width", "corner"):
        ends = table.loc[emergent, [f"{name}_low", name, f"{name}_high"]].to_numpy()
        assert ends.tolist() == getattr(many, name)[emergent].tolist()
    assert table.loc[~emergent, ["point", "width", "corner"]].isna().all(axis=None)
    assert table["p_flat"].tolist() == many.probability[:, 2].tolist()
    assert table["p_irregular"].tolist() == many.probability[:, 5].tolist()
    assert (table["delta"] == 0.05).all()
    assert table[["scatter", "caution"]].notna().all(axis=None)
    counts = table["verdict"].value_counts().sort_index()
    found = ", ".join(f"{count} {name}" for name, count in counts.items())
    assert repr(many) == f"EmergenceFits(70 curves: {found})"
    assert len(many) == 70
