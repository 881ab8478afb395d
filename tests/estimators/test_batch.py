import numpy as np
import pytest

from emergestudy.estimators import emergence_point, emergence_points

RNG = np.random.default_rng(11)
X = np.sort(RNG.uniform(20, 24, (70, 7)), axis=1)
CHANCE = RNG.choice([0.0, 0.25, 0.5], 70)
MEAN = CHANCE[:, None] + 0.4 * np.maximum(0, X - 22) / 2
N = RNG.integers(100, 2000, (70, 7))
SCORE = RNG.binomial(N, np.clip(MEAN, 0, 1)) / N

BLEU = 40 * (SCORE - CHANCE[:, None])

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
    "n": ({"n": ITEMS},
        [21.8432306, 23.3039967, 20.1518392, 22.8014986, 23.742388],
        [0.844661364, 1.59931715, 0.640084519, 0.527542548, 0.463701514],
        [21.8203271, 22.4462088, 19.8651592, np.nan, np.nan],
        [0.989841111, 0.791807315, 0.758500606, 0.915979168, 0.989874844],
        [0.48, 0.86, 0.24, 0.4, 0.059]),
    "n unknown": ({},
        [21.7429981, 23.2505429, 20.0934049, 22.7545621, 23.7469276],
        [1.00981258, 1.14355599, 0.520134494, 0.573350058, 0.455530329],
        [21.6832442, 22.641195, 20.2119806, np.nan, np.nan],
        [0.953455843, 0.722489331, 0.944611601, 0.895090197, 0.998607384],
        [np.nan, np.nan, np.nan, np.nan, np.nan]),
    "stderr": ({"stderr": ERRORS},
        [21.8307148, 23.2842365, 20.0716019, 22.7933708, 23.7475387],
        [0.813679823, 1.15503859, 0.418923251, 0.454861943, 0.454430384],
        [21.7778474, 22.4460754, 20.1753754, np.nan, np.nan],
        [0.990207779, 0.89365492, 0.837406281, 0.969286226, 0.995283942],
        [0.56, 0.81, 0.19, 0.33, 0.043]),
    "other": (OTHER | {"stderr": 5, "tolerance": 1, "delta": 4},
        [21.5701501, 23.0475957, 20.231406, 22.7274061, 23.7416977],
        [1.0858808, 2.0662353, 0.677919098, 0.736876474, 0.46494412],
        [21.5851384, 22.445216, 19.9950166, np.nan, np.nan],
        [0.935572394, 0.636936682, 0.891251732, 0.825420187, 0.96918602],
        [0.33, 0.74, 0.13, 0.18, 0.016]),
}  # fmt: skip


@pytest.mark.parametrize("how", FROZEN)
def test_the_numbers_of_the_frozen_method(how):
    given, median, width, corner, probability, scatter = FROZEN[how]
    given = {"unit": "percent", "chance": 25} | given
    fits = emergence_points(10**PLACES, FIVE, **given)
    low, middle, high = np.log10(fits.crossing.T)
    assert middle == pytest.approx(median, rel=1e-7, nan_ok=True)
    assert high - low == pytest.approx(width, rel=1e-6, nan_ok=True)
    assert np.log10(fits.corner[:, 1]) == pytest.approx(corner, rel=1e-7, nan_ok=True)
    assert fits.probability.max(axis=1) == pytest.approx(probability, rel=1e-6)
    assert fits.scatter == pytest.approx(scatter, rel=1e-6, nan_ok=True)


CASES = {
    "n": (SCORE, {"chance": CHANCE, "n": N}),
    "errors": (BLEU, {"chance": 0 * CHANCE, "stderr": RNG.uniform(0.2, 2, X.shape)}),
    "neither": (BLEU, {"chance": 0 * CHANCE}),
}


@pytest.mark.parametrize("noise", CASES)
def test_a_curve_alone_and_among_others_is_the_same(noise):
    score, given = CASES[noise]
    unit = "fraction" if noise == "n" else "other"
    many = emergence_points(10**X, score, **given, unit=unit)
    # Of its scales alone shapes are drawn once, among others for each curve.
    for row in (0, 3, 13, 40, 69):
        own = {name: values[row] for name, values in given.items()}
        one = emergence_point(10 ** X[row], score[row], **own, unit=unit)
        assert many.verdict[row] == one.verdict
        assert many.probability[row] == pytest.approx(list(one.probability.values()))
        for name in ("crossing", "corner", "width", "scatter", "falls", "delta"):
            expected = pytest.approx(getattr(one, name), rel=1e-9, nan_ok=True)
            assert getattr(many, name)[row] == expected, name
        assert many.caution[row] == one.caution


def test_processes_do_not_change_the_result():
    how = {"chance": np.tile(CHANCE, 2), "n": np.tile(N, (2, 1))}
    given = 10 ** np.tile(X, (2, 1)), np.tile(SCORE, (2, 1))
    one, two = (emergence_points(*given, **how, jobs=jobs) for jobs in (1, 2))
    assert (one.verdict == two.verdict).all()
    for name in ("crossing", "probability", "scatter", "width"):
        expected = pytest.approx(getattr(one, name), nan_ok=True)
        assert getattr(two, name) == expected, name


def test_the_table_has_a_row_for_each_curve():
    many = emergence_points(10**X, SCORE, chance=CHANCE, n=N)
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
