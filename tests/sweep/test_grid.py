import pytest

from emergestudy.errors import UsageError
from emergestudy.runner.parameters import Parameter
from emergestudy.sweep.grid import read_grid, runs_of

KNOWN = [
    Parameter("level", "float", 0.9, "", "0.5..0.99"),
    Parameter("count", "int", 1, "", "0..100"),
    Parameter("panels", "list", ["A"], "", "A, B, C"),
    Parameter("how", "str", "x", "", ""),
]


def grid(*texts):
    return read_grid("nb", KNOWN, texts)


def test_values_are_checked_and_each_counts_once():
    assert grid("level=0.8,0.9,0.8") == {"level": [0.8, 0.9]}
    assert grid("how=a,b c") == {"how": ["a", "b c"]}


def test_steps_of_equal_size():
    assert grid("level=0.5:0.9:5") == {"level": [0.5, 0.6, 0.7, 0.8, 0.9]}
    assert grid("count=1:100:3") == {"count": [1, 50, 100]}


def test_items_of_a_list_are_joined_by_plus():
    assert grid("panels=A,B+C") == {"panels": [["A"], ["B", "C"]]}


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ([], "needs a grid"),
        (["level"], "write NAME=VALUE"),
        (["level="], "write NAME=VALUE"),
        (["levl=0.9"], "did you mean 'level'"),
        (["level=0.9,2"], "a number from 0.5 to 0.99"),
        (["level=0.9", "level=0.8"], "given twice"),
        (["level=0.5:0.9:0"], "START:STOP:COUNT"),
        (["level=a:b:c"], "START:STOP:COUNT"),
        (["panels=A+X"], "allowed|did you mean"),
    ],
)
def test_what_is_wrong_is_said(texts, told):
    with pytest.raises(UsageError, match=told):
        grid(*texts)


def test_runs_are_all_pairs_and_the_last_axis_moves_fastest():
    assert runs_of({"a": [1, 2], "b": [3, 4]}, {"c": 0}) == [
        {"c": 0, "a": 1, "b": 3}, {"c": 0, "a": 1, "b": 4},
        {"c": 0, "a": 2, "b": 3}, {"c": 0, "a": 2, "b": 4},
    ]  # fmt: skip
