"""Somebody's function, in a process of its own: limits, faults, the page's example."""

import re

import numpy as np
import pytest

from emergestudy import load
from emergestudy.errors import StudyError, UsageError
from emergestudy.forecasts import asking, scoring
from emergestudy.forecasts.asking import Stranger

CODE = """
import os, time
import numpy as np
print("loud")
def good(visible, at):
    print("loud", visible.others, os.listdir())
    here = not os.listdir() and visible.last == visible.scale[-1]
    return np.full(len(at), here * visible.score[-1]), visible.last
def silent(visible, at): return None
def slow(visible, at): time.sleep(60)
def hungry(visible, at): return np.ones(10**10)
def dies(visible, at): os._exit(1)
def raises(visible, at): raise ValueError("no\\nway")
number = 3
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(CODE, encoding="utf-8")
    return path


def test_it_sees_what_is_visible_and_answers(file, seen, capfd):
    here = seen([20.0, 21, 22], [0.25, 0.26, 0.3], others=np.eye(3))
    at = np.array([22.5, 23])
    with Stranger(f"{file}:good", 30, 4) as method:
        for _ in range(2):
            scores, place = method(here, at)
            assert scores.tolist() == [0.3, 0.3]
            assert float(place) == 22
        process = method._process
    assert not process.is_alive()
    assert capfd.readouterr() == ("", "")
    with Stranger(f"{file}:silent", 30, 4) as method:
        assert {method(here, at) for _ in range(9)} | {*method.failures} == {None}


@pytest.mark.parametrize(("name", "says"), [
    ("slow", "no answer within 0.5 s"), ("dies", "died, perhaps of more than 3 GB"),
    ("hungry", "MemoryError"), ("raises", "ValueError: no (raises, line "),
])  # fmt: skip
def test_a_fault_is_no_answer_and_many_the_end(file, seen, monkeypatch, name, says):
    monkeypatch.setattr(asking, "MOST_FAILURES", 2)
    here, at = seen([20.0, 21], [0.2, 0.3]), np.array([22.0])
    with Stranger(f"{file}:{name}", 0.5, 3) as method:
        assert method(here, at) is None
        with pytest.raises(StudyError, match="2 times in a row: ") as why:
            method(here, at)
        assert says in str(why.value)
        assert len(method.failures) == 2
        assert "\n" not in method.failures[0]


@pytest.mark.parametrize(("spec", "says"), [
    ("FILE:none", "no none in it"), ("FILE:number", "no number in it"),
    ("FILE", "write FILE.py:FUNCTION"), ("FILE:a b", "write FILE.py"),
    ("nowhere.py:good", "there is no file nowhere.py"),
    ("BAD:good", "cannot be imported .SyntaxError"),
])  # fmt: skip
def test_what_is_no_method_is_refused_in_one_line(file, spec, says):
    bad = file.with_name("bad.py")
    bad.write_text("def (", encoding="utf-8")
    spec = spec.replace("FILE", str(file)).replace("BAD", str(bad))
    with pytest.raises(UsageError, match=says), Stranger(spec, 1, 4):
        pass


def test_the_example_of_the_page_runs_as_a_command(root, run, tmp_path, monkeypatch):
    page = (root / "book" / "enter_a_method.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    assert code.count("\n") <= 15
    (tmp_path / "mine.py").write_text(code, encoding="utf-8")
    bad = "def f(v, at): return [1]\ndef g(v, at): return 90 + at"
    (tmp_path / "bad.py").write_text(bad, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    few = load("forecast_cuts").query("data_set == 'GPT-3 Table H.1'")
    few = few.groupby("task").head(2).reset_index(drop=True)
    monkeypatch.setattr(scoring, "frozen_cuts", lambda: few)

    def ask(*more):
        done = run("forecast", "--method", *more)
        return done.exit_code, f"{done.output}{done.exception!r}"

    code, said = ask("mine.py:forecast")
    assert code == 0, said
    folder = tmp_path / "_runs" / "forecast" / "mine"
    board = (folder / "leaderboard.csv").read_text(encoding="utf-8")
    assert all(f"A,points,{name}" in board for name in ("mine.py:forecast", "logistic"))
    assert "mine.py:forecast,C,GPT-3" in (folder / "scores.csv").read_text("utf-8")
    code, said = ask("bad.py:f", "--out", "other")
    assert (code, "visible: scores have the shape (1,)" in said) == (2, True)
    assert "not percent" in ask("bad.py:g", "--out", "other")[1]
    assert "write FILE.py:FUNCTION" in ask("bad.py")[1]
    assert not (tmp_path / "other").exists()
    kept = tmp_path / "taken" / "scores.csv"
    kept.parent.mkdir()
    kept.write_text("mine")
    assert ask("mine.py:forecast", "--out", "taken")[0] == 2
    assert kept.read_text() == "mine"
    assert ask("mine.py:forecast", "--freeze")[0] == 2
