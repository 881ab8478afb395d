"""Simulated curves, and the estimator's calibration on them."""

import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import UsageError
from emergestudy.estimators import VERDICTS
from emergestudy.forecasts.calibration import (
    KINDS,
    Cell,
    calibrate,
    extra_cells,
    main_cells,
    simulate,
)

# True means of a curve at places 0, 1/4 and 1, and scores of another one in percent.
CURVES = {
    "flat": ([0.25, 0.25, 0.25], [21, 17, 26, 25, 21, 25]),
    "log_linear": ([0.377299, 0.419518, 0.546175], [32, 23, 31, 45, 65, 66]),
    "hinge": ([0.25, 0.25, 0.75613], [26, 29, 19, 41, 62, 60]),
    "hinge_ceiling": ([0.25, 0.25, 0.571572], [21, 22, 27, 16, 73, 66]),
    "logistic": ([0.25, 0.25001, 0.755681], [22, 23, 20, 21, 70, 59]),
    "power_law": ([0.273704, 0.300955, 0.75613], [17, 25, 19, 23, 61, 65]),
    "inverse": ([0.25, 0.25, 0.143528], [22, 23, 17, 17, 7, 14]),
    "u_shaped": ([0.25, 0.184952, 0.418876], [21, 22, 21, 11, 53, 53]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_known_curves(kind):
    mean, score = CURVES[kind]
    cell = Cell(kind, 6, "uneven", 100, rho=0.01, ties=2)
    drawn = simulate(cell, 2, np.random.default_rng(5))
    assert drawn.mean[0, ::2] == pytest.approx(mean, abs=1e-6)
    assert (100 * drawn.score[1]).round().tolist() == score
    assert drawn.x[0].tolist() == [0, 0, 1, 1, 4, 4]
    known = kind in ("hinge", "hinge_ceiling", "logistic")
    elbows = [2.488005, 2.492705] if known else [np.nan, np.nan]
    assert drawn.elbow == pytest.approx(elbows, abs=1e-6, nan_ok=True)


def test_random_places_increase_from_0_to_4_decades_and_kinds_are_known():
    rng = np.random.default_rng(0)
    drawn = simulate(Cell("flat", 8, "random", 100), 20, rng)
    assert (np.diff(drawn.x, axis=1) > 0).all()
    assert 0 <= drawn.x.min() < 0.5 < 3.5 < drawn.x.max() <= 4
    with pytest.raises(UsageError, match="no kind named 'step'"):
        simulate(Cell("step", 8, "equal", 100), 1, rng)


CELLS = [
    Cell("hinge", 8, "random", 1000),
    Cell("flat", 8, "equal", 1000),
    Cell("log_linear", 5, "random", 100),
]


@pytest.fixture(scope="module")
def table():
    return calibrate(CELLS, n_simulations=520, jobs=1)


def test_known_rates():
    row = calibrate(CELLS[:1], 200, seed=3, jobs=1).iloc[0]
    expected = {
        "emergent": 0.95, "above": 0, "flat": 0.01, "undetermined": 0.04,
        "emergent_identifiable": 0.972678, "coverage_all": 0.970000,
        "coverage_called": 0.973684, "coverage_identifiable": 0.978142,
        "share_identifiable": 0.915000, "share_outside": 0.005000,
        "median_width": 1.159090, "median_width_se": 0.042242, "emergent_se": 0.015411,
        "emergent_identifiable_se": 0.012051,
    }  # fmt: skip
    assert row[list(expected)].to_dict() == pytest.approx(expected, abs=1e-6)
    assert (row["kind"], row["points"], row["n_simulations"]) == ("hinge", 8, 200)


def test_the_estimator_is_calibrated_on_these_cells(table):
    emergent = table["emergent"].to_numpy()
    assert (np.sign(emergent - [0.88, 0.05, 0.1]) == [1, -1, -1]).all()
    assert 0.85 < table["coverage_identifiable"][0] < 0.99
    assert table["flat"][1] > 0.8
    assert table["above"][2] > 0.4
    assert table[list(VERDICTS)].sum(axis=1).to_numpy() == pytest.approx(1.0)
    # Curves without an elbow have no coverage.
    assert table.loc[1:, ["coverage_all", "share_outside"]].isna().all(axis=None)


def test_neither_processes_nor_other_cells_change_a_row(table):
    again = calibrate(CELLS[::-1], n_simulations=520, jobs=2)[::-1]
    assert (table["n_simulations"] == 520).all()
    pd.testing.assert_frame_equal(again.reset_index(drop=True), table)


def test_the_estimator_is_told_what_the_cell_says():
    changes = [
        {"told_chance": 0.2},
        {"told_chance": 0.23, "tolerance": 0.02},
        {"told_n": False},
    ]
    cells = [Cell("flat", 8, "equal", 1000, **change) for change in changes]
    flat = calibrate(cells, 60, jobs=1)["flat"]
    assert flat[0] < 0.1 < 0.8 < flat[1]
    assert flat[2] > 0.5


def test_the_main_grid_is_complete_and_extra_studies_change_what_they_name():
    cells = main_cells()
    assert len(cells) == len(set(cells)) == 8 * 4 * 2 * 3
    assert {c.n for c in cells} == {100, 1000, 10000}
    extra = extra_cells()
    assert len(extra) == len(set(extra)) == 333
    assert len({cell.study for cell in extra}) == 14
    for study, name, values in (
        ("rho_unknown", "rho", {0.002}),
        ("chance_off_0.02_tolerance", "tolerance", {0.02}),
        ("chance_off_0.02", "told_chance", {0.27}),
        ("uneven", "spacing", {"uneven"}),
        ("weak", "points", {5, 8, 13}),
        ("ties", "ties", {2}),
        ("unknown_n", "told_n", {False}),
        ("chance_zero", "chance", {0.0}),
        ("saturation", "share", {(0.1, 0.4)}),
    ):
        assert {getattr(c, name) for c in extra if c.study == study} == values
