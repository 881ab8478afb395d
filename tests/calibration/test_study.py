import numpy as np
import pytest

from emergestudy.calibration import Cell, calibrate, extra_cells, main_cells

CELLS = [
    Cell("hinge", 8, "random", 1000),
    Cell("flat", 8, "equal", 1000),
    Cell("log_linear", 5, "random", 100),
]


@pytest.fixture(scope="module")
def table():
    return calibrate(CELLS, n_simulations=600, jobs=1)


def test_one_tidy_row_a_cell(table):
    assert table["kind"].tolist() == ["hinge", "flat", "log_linear"]
    assert (table["n_simulations"] == 600).all()


def test_verdict_rates_add_up(table):
    verdicts = ["emergent", "smooth", "flat", "inverse", "u_shaped", "undetermined"]
    assert table[verdicts].sum(axis=1).to_numpy() == pytest.approx(1.0)


def test_the_estimator_is_calibrated_on_these_cells(table):
    hinge, flat, rising = (row for _, row in table.iterrows())
    assert hinge["emergent"] > 0.88
    assert 0.85 < hinge["coverage_identifiable"] < 0.95
    assert 0.2 < hinge["median_width"] < 0.5
    assert flat["flat"] > 0.8
    assert flat["emergent"] < 0.05
    assert rising["emergent"] < 0.1
    assert rising["smooth"] > 0.5


def test_errors_are_those_of_a_share(table):
    rate = table["emergent"]
    assert table["emergent_se"].to_numpy() == pytest.approx(
        np.sqrt(rate * (1 - rate) / 600).to_numpy()
    )


def test_curves_without_an_elbow_have_no_coverage(table):
    assert table.loc[1:, "coverage_all"].isna().all()
    assert table.loc[1:, "share_outside"].isna().all()


def test_neither_processes_nor_other_cells_change_a_row(table):
    again = calibrate(CELLS[::-1], n_simulations=600, jobs=2)[::-1]
    numbers = table.select_dtypes("number").columns
    assert again[numbers].to_numpy() == pytest.approx(
        table[numbers].to_numpy(), nan_ok=True
    )


def test_another_seed_draws_other_curves():
    one, two = (calibrate(CELLS[:1], 50, seed=s, jobs=1) for s in (1, 2))
    assert one["median_width"][0] != two["median_width"][0]


def test_the_main_grid_is_complete():
    cells = main_cells()
    assert len(cells) == len(set(cells)) == 8 * 4 * 2 * 3


def test_extra_studies_change_what_they_name():
    cells = extra_cells()
    assert len(cells) == len(set(cells))
    assert {c.told_rho for c in cells if c.study == "rho_estimated"} == {"estimate"}
    assert all(c.told_chance == 0.27 for c in cells if "off_0.02" in c.study)
    assert all(c.spacing == "uneven" for c in cells if c.study == "uneven")
