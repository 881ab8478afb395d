import json

import pandas as pd
import pytest


@pytest.fixture
def scores(tmp_path):
    rows = [
        {"model": f"m-{10**i}m", "task": "arc_easy", "accuracy": score, "n": 1000,
         "params": 10.0 ** (6 + i)}
        for i, score in enumerate([0.25, 0.24, 0.26, 0.25, 0.4, 0.55, 0.7])
    ]  # fmt: skip
    path = tmp_path / "in" / "mine.csv"
    path.parent.mkdir()
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def test_a_folder_becomes_a_report(run, scores, tmp_path):
    page = tmp_path / "out" / "r.html"
    done = run("analyze", scores.parent, "--x", "params", "--html", page)
    assert done.exit_code == 0, done.output
    assert "The one curve is emergent. First, arc_easy" in done.output
    assert page.is_file()
    again = run("analyze", scores.parent, "--x", "params", "--html", page)
    assert again.exit_code == 2
    assert "is there already; add --force" in again.output


def test_json_is_json_and_a_broken_file_is_named_with_exit_code_1(
    run, scores, tmp_path
):
    (scores.parent / "bad.json").write_text("{")
    page = tmp_path / "r.html"
    done = run("analyze", scores.parent, "--x", "params", "--json", "--html", page)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["calls"][0]["verdict"] == "emergent"
    assert "note: " in done.stderr
    assert "bad.json is not JSON" in done.stderr
    assert "bad.json is not JSON" in page.read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "7 models lack tokens (--models; or use --x params): m-1"),
        (["--x", "params", "--chance", "arc_esy=0.2"], "did you mean 'arc_easy'?"),
        (["--x", "flops"], "no x-axis named 'flops'"),
        (["--chance", "arc_easy"], "write TASK=0.25"),
        (["--html", "r.pdf"], "its name has to end in .html"),
        (["--models", "missing.csv"], "missing.csv cannot be read"),
    ],
)
def test_what_is_missing_is_said_before_anything_runs(
    run, scores, tmp_path, monkeypatch, arguments, told
):
    monkeypatch.chdir(tmp_path)
    done = run("analyze", scores, *arguments)
    assert done.exit_code == 2
    assert told in done.output
    assert [p.name for p in tmp_path.iterdir()] == ["in"]


def test_scores_that_cannot_be_used_are_told_with_the_reason(run, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("model,task,value\na,t,0.3\nb,t,40\nc,t,0.2\nd,t,60\n")
    done = run("analyze", path, "--html", tmp_path / "r.html")
    assert done.exit_code == 2
    assert "look like fractions mixed with percent" in done.output


def test_paths_that_are_none_are_refused(run, tmp_path):
    assert "does not exist" in run("analyze", tmp_path / "no").output
    assert run("analyze").exit_code == 2
