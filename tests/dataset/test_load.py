import json

import pytest

import emergestudy
from emergestudy.data import load, provenance, tables
from emergestudy.errors import DataTableError
from emergestudy.sealing import seal


def test_every_table_loads_and_is_listed():
    listed = tables()
    assert len(listed) >= 12
    for name, rows in zip(listed["table"], listed["rows"], strict=True):
        assert len(load(name)) == rows > 0


def test_a_misspelled_table_names_the_nearest():
    with pytest.raises(DataTableError, match="did you mean 'models'"):
        load("modles")


def test_a_missing_table_says_how_to_restore_it(data):
    (data / "toys.csv").unlink()
    with pytest.raises(DataTableError, match=r"missing.*git checkout data/toys\.csv"):
        load("toys", data)


def test_an_unknown_provenance_key_is_refused():
    with pytest.raises(DataTableError, match="no provenance key"):
        provenance("hearsay")


def test_provenance_is_told_in_words():
    assert "vector" in provenance("wei2022-pdf")


def test_the_public_names_load_lazily():
    assert emergestudy.load is load
    assert set(emergestudy.__all__) <= set(dir(emergestudy))
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        _ = emergestudy.lode


FIELD = {"name": "task", "type": "string", "description": "-"}
KEY = {"fields": ["task"], "reference": {"resource": "tasks", "fields": ["task"]}}


def entry(name, **schema):
    common = {"title": name, "path": f"{name}.csv", "rows": 0, "bytes": 0, "hash": ""}
    return {"name": name, **common, "schema": {"fields": [FIELD], **schema}}


def test_a_key_that_the_other_table_does_not_list_is_refused(tmp_path):
    (tmp_path / "tasks.csv").write_text("task\nwic\n")
    (tmp_path / "scores.csv").write_text("task\nwic\nwick\n")
    resources = [
        entry("tasks", primaryKey=["task"]),
        entry("scores", foreignKeys=[KEY]),
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}))
    seal(tmp_path)
    with pytest.raises(DataTableError, match=r"scores\.csv, line 3: 'task' is 'wick'"):
        load("scores", tmp_path)
