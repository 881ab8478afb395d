"""Each format by itself: what one file gives, and what is wrong with it."""

import json
import math
import re

import pandas as pd
import pytest
from hypothesis import given

from emergestudy.readers import READERS, files, harness, read_file
from emergestudy.readers.files import DEEPEST, BrokenFile, Source, parse_json
from emergestudy.readers.harness import read_items

from .conftest import PLAIN, bigbench, new_harness, old_harness, sample


def by_metric(scores):
    return {(s["task"], s["metric"]): s for s in scores}


@pytest.mark.parametrize("content", [old_harness(), new_harness(), bigbench()])
def test_each_format_is_known_by_one_reader(write, content):
    source = Source(write("a.json", content))
    fit = [r for r in READERS if ".json" in r.endings and r.sniff(source)]
    known = "BIG-bench" if content == bigbench() else "lm-evaluation-harness"
    assert [reader.name for reader in fit] == [known]


@pytest.mark.parametrize(("content", "told"), [
    ({"results": 1}, "is no known form of results (known: lighteval, "),
    ({"scores": [], "model": 1}, "is no known form"),
    ("[1]", "is no known form"),
    ("{", "is not JSON (line 1: "),
    (new_harness() | {"results": {}}, "holds no scores"),
    ('{"results": {"acc": 0.1, "acc": 0.9}}', "has the key 'acc' twice"),
    ("9" * 10_000, "holds a whole number that is too long"),
    (bigbench() | {"model": {}}, "names no model (model: model_name)"),
    (bigbench() | {"task": {}}, "names no task (task: task_name, or a folder"),
    (bigbench() | {"scores": [3]}, "'scores[0]' is a int, not an object"),
    ({"eval": {"task": "t", "model": "m"}, "status": "success",
      "results": {"scores": [None]}}, "holds no scores"),
    ({"metrics": {}, "task_config": {}, "tasks": [None]}, "names no task"),
    (old_harness(step=0, model="dtype=float16"), "names no model (config: model_a"),
    (new_harness() | {"n-shot": [1]}, "'n-shot' is a list, not an object"),
    (new_harness() | {"results": {"a": 1}}, "'results of a' is a int, not an obj"),
    ("a,b\n1,2\n", "has no column 'model'; needed: model, task, value"),
    ("model,task\nx,y\n", "has no column 'value'"),
    ("model,task,value\n", "holds no scores"),
    ("model,task,value,Task\nx,y,1,z\n", "has the column 'task' twice"),
    ("\n", "has no column 'value'"),
    ('[{"model": "m", "task": "t", "a\\nb": "x"}]', "has no column 'value'"),
    ("model,task,value,value\nm,t,1,2\n", "has the column 'value' twice"),
    ("model,task,value\nm,t,.5\nm,t,.5,9,9\n", "has 5 cells in line 3, but 3 col"),
    ('model,task,value\n"m,t,.5\n', "is not a table (unexpected end of data)"),
])  # fmt: skip
def test_what_is_wrong_with_a_file_is_told_in_one_line(read, content, told):
    is_json = isinstance(content, dict) or content[0] in "[{9"
    scores, problem = read(content, "x.json" if is_json else "x.csv")
    assert scores == []
    assert told in problem
    assert len(problem.splitlines()) == 1


@pytest.mark.parametrize("unknown", [-1, 0, None, "N/A", float("nan"), True])
def test_what_a_tool_does_not_know_is_left_out(read, unknown):
    content = new_harness()
    content["config"]["model_num_parameters"] = unknown
    content["n-samples"]["arc_easy"] = {"effective": unknown}
    content["n-shot"]["arc_easy"] = -1
    arc = by_metric(read(content)[0])["arc_easy", "acc"]
    assert not {"params", "n_eval", "n_shot", "setting"} & set(arc)


def test_names_stay_as_they_are_written(read):
    names = ["NA", "null", "None", "True", "007", "1e5", "nan"]
    text = ",model,task,value,,\n" + "".join(f"0,{n},{n},.5,,\n" for n in names)
    scores, problem = read(text + ",,,,,,,\n", "a.csv")
    assert problem is None
    assert [s["model"] for s in scores] == [s["task"] for s in scores] == names


def test_a_rule_within_a_table_parts_nothing_and_a_new_head_begins_another(read):
    lines = "|m|mmlu|", "|-|-|", "|a|30|", "|-|-|", "|b|40|", "|m|arc_easy|", "|-|-|"
    scores, _ = read("\n".join((*lines, "|a|50|")), "x.md")
    found = [(s["model"], s["task"], s["value"]) for s in scores]
    assert found == [("a", "mmlu", 30), ("b", "mmlu", 40), ("a", "arc_easy", 50)]


def test_a_hostile_file_takes_bounded_time(read):
    # Groups in groups, each twice: 2^40 ways through them.
    layers = {f"g{i}": [f"g{i + 1}", f"h{i + 1}"] for i in range(40)}
    layers |= {f"h{i}": [f"g{i + 1}", f"h{i + 1}"] for i in range(40)}
    groups = sample("groups-in-groups/in/a.json")
    found = groups | {"group_subtasks": layers | {"mmlu": ["g0"]}}
    assert "n_shot" not in read(found)[0][0]
    keys = ",".join(f'"{i}": 0' for i in range(50_000))
    assert "has the key '49999' twice" in read("{" + keys + ', "49999": 1}')[1]
    heads = ",".join(f"c{i}" for i in range(10_000))
    scores, _ = read(f"model,task,value,{heads}\nm,t,1{' ' * 10**5}x\n", "x.csv")
    assert "value" not in scores[0]
    assert "cells; at most" in read(heads + "\n1" * 10_000, "x.csv")[1]
    assert "cells; at most" in read([{f"k{i}": 1} for i in range(10_000)])[1]
    n = 50_000
    for cells in (" " * n + "x", "|" + "[" * n, "|" + "[a](" * n, "|" + "<sup>" * n,
                  "|" + "<" * n, "hf (" + ")," * n, "|-|\n" * n):  # fmt: skip
        assert read(f"|model|\n{cells}\n|-|\n", "x.md") == ([], None)


def test_single_answers_are_read_one_a_line(write, monkeypatch):
    about = {"resps": [], "target": "3", "filter": "strict", "metrics": ["em", "f1"]}
    lines = [json.dumps(about | {"doc_id": i, "em": i != 1, "f1": i / 4, "x": 9})
             for i in range(3)]  # fmt: skip
    name = "in/me__zed-1b/samples_gsm8k_2024-01-02T03-04-05.6.jsonl"
    path = write(name, "\n\n".join(lines))
    (em, f1), problem, _ = read_file(path)
    assert problem is None
    assert em["model"].endswith("/in/me/zed-1b")
    assert (em["task"], em["metric"], em["n_eval"]) == ("gsm8k", "em (strict)", 3)
    assert (em["value"], f1["value"]) == (pytest.approx(2 / 3), 0.25)
    assert read_items(em["samples"], em["metric"]) == {"0": 1, "1": 0, "2": 1}
    assert read_items(path, "em") == {}
    old = write("old.jsonl", '{"doc_id": 7, "resps": 1, "target": 0, "acc": 0.5}')
    assert read_items(old, "acc") == {"7": 0.5}
    for content, told in {
        lines[0] + "\n{": "is not JSON (line 2: ",
        lines[0] + "\n\n[]": "holds no object in line 3",
        '{"a": 1, "a": 2}': "has the key 'a' twice",
        "": "has no column 'value'", "[" * 9999: "nested more than 100",
    }.items():  # fmt: skip
        assert told in read_file(write("bad.jsonl", content))[1]
    old.write_bytes(b"\xe9")
    assert read_file(old)[1] == "is not UTF-8"
    monkeypatch.setattr(harness, "LONGEST", len(lines[0]))
    assert read_file(path)[1].startswith("has a line of more than")


def test_parquet_is_read(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow", reason="needs pyarrow")
    path = tmp_path / "a.parquet"
    pd.DataFrame({"model": ["a"], "task": ["b"], "score": [0.5]}).to_parquet(path)
    row = {"model": "a", "task": "b", "metric": "accuracy", "value": 0.5}
    assert read_file(path)[0] == [row | {"file": str(path)}]
    many = {"model": ["a" * 10**5] * 300, "task": "b", "score": 0.5}
    pd.DataFrame(many).to_parquet(path)
    monkeypatch.setattr(files, "LARGEST", 10**6)  # its one long text is kept once
    assert len(read_file(path)[0]) == 300
    for most in ("LARGEST", "MOST_CELLS", "MOST_ROWS"):
        monkeypatch.setattr(files, most, 2)
        assert re.match("has (0 MiB|900 cells|300 rows)", read_file(path)[1])
    path.write_bytes(b"PAR1 nonsense PAR1")
    assert "cannot be read (ArrowInvalid" in read_file(path)[1]


def test_a_workbook_is_read_however_far_its_cells_lie(tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl", reason="needs openpyxl")
    book, path = openpyxl.Workbook(), tmp_path / "a.xlsx"
    for row in (["model", "task", None, "score"], [], ["NA", "b", "x", 0.5]):
        book.active.append(row)
    book.active["XFD1048576"] = 1
    book.save(path)
    first = read_file(path)[0][0]
    assert (first["model"], first["value"]) == ("NA", 0.5)
    monkeypatch.setattr(files, "MOST_CELLS", 40_000)
    assert "cells; at most 40,000 are read" in read_file(path)[1]


@given(PLAIN)
def test_honest_json_is_read_as_it_is(found):
    assert parse_json(json.dumps(found)) == found


def test_deep_nesting_is_refused_before_it_is_climbed():
    parse_json("[" * DEEPEST + "]" * DEEPEST)
    for deep in ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), '{"a":' * 10_000):
        with pytest.raises(BrokenFile, match="nested more than 100 levels deep"):
            parse_json(deep)
    assert len(parse_json(f"[{'[{}],' * 300} 1]")) == 301
    parse_json(json.dumps("[" * 500))  # brackets inside a text are no nesting
    parse_json(json.dumps(['\\"[{\n'] * 300))
    found = parse_json('{"a": NaN, "b": -Infinity}')  # for others to judge
    assert math.isnan(found["a"])
    assert found["b"] == -math.inf


def test_files_that_cannot_be_text_are_refused(tmp_path):
    path = tmp_path / "a.json"
    assert "cannot be read" in read_file(path)[1]
    path.write_bytes('{"a": "é"}'.encode("latin1"))
    assert "is not UTF-8 (byte 7)" in read_file(path)[1]
    path.write_bytes('{"a": 1}'.encode("utf-8-sig"))
    assert Source(path).json == {"a": 1}
    (tmp_path / "run_spec.json").symlink_to("/dev/zero")
    (tmp_path / "stats.json").write_text('[{"name": {}}]')
    told = read_file(tmp_path / "stats.json")[1]
    assert told == "has a run_spec.json that is no regular file"
    with path.open("wb") as file:
        file.truncate(2**30)
    assert read_file(path)[1] == "has 1,024 MiB; at most 256 are read"


def test_a_value_is_what_it_should_be_or_nothing():
    odd = (True, 10**400, "0.5", math.nan, -math.inf, None, [1])
    assert [files.number(v) for v in (*odd, 2)] == [None] * len(odd) + [2.0]
    assert [files.positive(v) for v in (0, 1, -1)] == [None, 1.0, None]
    assert files.text("a\x1b[31m\nb") == "a [31m b"
    assert [files.text(v) for v in ("  ", 3, "x" * 300)] == [None, None, "x" * 200]
