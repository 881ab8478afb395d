"""Where rows come from, and which tables a run has read."""

import re

import pytest

import emergestudy
from emergestudy.data import chance_level, load, provenance, tables
from emergestudy.descriptor import ALL, READS_FILE
from emergestudy.errors import DataTableError, EmergenceDataError


@pytest.fixture(scope="module")
def works(root):
    text = (root / "book" / "references.bib").read_text(encoding="utf-8")
    return set(re.findall(r"^@\w+\{([^,]+),", text, re.MULTILINE))


def test_every_row_of_every_table_says_where_it_comes_from(works):
    listed = tables()
    for name, rows in zip(listed["table"], listed["rows"], strict=True):
        frame = load(name)
        columns = sorted({"source", "locator", "origin", "via"} & set(frame))
        assert len(frame) == rows > 0
        assert frame[columns].notna().all(axis=None), name
        assert set(frame["source"]) <= works, name
    tasks = load("tasks")
    assert set(tasks["n_eval_source"].dropna()) <= works
    assert tasks["chance"].isna().equals(tasks["chance_from"].isna())


def test_provenance_is_told_in_words():
    assert "vector" in provenance("wei2022-pdf")
    with pytest.raises(DataTableError, match="no provenance key"):
        provenance("hearsay")


def test_the_chance_level_of_a_task_is_known_or_the_cure_is_told():
    levels = {"mmlu": 0.25, "wic": 0.5, "gsm8k": 0, "truthfulqa_multiple_choice": 0.226}
    assert {task: chance_level(task) for task in levels} == pytest.approx(levels)
    for task, told in (("mmmlu", "did you mean 'mmlu'"), ("superglue", "as a number")):
        with pytest.raises(EmergenceDataError, match=told):
            chance_level(task)


def test_what_is_loaded_is_noted_with_what_it_is_joined_from(tmp_path, monkeypatch):
    load("models")
    monkeypatch.setenv(READS_FILE, str(tmp_path / "reads"))
    load("models")
    load("models")
    tables()
    monkeypatch.delenv(READS_FILE)
    load("claims")
    noted = (tmp_path / "reads").read_text().split()
    assert noted == 2 * ["models", "model_sizes"] + [ALL]


def test_the_public_names_load_lazily():
    assert emergestudy.load is load
    assert set(emergestudy.__all__) <= set(dir(emergestudy))
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        _ = emergestudy.lode
