import pytest

from emergestudy.chapters.table_of_emergence.printed_rows import (
    rows_to_draw,
    shown,
    table1_rows,
    unscaled_rows,
)
from emergestudy.data import load
from emergestudy.errors import UsageError


def test_every_row_with_a_scale_is_there():
    rows = table1_rows()
    assert len(rows) == 22
    assert len(rows) + unscaled_rows() == len(load("wei2022_table1")) == 23


def test_rows_are_matched_with_their_models():
    rows = table1_rows().set_index("row")
    assert rows.loc[11, ["family", "model"]].tolist() == ["LaMDA", "LaMDA 69B"]
    assert rows.loc[12, "model"] == "LaMDA 57M"
    assert rows.loc[16, ["model", "where"]].tolist() == ["T5-11B", "Table D.1"]
    assert rows.loc[21, "family"] == "Anthropic LM"
    assert rows.loc[23, "model"] == ""
    named = load("wei2022_table1").dropna(subset="first_model").set_index("row")
    assert rows["model"].loc[named.index].to_dict() == named["first_model"].to_dict()


def test_the_smaller_model_is_the_next_of_its_family():
    rows = table1_rows().set_index("row")
    assert rows.loc[1, "smaller_params"] == 6.7e9
    assert rows.loc[5, "smaller_train_flops"] == 1.28e22
    both = rows.dropna(subset="model_params")
    assert (both["smaller_params"] < both["model_params"]).all()
    assert (both["smaller_train_flops"] < both["model_train_flops"]).all()


def test_rows_are_drawn_by_group_and_scale():
    rows = table1_rows()
    by_scale = rows_to_draw(rows, "params", "scale")
    few = by_scale[by_scale["group"] == "Few-shot prompting"]
    assert by_scale["group"].iloc[: len(few)].nunique() == 1
    assert few["printed"].is_monotonic_increasing
    assert rows_to_draw(rows, order="table")["row"].tolist() == rows["row"].tolist()
    assert "printed_flops" in shown(rows)


@pytest.mark.parametrize("groups", [["few_shots"], []])
def test_bad_groups_are_refused(groups):
    with pytest.raises(UsageError, match="group of Table 1"):
        table1_rows(groups)


def test_bad_orders_are_refused():
    with pytest.raises(UsageError, match="order of the rows"):
        rows_to_draw(table1_rows(), order="name")
