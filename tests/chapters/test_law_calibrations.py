import pytest

from emergestudy.chapters.emergence_law import law_calibrations
from emergestudy.chapters.emergence_law.law_calibrations import (
    calibration_grid,
    designs,
    designs_compared,
    grid,
    one_thing_changed,
)


def test_the_stored_grid_has_every_setting_once():
    stored = calibration_grid()
    keys = ["noise", "checkpoints", "amounts"]
    wanted = {(s.noise, s.checkpoints, s.amounts) for s in grid()}
    assert set(map(tuple, stored[keys].to_numpy().tolist())) == wanted
    assert not stored.duplicated(keys).any()
    assert (stored["simulations"] == 200).all()


def test_new_simulations_give_the_same_columns(monkeypatch):
    monkeypatch.setattr(law_calibrations, "CHECKPOINTS", (9,))
    monkeypatch.setattr(law_calibrations, "AMOUNTS", (4,))
    fresh = calibration_grid(3)
    assert set(fresh) <= set(calibration_grid())
    assert (fresh["simulations"] == 3).all()


def test_what_was_changed_is_named():
    table = one_thing_changed()
    assert set(table["study"]) == {"alpha", "ahead", "form"}
    assert (table.loc[table["study"] == "form", "form"] == "power").all()


def test_every_design_was_simulated():
    compared = designs_compared()
    assert compared["design"].tolist() == list(designs())
    width = compared.set_index("design")["median_width"]
    assert width["a quarter of the noise"] < width["default"]


@pytest.mark.parametrize("design", designs().values())
def test_a_design_differs_from_the_default_in_what_its_name_says(design):
    default = designs()["default"]
    changed = {k for k, v in vars(design).items() if v != vars(default)[k]}
    assert len(changed) <= 2
