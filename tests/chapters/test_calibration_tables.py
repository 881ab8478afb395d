import pytest

from emergestudy.chapters import calibration_tables as tables
from emergestudy.errors import UsageError
from emergestudy.forecasts.calibration import Cell, calibrate, main_cells


@pytest.fixture(scope="module")
def main():
    return tables.calibration_table()


def test_the_stored_table_covers_the_main_grid(main):
    cells = {(c.kind, c.points, c.spacing, c.n) for c in main_cells()}
    stored = main[["kind", "points", "spacing", "n"]].itertuples(index=False, name=None)
    assert set(stored) == cells
    assert (main["n_simulations"] == 2000).all()


def test_the_stored_numbers_come_out_again(main):
    """One cell, all of its curves: the same to the digits that are stored."""
    cell = Cell("hinge", 8, "random", 1000)
    again = tables.for_storage(calibrate([cell], 2000, seed=tables.SEED, jobs=1))
    row = main.query("kind == 'hinge' and points == 8 and spacing == 'random'")
    row = row.query("n == 1000").iloc[0]
    for name in ("emergent", "flat", "coverage_identifiable", "median_width"):
        assert again[name].iloc[0] == pytest.approx(row[name], abs=0.004), name


def test_the_extra_studies_are_the_rest():
    extra = tables.calibration_table("extra")
    assert "main" not in set(extra["study"])
    summary = tables.extra_table(extra)
    assert {"unknown_n", "rho_unknown", "chance_off_0.01"} <= set(summary["study"])


def test_a_new_table_has_the_columns_of_the_stored_one(main, monkeypatch):
    monkeypatch.setattr(tables, "main_cells", lambda: main_cells()[:2])
    new = tables.calibration_table("main", 20)
    assert set(new.columns) <= set(main.columns)
    assert (new["n_simulations"] == 20).all()


def test_the_confusion_table_has_a_row_a_kind(main):
    rates = tables.confusion(main, 8, 1000, "random")
    assert rates.sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-3)
    with pytest.raises(UsageError, match="no cells with 6 random points"):
        tables.confusion(main, 6, 1000, "random")


def test_coverage_speaks_of_kinds_with_an_elbow(main):
    kinds = set(tables.coverage(main)["kind"])
    assert kinds == {"hinge", "hinge_ceiling", "logistic"}
    kinds = {"hinge", "hinge_ceiling", "logistic"}
    assert set(tables.with_point(main)["kind"]) == kinds
    assert tables.claimed_level(0, 0.8) == 0.9
    assert tables.claimed_level(20, 0.8) == 0.8
