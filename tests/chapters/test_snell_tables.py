import pytest

from emergestudy.chapters.forecasting import snell_tables
from emergestudy.errors import UsageError


def test_table_3_as_printed():
    table = snell_tables.elbows().set_index("task")
    assert len(table) == 7
    assert table.loc["GSM8K", "mle"] == 2.006
    assert table.loc["GSM8K", "truth"] == 1.984
    assert table.loc["CoLA", "error"] == pytest.approx(-0.064)
    assert table.loc["APPS", ["MCMC 5", "MCMC 50", "MCMC 95"]].tolist() == [
        1.324, 1.357, 1.386,
    ]  # fmt: skip
    assert table["truth"].isna().sum() == 1
    assert table.loc["MMLU C4 V2", "Bootstrap 95"] == 2.311


def test_full_data_errors_follow_from_table_3():
    assert snell_tables.full_data_errors()["same"].all()


def test_table_2_as_printed():
    table = snell_tables.ablations()
    assert len(table) == 4 * 19
    row = table[(table["task"] == "MMLU") & (table["setting"] == "-2 Largest Subset")]
    assert row[["error", "low", "high"]].to_numpy().tolist() == [[1.017, 1.482, 1.985]]
    assert row["bracket_excludes"].item()
    assert (table["success"] == table["printed_success"]).all()


def test_successes_by_task():
    counts = snell_tables.successes(snell_tables.ablations()).set_index("task")
    assert counts["successes"].to_dict() == {
        "GSM8K": 17, "MMLU": 14, "CSQA": 9, "CoLA": 10,
    }  # fmt: skip
    assert counts["last_held_out"].to_dict() == {
        "GSM8K": 3, "MMLU": 2, "CSQA": 0, "CoLA": 1,
    }  # fmt: skip


def test_a_larger_tolerance_lets_more_succeed():
    wide = snell_tables.ablations(["GSM8K"], tolerance=0.2)
    assert wide["success"].all()
    assert not wide["printed_success"].all()


def test_an_unknown_task_is_refused():
    with pytest.raises(UsageError, match="no task of Table 2 named 'APPS'"):
        snell_tables.ablations(["APPS"])
