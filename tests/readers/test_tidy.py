"""Rows to one table: units, side tables, families, measurements made twice."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emergestudy.errors import UsageError
from emergestudy.readers.metrics import is_share
from emergestudy.readers.names import families
from emergestudy.readers.tidy import read_side_table, tidy


def scores(values, **about):
    rows = [{"model": f"m{i}", "task": "t", "metric": "acc", "value": v, "stderr": 0.5}
            | about for i, v in enumerate(values)]  # fmt: skip
    return tidy(rows, None)


@pytest.mark.parametrize(("low", "high", "scale"), [(0, 1, 1), (1.01, 100, 100)])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_fractions_stay_and_percent_becomes_a_fraction(data, low, high, scale):
    values = data.draw(st.lists(st.floats(low, high), min_size=1))
    table, problems = scores(values)
    assert table["value"].tolist() == [v / scale for v in values]
    assert (table["stderr"] == 0.5 / scale).all()
    assert set(table["unit"]) == {"fraction"}
    assert problems == []


@pytest.mark.parametrize(
    ("values", "unit", "told"),
    [
        ([0.25, 0.3, 40.0, 60.0], None,
         "scores from 0.25 to 60 look like fractions mixed with percent"),
        ([-0.1, 0.3], None, "cannot be -0.1"),
        ([0.3, 1.2], "fraction", "cannot be 1.2"),
        ([30.0, 130.0], None, "cannot be 130"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_share_is_left_out_by_name(values, unit, told):
    table, problems = scores(values, unit=unit)
    assert table.empty
    assert told in problems[0]
    assert problems[0].startswith("t, acc: ")


def test_units_are_decided_by_task_and_metric_and_rows_keep_their_order():
    given = [
        ("a", "acc", "percent", 0.4), ("b", "acc", None, 50), ("c", "acc", None, 4),
        ("a", "acc", "percent", 100), ("d", "acc", None, 0.2), ("d", "ppl", None, 250),
        ("b", "acc", None, 60), ("c", "acc", None, 0.5),  # 0.5 % is as low as 4 %
    ]  # fmt: skip
    frame = pd.DataFrame(given, columns=["task", "metric", "unit", "value"])
    frame = frame.assign(model=frame.index.astype(str), file=frame["task"])
    table, problems = tidy(frame.to_dict("records"), None)
    shares = [0.004, 0.5, 0.04, 1.0, 0.2, 250, 0.6, 0.005]
    assert table["value"].tolist() == pytest.approx(shares)
    assert table["unit"].value_counts().to_dict() == {"fraction": 7, "other": 1}
    assert problems == []
    table, problems = tidy(frame.assign(file="one.csv").to_dict("records"), None)
    assert table["value"][4] == pytest.approx(0.002)
    assert problems == ["d, acc: read as percent, like others of its file"]
    assert is_share("exact_match (strict-match)")
    assert not is_share("brier_score")


def test_sizes_and_steps_are_no_part_of_a_family():
    families = {
        "pythia-1.4b-deduped": "pythia-deduped", "Llama-2-7b-hf": "Llama-2-hf",
        "GPT-3 175B": "GPT-3", "OLMo-2 13B step8": "OLMo-2", "pythia-160m": "pythia",
        "gpt2": "gpt2", "7b": "7b", "": "",
    }  # fmt: skip
    assert {model: family_of(model) for model in families} == families


ROWS = [
    {"model": "a", "task": "t", "value": 0.5, "step": 10, "params": 1e9, "loss": 3.0,
     "tokens": 1e6},
    {"model": "a", "task": "t", "value": 0.5, "step": 20, "params": 1e9, "loss": 2.5,
     "tokens": 2e6},
    {"model": "b", "task": "t", "value": 0.5, "loss": 2.0},
]  # fmt: skip
BARE = [{k: row[k] for k in ("model", "task", "value", "step") if k in row}
        for row in ROWS]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rows", "column", "expected"),
    [
        ("model,params,family\na,1.1e9,x\nb,8e9,\n", ROWS, "params", [1e9, 1e9, 8e9]),
        ("model,params,family\na,1.1e9,x\nb,8e9,\n", ROWS, "family", ["x", "x", "b"]),
        ("model,step,loss\na,10,2.5\na,20,2.1\n", BARE, "loss", [2.5, 2.1, np.nan]),
        ("model,tokens_per_step\na,1e3\n", BARE, "tokens", [1e4, 2e4, np.nan]),
        ("model,params\nme/a,5\n", BARE, "params", [5, 5, np.nan]),  # its owner named
    ],
)
def test_files_come_first_and_the_table_fills_in(write, text, rows, column, expected):
    table, problems = tidy(rows, read_side_table(write("m.csv", text)))
    assert table[column].tolist() == pytest.approx(expected, nan_ok=True)
    assert "tokens_per_step" not in table
    assert problems == []  # what agrees or fills in is no doubt


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("model\na\nme/c\n", "--models lists me/c and the files hold no such model (1 "
         "in all); they hold a, b"),
        ("model,params\na,7e9\n", "--models says 7e+09 params of a, a file says 1e+09; "
         "the file counts"),
        ("model,step,tokens\na,10,1e6\na,20,4e6\n",
         "says 4e+06 tokens of a, a file says 2e+06"),
        ("model,tokens_per_step\na,1\nb,2e6\n", "--models gives tokens_per_step of b, "
         "but no file gives a step (1 in all); give tokens"),
    ],
)  # fmt: skip
def test_what_a_side_table_says_in_vain_is_named_once(write, text, told):
    _, problems = tidy(ROWS, read_side_table(write("m.csv", text)))
    assert len(problems) == 1
    assert told in problems[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,params\na,1\n", "has no column 'model'; known: model, step, family"),
        ("model,size\na,1\n", "an unknown column 'size'"),
        ("model,params\na,7b\n", "line 2: params is '7b'; .* for instance 7e9"),
        ("model,step,params\na,0,1\nb,1,-3\n", "line 3: params is '-3'"),
        ("model,params\na,1\na,2\n", "lists a twice"),
        ("", "no column 'model'"),
        ("model,params\na,1,2\n", "3 cells in line 2, but 2 columns"),
    ],
)
def test_a_wrong_side_table_is_refused(write, text, told):
    with pytest.raises(UsageError, match=told):
        read_side_table(write("m.csv", text))


def test_the_same_measurement_counts_once_and_contradictions_are_named():
    one = {"model": "m", "task": "t", "metric": "acc", "value": 0.4, "file": "a.json"}
    no_value, no_model = {"model": "a", "task": "t"}, {"task": "t", "value": 0.1}
    rows = [one, one, one | {"n_shot": 5}, no_value, no_model]
    table, problems = tidy(rows, None)
    assert len(table) == 2
    assert problems == ["2 rows without a model, a task or a finite value"]
    table, (told,) = tidy([one, one | {"value": 0.9, "file": "b.json"}], None)
    assert table["value"].tolist() == [0.9]
    assert told.startswith(
        "1 measurements have several values, for instance t of m in a.json and "
        "elsewhere; the last counts."
    )
