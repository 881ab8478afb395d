"""Files and folders to one table, and a list of what is wrong."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emergestudy import readers
from emergestudy.errors import UsageError
from emergestudy.readers import find_files, ingest, read_file

from .conftest import PLAIN, new_harness, old_harness


def test_a_folder_is_searched_at_any_depth_in_order(write, tmp_path):
    names = ["b/results_1.json", "a.csv", "b/c/d.parquet"]
    others = ["b/samples_arc.jsonl", ".git/x.json", "b/.hidden.json", "a.py"]
    for name in names + others:
        write(name, "{}")
    (tmp_path / "b" / "again").symlink_to(tmp_path)  # a loop is not walked into
    (tmp_path / "b" / "self.json").symlink_to(tmp_path / "b" / "self.json")
    found = find_files([tmp_path / "a.csv", tmp_path], {})
    assert [str(p.relative_to(tmp_path)) for p in found] == sorted(names)


def test_other_files_are_refused_with_the_reason(write):
    reasons = {"x.zip": "is packed; unpack it first", "x.pkl": "could run code when"}
    reasons |= {"x.json.gz": "is packed;", "x.py": r"is no \.json, \.eval"}
    for name, told in reasons.items():
        with pytest.raises(UsageError, match=told):
            find_files([write(name, "")], {})


def test_nothing_to_read_is_said(tmp_path, monkeypatch, write):
    with pytest.raises(UsageError, match=r"no \.json, \.eval, .* or \.\w+ file in /"):
        find_files([tmp_path], {})
    bad = write("bad.json", "{")
    with pytest.raises(UsageError, match=r"none of 1 files could be read; .*bad\.json"):
        ingest([tmp_path])
    monkeypatch.setattr(readers, "MOST", 1)
    assert find_files([bad], {}) == [bad]
    write("a.csv", "")
    with pytest.raises(UsageError, match="more than 1 files; name a part of them"):
        find_files([tmp_path], {})


def test_a_folder_that_cannot_be_listed_is_named(write, tmp_path, monkeypatch):
    write("open/a.csv", "model,task,value\nm,t,0.5\n")
    (tmp_path / "closed").mkdir()
    listed = os.scandir

    def scandir(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = ingest([tmp_path])
    reason = "cannot be read (Permission denied)"
    assert found.broken == {str(tmp_path / "closed"): reason}
    with pytest.raises(UsageError, match=r"no \.json.*closed cannot be read"):
        ingest([tmp_path / "closed"])


def test_a_name_of_any_bytes_is_told_as_text(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.csv"))
    path.write_text("model,task,accuracy,score\nm,t,0.5,0.4\n")
    found = ingest([path])
    assert found.scores["file"][0].endswith("/caf\ufffd.csv")
    told = "/caf\ufffd.csv has other numbers in score than in accuracy; accuracy counts"
    assert found.problems[0].endswith(told)
    found.scores.to_csv(tmp_path / "out.csv")


@pytest.mark.parametrize("alone", [2, 100])  # by several processes, by one
def test_a_folder_becomes_one_table(write, tmp_path, monkeypatch, alone):
    monkeypatch.setattr(readers, "ALONE", alone)
    write("a.json", old_harness(step=1000))
    write("b.json", old_harness(step=2000, acc=0.5))
    write("m/results_1.json", new_harness())
    write("m/samples_arc_1.jsonl", "not read")
    for end in (".json", ".csv", ".scores.csv"):  # of an earlier report
        write(f"m/report{end}", "not read")
    bad = write("bad.json", "{")
    found = ingest([tmp_path], jobs=2, family="pythia")
    assert found.files == 4
    assert list(found.broken) == [str(bad)]
    assert found.problems == []
    arc = found.scores.query("task == 'arc_easy' and metric == 'acc'")
    assert arc["value"].tolist() == [0.43, 0.5, 0.5]
    assert arc["family"].unique().tolist() == ["pythia"]
    assert arc["file"].iloc[0] == str(tmp_path / "a.json")


MINE = """
def read(path):
    if path.suffix == ".out":
        model, score = path.read_text().split()
        return [{"model": model, "task": "t", "value": float(score)}]

def odd(path): return [{"score": 1}]
def stops(path): return 1 / 0
"""


def test_a_reader_of_ones_own_is_asked_first_and_its_faults_are_told(write, tmp_path):
    mine, own = write("mine.py", MINE), write("in/a.out", "m 0.5")
    write("in/b.csv", "model,task,value\nn,t,0.25\n")
    found = ingest([tmp_path / "in"], reader=f"{mine}:read").scores
    assert found.set_index("model")["value"].to_dict() == {"m": 0.5, "n": 0.25}
    for place, told in {
        f"{mine}:odd": r"gives \"\{'score': 1\}\" by odd, which is no score",
        f"{mine}:stops": r"cannot be read \(ZeroDivisionError",
        f"{mine}:gone": "has no 'gone'", "x": "x is no file; write FILE.py:FUNCTION",
    }.items():  # fmt: skip
        with pytest.raises(UsageError, match=told):
            ingest([own], reader=place)


KEYS = ["results", "config", "n-shot", "n-samples", "higher_is_better", "model_name"]


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.dictionaries(st.sampled_from(KEYS), PLAIN, max_size=3), st.text(), PLAIN)
def test_strange_results_give_a_table_or_a_problem(write, changed, task, value):
    found = new_harness() | changed
    if isinstance(found["results"], dict):
        found["results"] = found["results"] | {task: value}
    path = write("x.json", found)
    scores, problem, _ = read_file(path)
    assert (problem is None) == bool(scores)
    assert len((problem or "fine").splitlines()) == 1
    if scores:
        table = ingest([path]).scores
        assert table["value"].notna().all()
        assert table["model"].str.len().gt(0).all()
