import pandas as pd
import pytest

from emergestudy.sweep.gather import gather
from emergestudy.sweep.store import Store
from emergestudy.sweep.task import run_task


@pytest.fixture
def gathered(tmp_path):
    def go(plan, runs=None):
        store, file = Store(tmp_path / "runs"), tmp_path / "results.csv"
        for task in plan.whole[:runs]:
            store.keep(run_task(task))
        return gather(plan, store, file), pd.read_csv(file)

    return go


def test_scalars_make_one_row_a_run(gathered, plan_of):
    rows, table = gathered(plan_of("x=1,2", fail_at=9))
    assert rows == 2
    assert table.to_dict("records") == [
        {"x": 1, "small/cube": 1}, {"x": 2, "small/cube": 8},
    ]  # fmt: skip


def test_a_table_keeps_its_rows_and_lists_are_joined(gathered, plan_of):
    rows, table = gathered(plan_of("x=1,2", "items=a+b", collect=["squares"]))
    assert rows == 4
    assert table["items"].tolist() == ["a+b"] * 4
    assert table["square"].tolist() == [1, 1, 4, 4]


def test_several_results_are_named(gathered, plan_of):
    _, table = gathered(plan_of("x=2", collect=["squares", "cube"]))
    assert table["result"].fillna("").tolist() == ["small/squares", ""]
    assert table["small/cube"].dropna().tolist() == [8]


def test_what_is_not_finished_is_left_out_and_nothing_is_half_written(
    gathered, plan_of, tmp_path
):
    rows, _ = gathered(plan_of("x=1,2,3"), runs=2)
    assert rows == 2
    assert sorted(p.name for p in tmp_path.glob("*.csv")) == ["results.csv"]
    assert list(tmp_path.glob(".results*")) == []
