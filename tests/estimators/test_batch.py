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
        [21.8448673, 23.2696582, 20.0934213, 22.785133, 23.7499986],
        [0.635530476, 1.25690082, 0.466610757, 0.481773082, 0.450002501],
        [21.8155871, 22.4458377, 19.987715, np.nan, np.nan],
        [0.988965982, 0.821503972, 0.80003441, 0.963843827, 0.994546943],
        [0.482960242, 0.774638627, 0.198884156, 0.404782577, 0.0673423867],
    ),
    "n unknown": (
        {},
        [21.6686803, 23.2019948, 20.1932848, 22.8116205, 23.7469276],
        [1.21301591, 1.86922125, 0.602367753, 0.789167654, 0.455530329],
        [21.5757101, 22.4452678, 19.9015122, np.nan, np.nan],
        [0.948951785, 0.723621332, 0.808994944, 0.750467471, 0.986016681],
        [np.nan, np.nan, np.nan, np.nan, np.nan],
    ),
    "loose": (
        {"n": ITEMS, "tolerance": 2, "delta": 3},
        [21.7094042, 22.852227, 20.1133633, 22.6509424, 23.7498401],
        [0.874097089, 1.80724271, 0.369666158, 0.531350726, 0.450287867],
        [21.8218385, 22.4445143, 20.1183318, 22.4390619, np.nan],
        [0.957451245, 0.718074998, 0.975158855, 0.980508164, 0.975950693],
        [0.481897119, 0.888787602, 0.134685649, 0.403169476, 0.060159263],
    ),
    "stderr": (
        {"stderr": ERRORS},
        [21.8406958, 23.2745309, 20.110014, 22.7985711, 23.7499999],
        [0.89698874, 1.2928407, 0.501169567, 0.490997216, 0.450000164],
        [21.8145986, 22.4450928, 20.1228313, np.nan, np.nan],
        [0.985979447, 0.776853679, 0.776254365, 0.945801757, 0.993711885],
        [0.554856266, 0.197592776, 0.191651019, 0.329161027, 0.0429359545],
    ),
    "other": (
        OTHER | {"stderr": 5, "tolerance": 1, "delta": 4},
        [21.6030784, 23.0277502, 20.2007122, 22.7305361, 23.7434706],
        [1.08998747, 2.08203821, 0.691172423, 0.850476196, 0.46175294],
        [21.5850804, 22.4439963, 19.9959734, np.nan, np.nan],
        [0.963113432, 0.728692135, 0.859343045, 0.694508071, 0.957411776],
        [0.324644157, 0.74, 0.130689377, 0.176210513, 0.0163605843],
    ),
    "scale": (
        OTHER | {"log_scale": False},
        [21.5320759, 22.7727777, 20.7745235, 23.2637505, 23.7739806],
        [2.50689118, 3.05192048, 0.842605372, 1.76647885, 1.01004783],
        [22.4087206, 23.4737131, 22.0024233, 23.4745647, 23.7504811],
        [0.731998084, 0.664646167, 0.576320604, 0.839798498, 0.954353938],
        [np.nan, np.nan, np.nan, np.nan, np.nan],
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
