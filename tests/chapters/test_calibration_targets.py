import pytest

from emergestudy.chapters.calibration_tables import calibration_table
from emergestudy.chapters.calibration_targets import TARGETS, against_targets


@pytest.fixture(scope="module")
def main():
    return calibration_table()


def test_each_target_is_held_against_every_cell_it_speaks_of(main):
    table = against_targets(main)
    assert len(table) == len(TARGETS)
    assert (table["cells"] > 0).all()
    coverage = table[table["what"].str.startswith("coverage")]
    assert coverage["cells"].tolist() == [24, 24]


def test_a_worse_number_is_found_and_named(main):
    worse = main.copy()
    cell = (worse["kind"] == "flat") & (worse["points"] == 5) & (worse["n"] == 100)
    worse.loc[cell & (worse["spacing"] == "equal"), "emergent"] = 0.31
    row = against_targets(worse).set_index("what").loc["false emergence: flat"]
    assert (row["missed"], row["worst"]) == (1, 0.31)
    assert row["where"] == "flat, 5 equal, n = 100"


@pytest.mark.parametrize("what", ["false emergence: flat", "false emergence: inverse"])
def test_the_estimator_does_not_cry_wolf(main, what):
    """What the chapter claims of false emergence holds in the stored table."""
    row = against_targets(main).set_index("what").loc[what]
    assert row["missed"] == 0
