import pytest

from emergestudy.chapters.table_of_emergence.beside_calls import beside_calls
from emergestudy.chapters.table_of_emergence.printed_rows import table1_rows
from emergestudy.chapters.technique_calls import call_techniques


@pytest.fixture(scope="module")
def calls():
    return beside_calls(table1_rows())


def test_every_curve_of_the_table_is_called_once(calls):
    rows = table1_rows()
    curves = rows.loc[rows["curves"] != "", "curves"].str.split("; ").explode()
    assert sorted(calls["curve"]) == sorted(curves)


def test_points_that_agree_lie_at_or_below_the_named_model(calls):
    agree = calls[calls["outcome"] == "agrees"]
    assert len(agree) == 11
    assert (agree["point"] <= 1.001 * agree["printed"]).all()
    assert (calls.loc[calls["outcome"] == "differs", "why"] != "").all()


def test_techniques_are_called_as_in_their_own_chapter(calls):
    own = call_techniques().set_index("technique")
    row = calls[calls["curve"] == "3C LaMDA"].iloc[0]
    scratchpad = own[own["panel"] == "3C"].iloc[0]
    assert row["point"] == scratchpad["point"]


def test_one_group_and_the_other_axis_work_too():
    calls = beside_calls(table1_rows(["augmented"]), "params")
    assert calls["curve"].tolist() == ["3B LaMDA", "3C LaMDA", "3A LaMDA",
                                       "3D Anthropic LM"]  # fmt: skip
    assert calls["printed"].tolist() == [6.8e10, 4e7, 6.8e10, 5.2e10]
