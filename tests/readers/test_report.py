"""``emergestudy analyze``: a folder of evaluations to a report."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from emergestudy.cli import main
from emergestudy.errors import StudyError, UsageError
from emergestudy.readers import ingest
from emergestudy.report import write_report
from emergestudy.running import run as running

EVIL = "<script>alert(1)</script> $x^$"
RISE = [0.25, 0.24, 0.26, 0.25, 0.4, 0.55, 0.7]


def write_scores(folder, tasks):
    rows = [
        {"model": f"<i>m</i>-{10**i}m", "task": task, "accuracy": score, "n": 1000,
         "params": 10.0 ** (6 + i)}
        for i, score in enumerate(RISE)
        for task in tasks
    ]  # fmt: skip
    folder.mkdir()
    pd.DataFrame(rows).to_csv(folder / "mine.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return ingest([write_scores(tmp_path_factory.mktemp("x") / "in", [EVIL, "sciq"])])


@pytest.fixture(scope="module")
def written(found, tmp_path_factory):
    page = tmp_path_factory.mktemp("out") / "mine.html"
    return write_report(found, "params", [f"{EVIL}=0.25"], page)


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments])


def test_all_parts_are_written_and_right_and_names_stay_text(written):
    endings = {".html", ".ipynb", ".csv", ".json", ".scores.csv"}
    assert {p.name for p in written[".html"].parent.iterdir()} == {
        f"mine{ending}" for ending in endings
    }
    page, notebook = written[".html"].read_text(), written[".ipynb"].read_text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "def caution" not in page
    assert str(written[".scores.csv"]) in notebook
    assert "/.mine." not in notebook
    calls = pd.read_csv(written[".csv"])
    assert calls["verdict"].tolist() == ["emergent", "emergent"]
    assert calls["point"].between(1e9, 1e10).all()
    report = json.loads(written[".json"].read_text())
    assert [c["task"] for c in report["calls"]] == calls["task"].tolist()
    assert (report["files"], report["scores"], report["broken"]) == (1, 14, {})
    assert report["answer"].startswith("Of 2 curves of 2 tasks, 2 are emergent.")
    assert [report[k] for k in ("crossovers", "laws", "missing")] == [[], [], []]
    assert len(pd.read_csv(written[".scores.csv"])) == 14


def test_a_failure_leaves_nothing_behind(found, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise StudyError("a cell failed")

    monkeypatch.setattr(running, "run_notebook", fail)
    with pytest.raises(StudyError, match="a cell failed"):
        write_report(found, "params", [], tmp_path / "r.html")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write to"):
        write_report(found, "params", [], tmp_path / "file" / "r.html")


def test_a_folder_becomes_a_report(run, tmp_path):
    folder, page = write_scores(tmp_path / "in", ["arc_easy"]), tmp_path / "r.html"
    (folder / "bad.json").write_text("{")
    arguments = ["analyze", folder, "--x", "params", "--html", page]
    done = run(*arguments)
    assert done.exit_code == 1  # the report is there, but a file was left out
    assert "The one curve is emergent. First, arc_easy" in done.stdout
    assert str(page.with_suffix(".csv")) in done.stdout
    assert "note: " in done.stderr
    assert "bad.json is not JSON" in done.stderr
    assert "bad.json is not JSON" in page.read_text()
    again = run(*arguments)
    assert again.exit_code == 2
    assert "is there already; add --force" in again.output
    (folder / "bad.json").unlink()
    done = run(*arguments, "--force", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["calls"][0]["verdict"] == "emergent"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["in"], "7 models lack tokens (--models; or use --x params): <i>m</i>-1"),
        (
            ["in", "--x", "params", "--chance", "arc_esy=0.2"],
            "did you mean 'arc_easy'?",
        ),
        (["in", "--html", "r.pdf"], "its name has to end in .html"),
        (["in", "--models", "missing.csv"], "missing.csv cannot be read"),
        (["mixed.csv"], "look like fractions mixed with percent"),
        (["no"], "does not exist"),
    ],
)
def test_what_is_missing_is_said_before_anything_runs(
    run, tmp_path, monkeypatch, arguments, told
):
    monkeypatch.chdir(tmp_path)
    text = "model,task,value\na,t,0.3\nb,t,40\nc,t,0.2\nd,t,60\n"
    (tmp_path / "mixed.csv").write_text(text)
    write_scores(tmp_path / "in", ["arc_easy"])
    done = run("analyze", *arguments)
    assert done.exit_code == 2
    assert told in done.output
    assert {p.name for p in tmp_path.iterdir()} == {"in", "mixed.csv"}
