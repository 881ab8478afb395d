"""Rows to one table: units, side tables, families, measurements made twice."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emergestudy.errors import UsageError
from emergestudy.readers.metrics import is_share
from emergestudy.readers.names import families, name_models
from emergestudy.readers.tidy import read_side_table, tidy


def scores(values, **about):
    rows = [{"model": f"m{i}", "task": "t", "metric": "acc", "value": v, "stderr": 0.5}
            | about for i, v in enumerate(values)]  # fmt: skip
    return tidy(rows, None)


@pytest.mark.parametrize(("low", "high", "scale"), [(0, 1, 1), (1.01, 100, 100)])
@settings(max_examples=30)
@given(data=st.data())
def test_fractions_stay_and_percent_becomes_a_fraction(data, low, high, scale):
    values = data.draw(st.lists(st.floats(low, high), min_size=1))
    table, problems = scores(values)
    assert table["value"].tolist() == [v / scale for v in values]
    assert (table["stderr"] == 0.5 / scale).all()
    assert set(table["unit"]) == {"fraction"}
    assert problems == []


@pytest.mark.parametrize(("values", "unit", "told"), [
    ([0.25, 0.3, 40.0, 60.0], None,
     "scores from 0.25 to 60 look like fractions mixed with percent"),
    ([-0.1, 0.3], None, "cannot be -0.1"),
    ([0.3, 1.2], "fraction", "cannot be 1.2"),
    ([30.0, 130.0], None, "cannot be 130"),
])  # fmt: skip
def test_what_cannot_be_a_share_is_left_out_by_name(values, unit, told):
    table, problems = scores(values, unit=unit)
    assert table.empty
    assert told in problems[0]
    assert problems[0].startswith("t, acc: ")


def test_units_are_decided_by_task_and_metric_and_rows_keep_their_order():
    given = [
        ("a", "acc", "percent", 0.4), ("b", "acc", None, 50), ("c", "acc", None, 4),
        ("a", "acc", "percent", 100), ("d", "acc", None, 0.2), ("e", "ppl", None, 250),
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


def test_a_table_whose_unit_few_tasks_tell_is_asked_about():
    given = {"mmlu": 25, "gsm8k": 0.9, "drop": 0.8, "math": 0.7}
    rows = [{"task": t, "metric": "em" if t == "math" else "acc", "value": v,
             "model": "m", "file": "a.csv"} for t, v in given.items()]  # fmt: skip
    table, problems = tidy(rows, None)
    assert table["value"].tolist() == [0.25]
    told = "are fractions, or percent like others of its file; say which in a column"
    assert [told in problem for problem in problems] == [True] * 3
    for changed, score in (({"file": "a.json"}, 0.9), ({"unit": "%"}, 0.009)):
        table, _ = tidy([row | changed for row in rows], None)
        assert table["value"][:2].tolist() == pytest.approx([0.25, score])
    rows = [row | {"unit": "%" if row["task"] == "mmlu" else None} for row in rows]
    rows.append(rows[1] | {"model": "n", "value": 0.5, "unit": "percent"})
    table, _ = tidy([row for row in rows if row["task"] in ("mmlu", "gsm8k")], None)
    assert table["value"].tolist() == pytest.approx([0.25, 0.009, 0.005])


def test_words_and_sizes_are_read_as_people_write_them_or_named():
    for word in ("No", "0", 0, 0.0):
        table, problems = scores([0.5], higher_is_better=word, unit="Percentage")
        assert table["higher_is_better"].tolist() == [False]
        assert (table["value"][0], problems) == (0.005, [])
    odd = {"higher_is_better": "down", "unit": "points", "params": 1e200, "tokens": 40}
    told = [problem.split(",")[0] for problem in scores([0.5], loss=1e3, **odd)[1]]
    assert told == ["higher_is_better is down", "unit is points",
                    *(f"{size} of m0: too {what}" for size, what in [
                        ("params", "large"), ("tokens", "few"), ("loss", "large")
                    ])]  # fmt: skip


def test_sizes_and_steps_are_no_part_of_a_family():
    known = {
        "pythia-1.4b-deduped": "pythia-deduped", "Llama-2-7b-hf": "Llama-2-hf",
        "GPT-3 175B": "GPT-3", "OLMo-2 13B": "OLMO-2", "pythia-160m": "pythia",
        "gpt2": "gpt2", "gpt2-xl": "gpt2", "bloom-7b1": "bloom", "Qwen-1_8B": "Qwen",
        "Mixtral-8x7B": "Mixtral", "zed-A2.7B": "zed", "llama_2_7b": "llama_2",
        "phi-3-mini-4k": "phi-3-4k", "toy-100k": "toy", "toy-7b-it": "toy-it",
        "OLMO-2 1B": "OLMO-2", "7b": "models", "a-1b + b-8b": "a + b", "v1_7b": "v1",
    }  # fmt: skip
    assert families(dict.fromkeys(known, ())) == known
    words = {"a-base": [1], "a-xl": [1], "b-base": [1], "b-xl": [2], "b": [3, 0]}
    assert families(words) == {m: m if m[0] == "a" else "b" for m in words}


@pytest.mark.parametrize(("given", "names"), [
    (["a/zed-1b", "b/zed-1b"], ["a/zed-1b", "b/zed-1b"]),
    (["/r/zed-1b/out", "/r/zed-3b/out"], ["zed-1b", "zed-3b"]),
    (["/r/zed-1b/x1", "/r/zed-3b/x1"], ["zed-1b", "zed-3b"]),
    (["/r/zed-1b/hf", "/r/zed-1b/raw"], ["zed-1b", "zed-1b/raw"]),
    (["z/best", "z/last", "y/last"], ["z/best", "z/last", "y"]),
    (["/a/x/m", "/a/y/m", "/b/x/m"], ["a/x/m", "a/y/m", "b/x/m"]),
    (["/c/models--a--zed/snapshots/0a1b2c3d"], ["zed"]),
    (["a/z@stage1-step10", "a/z@stage2-step10"], ["z stage1", "z stage2"]),
    (["a/z@stage1-step10", "a/z@stage1-step20"], ["z", "z"]),
    (["a/z@main", "a/z@step5"], ["z", "z"]),
    (["a/z", "a/z # 4bit", "a/y # 4bit"], ["z", "z/4bit", "y"]),
    (["z + r/1/ad", "y + r/2/ad", "z + q/ad"], ["z + 1", "y + ad", "z + q/ad"]),
    (["w/o CoT 7B", "7", "step5"], ["w/o CoT 7B", "7", "step5"]),
])  # fmt: skip
def test_a_model_is_called_what_tells_it_apart(given, names):
    assert [n.model for n in name_models(given).values()] == names


@pytest.mark.parametrize(("given", "model", "step", "seed", "tokens"), [
    ("/e/zed/checkpoint-500", "zed", 500, None, None),
    ("/e/zed/iter_0005000/hf", "zed", 5000, None, None),
    ("zed@step-50K-token-105B", "zed", 5e4, None, 105e9),
    ("zed-1.1B-step-1431k-3T", "zed-1.1B", 1431e3, None, 3e12),
    ("33B_torch_step25632_bfloat16", "33B_torch_bfloat16", 25632, None, None),
    ("x/latxa-7b/global_step10", "latxa-7b", 10, None, None),
    ("ep0-ba4800", "ep0", 4800, None, None),
    ("zed-1b-seed3", "zed-1b", None, "3", None),
    ("zed-300B-tokens", "zed", None, None, 3e11),
    ("bart-step", "bart-step", None, None, None),
])  # fmt: skip
def test_a_path_tells_step_seed_and_tokens(given, model, step, seed, tokens):
    assert name_models([given]) == {given: (model, step, seed, tokens)}


ROWS = [
    {"model": "a", "task": "t", "value": 0.5, "step": 10, "params": 1e9, "loss": 3.0,
     "tokens": 1e6},
    {"model": "a", "task": "t", "value": 0.5, "step": 20, "params": 1e9, "loss": 2.5,
     "tokens": 2e6},
    {"model": "b", "task": "t", "value": 0.5, "loss": 2.0},
]  # fmt: skip
BARE = [{k: row[k] for k in ("model", "task", "value", "step") if k in row}
        for row in ROWS]  # fmt: skip


@pytest.mark.parametrize(("text", "rows", "column", "expected"), [
    ("model,params,family\na,1.1e9,x\nb,8e9,\n", ROWS, "params", [1e9, 1e9, 8e9]),
    ("model,params,family\na,1.1e9,x\nb,8e9,\n", ROWS, "family", ["x", "x", "b"]),
    ("model,step,loss\na,10,2.5\na,20,2.1\n", BARE, "loss", [2.5, 2.1, np.nan]),
    ("model,tokens_per_step\na,1e5\n", BARE, "tokens", [1e6, 2e6, np.nan]),
    ("model,params\nme/a,5K\n", BARE, "params", [5e3, 5e3, np.nan]),  # an owner
])  # fmt: skip
def test_files_come_first_and_the_table_fills_in(write, text, rows, column, expected):
    table, problems = tidy(rows, read_side_table(write("m.csv", text)))
    assert table[column].tolist() == pytest.approx(expected, nan_ok=True)
    assert "tokens_per_step" not in table
    assert problems == []  # what agrees or fills in is no doubt


@pytest.mark.parametrize(("text", "told"), [
    ("model\na\nme/c\n", "--models lists me/c and the files hold no such model (1 "
     "in all); they hold a, b"),
    ("model,params\na,7e9\n", "--models says 7e+09 params of a, a file says 1e+09; "
     "the file counts"),
    ("model,step,tokens\na,10,1e6\na,20,4e6\n",
     "says 4e+06 tokens of a, a file says 2e+06"),
    ("model,tokens\nb,40\n", "tokens of b: too few, left out; write 20e9 or 20B"),
    ("model,tokens_per_step\na,1\nb,2e6\n", "--models gives tokens_per_step of b, "
     "but no file gives a step (1 in all); give tokens"),
])  # fmt: skip
def test_what_a_side_table_says_in_vain_is_named_once(write, text, told):
    _, problems = tidy(ROWS, read_side_table(write("m.csv", text)))
    assert len(problems) == 1
    assert told in problems[0]


@pytest.mark.parametrize(("text", "told"), [
    ("name,params\na,1\n", "has no column 'model'; known: model, step, family"),
    ("model,params\na,7x\n", "line 2: params is '7x'; .* for instance 7e9"),
    ("model,step,params\na,0,1\nb,1,-3\n", "line 3: params is '-3'"),
    ("model,params\na,1\na,2\n", "lists a twice"),
    (None, "/dev/zero is no regular file"),
    ("model,params\na,1,2\n", "3 cells in line 2, but 2 columns"),
])  # fmt: skip
def test_a_wrong_side_table_is_refused(write, text, told):
    with pytest.raises(UsageError, match=told):
        read_side_table(write("m.csv", text) if text else Path("/dev/zero"))


def test_the_same_measurement_counts_once_and_contradictions_are_named():
    one = {"model": "m", "task": "t", "metric": "acc", "value": 0.4, "file": "a.json"}
    no_value, no_model = {"model": "a", "task": "t"}, {"task": "t", "value": 0.1}
    rows = [one, one, one | {"n_shot": 5}, no_value, no_model]
    table, problems = tidy(rows, None)
    assert len(table) == 2
    assert problems == ["2 rows without a model, a task or a finite value"]
    table, (told,) = tidy([one, one | {"value": 0.9, "file": "b.json"}], None)
    assert table["value"].tolist() == [0.9]
    assert "m has 2 values: 0.4 in a.json and 0.9 in b.json; the last counts" in told
    many = [one | {"task": f"{i}", "value": v} for i in range(5) for v in (0.1, 0.2)]
    assert tidy(many, None)[1][3] == "2 more measurements have several values"
    old = one | {"value": 0.9, "file": "b.json", "date": 1.0}
    table, _ = tidy([one | {"date": 2.0}, old, one | {"value": 0.7}], None)
    assert table["value"].tolist() == [0.4]
