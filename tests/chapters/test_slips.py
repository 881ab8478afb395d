import pytest

from emergestudy.chapters.table_of_emergence.printed_rows import table1_rows
from emergestudy.chapters.table_of_emergence.slips import (
    agreement_by_tolerance,
    six_nd,
    table1_slips,
    table2_slips,
)


def test_the_slips_of_table_1_are_named():
    slips = table1_slips(table1_rows())
    assert slips["row"].tolist() == [5, 6, 8, 11, 12, 14, 17, 18]
    params = slips[slips["axis"] == "params"]
    assert params["model"].tolist() == ["LaMDA 57M"]
    assert params["ratio"].item() == pytest.approx(40 / 57)
    gopher = slips[slips["row"] == 5].iloc[0]
    assert "5.04e+23 (tay2022transcending)" in gopher["also_printed"]


def test_a_wide_tolerance_finds_none_and_a_table_all_the_same():
    none = table1_slips(table1_rows(), 0.5)
    assert none.empty
    assert "also_printed" in none


def test_more_tolerance_more_agreement():
    table = agreement_by_tolerance(table1_rows())
    assert table["rows_alike"].tolist() == [13, 13, 19, 21]
    assert (table["rows"] == 21).all()


def test_the_one_misprint_of_table_2():
    slips = table2_slips()
    assert slips["model"].tolist() == ["Anthropic LM 52B"]
    assert slips["ratio"].item() == pytest.approx(0.1, abs=0.001)
    assert slips["used"].item() == 2.65e23
    assert (six_nd("train_flops")["ratio"] - 1).abs().max() < 0.03
