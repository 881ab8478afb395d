import numpy as np
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import emergence_point, emergence_points

RNG = np.random.default_rng(11)
X = np.sort(RNG.uniform(20, 24, (70, 7)), axis=1)
CHANCE = RNG.choice([0.0, 0.25, 0.5], 70)
MEAN = CHANCE[:, None] + 0.4 * np.maximum(0, X - 22) / 2
N = RNG.integers(100, 2000, (70, 7))
SCORE = RNG.binomial(N, np.clip(MEAN, 0, 1)) / N


@pytest.mark.parametrize("row", [0, 13, 69])
def test_a_curve_alone_and_among_others_is_the_same(row):
    many = emergence_points(10**X, SCORE, CHANCE, N)
    one = emergence_point(10 ** X[row], SCORE[row], CHANCE[row], N[row])
    assert many.verdict[row] == one.verdict
    assert many.probability[row] == pytest.approx(list(one.probability.values()))
    assert many.elbow[row] == pytest.approx(one.elbow, rel=1e-9)


def test_processes_do_not_change_the_result():
    one = emergence_points(10**X, SCORE, CHANCE, N)
    two = emergence_points(10**X, SCORE, CHANCE, N, jobs=2)
    assert (one.verdict == two.verdict).all()
    assert two.elbow == pytest.approx(one.elbow, rel=1e-9)
    assert two.fitted.theta == pytest.approx(one.fitted.theta)


def test_shared_scales_equal_scales_written_out():
    scale = 10.0 ** np.linspace(20, 24, 7)
    short = emergence_points(scale, SCORE, 0.25, 500)
    full = emergence_points(np.tile(scale, (70, 1)), SCORE, 0.25, np.full((70, 7), 500))
    assert full.elbow == pytest.approx(short.elbow)


def test_the_table_has_a_row_for_each_curve():
    fits = emergence_points(10**X, SCORE, CHANCE, N)
    table = fits.to_frame()
    assert len(table) == len(fits) == 70
    emergent = table["verdict"] == "emergent"
    assert table.loc[emergent, "point"].notna().all()
    inside = table[emergent].eval("low < point and point < high")
    assert emergent.any()
    assert inside.all()
    assert "70 curves" in repr(fits)


def test_chance_has_to_fit_the_curves():
    with pytest.raises(EmergenceDataError, match="one for each curve"):
        emergence_points(10**X, SCORE, [0.1, 0.2])
