"""``emergestudy analyze``: a folder of evaluations to a report."""

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from emergestudy import analyze
from emergestudy.errors import StudyError, UsageError
from emergestudy.readers import COLUMNS, ingest
from emergestudy.report import check_place, read_scores, write_report
from emergestudy.running import run as running
from emergestudy.running.files import inert
from emergestudy.running.notebooks import has_tag

from .conftest import CASES

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
    page = tmp_path_factory.mktemp("out é 模") / "mine.html"
    return write_report(found, "params", [f"{EVIL}=0.25"], page)


def test_all_parts_are_written_and_right_and_names_stay_text(written):
    endings = [".csv", ".html", ".ipynb", ".json", ".scores.csv"]
    made = sorted(p.name for p in written[".html"].parent.iterdir())
    assert made == [f"mine{ending}" for ending in endings]
    page, notebook = written[".html"].read_text(), written[".ipynb"].read_text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "def caution" not in page
    assert "pythia suites" not in (page + notebook).lower()
    assert "/.mine." not in notebook
    cells = json.loads(notebook)["cells"]
    (cell,) = [c for c in cells if has_tag(c, "injected-parameters")]
    given = {}
    exec("".join(cell["source"]), given)
    assert given["scores"] == str(written[".scores.csv"])
    calls = pd.read_csv(written[".csv"])
    assert calls["verdict"].tolist() == ["emergent", "emergent"]
    assert calls["point"].between(1e9, 1e10).all()
    report = json.loads(written[".json"].read_text())
    assert [c["task"] for c in report["calls"]] == calls["task"].tolist()
    assert (report["files"], report["scores"], report["broken"]) == (1, 14, {})
    told = "Of 2 curves of 2 tasks, 2 are emergent, 2 surely."
    assert report["answer"].startswith(told)
    sizes = [m["params"] for m in report["models"]]
    assert sizes == [10.0 ** (6 + i) for i in range(7)]
    assert {m["files"][-8:] for m in report["models"]} == {"mine.csv"}
    assert [report[k] for k in ("crossovers", "laws", "missing")] == [[], [], []]
    assert len(pd.read_csv(written[".scores.csv"])) == 14


def test_python_gets_what_the_command_writes(found, written, tmp_path, monkeypatch):
    folder = write_scores(tmp_path / "in", [EVIL, "sciq"])
    report = analyze(folder, x="params", chance=[f"{EVIL}=0.25"])
    told = json.loads(written[".json"].read_text())
    assert report.answer == told["answer"]
    assert report.calls["point"].tolist() == [c["point"] for c in told["calls"]]
    assert report.points["score"].tolist() == found.scores["value"].tolist()
    assert (len(report.forecasts), len(report.gains), len(report.missing)) == (0, 0, 0)
    assert report.to_html(tmp_path / "a.html") is None
    assert (tmp_path / "a.html").read_text() == report.to_html()
    assert {p.name for p in tmp_path.iterdir()} == {"in", "a.html"}
    table = written[".scores.csv"]
    monkeypatch.chdir(table.parent)  # where a report was moved to
    back = read_scores(f"/gone/{table.name}")
    assert back["model"].tolist() == found.scores["model"].tolist()


def test_a_failure_leaves_nothing_behind(found, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise StudyError("a cell failed")

    monkeypatch.setattr(running, "execute", fail)
    with pytest.raises(StudyError, match="a cell failed"):
        write_report(found, "params", [], tmp_path / "r.html")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write to"):
        write_report(found, "params", [], tmp_path / "file" / "r.html")


def test_a_stopped_replacement_can_be_made_again(written, tmp_path, monkeypatch):
    shutil.copytree(written[".html"].parent, tmp_path / "out")
    page, move = tmp_path / "out" / "mine.html", Path.replace

    def stop(file, target):
        if Path(target).parent == page.parent and Path(target).suffix == ".csv":
            raise KeyboardInterrupt
        return move(file, target)

    monkeypatch.setattr(Path, "replace", stop)
    again = ingest([write_scores(tmp_path / "in", ["arc_easy"])])
    with pytest.raises(KeyboardInterrupt):
        write_report(again, "params", [], page, force=True)
    moved = {"mine.json", "mine.html", "mine.ipynb"}
    assert {p.name for p in page.parent.iterdir()} == moved
    check_place(page, [], force=True)


def test_a_folder_becomes_a_report(run, tmp_path):
    folder, page = write_scores(tmp_path / "in", ["arc_easy"]), tmp_path / "r.html"
    (folder / "bad.json").write_text("{")
    arguments = ["analyze", folder, "--x", "params", "--html", page]
    done = run(*arguments)
    assert done.exit_code == 1  # the report is there, but a file was left out
    assert "The one curve is emergent, and surely. Namely, arc_easy" in done.stdout
    assert str(page.with_suffix(".csv")) in done.stdout
    assert "note: " in done.stderr
    assert "bad.json is not JSON" in done.stderr
    assert "bad.json is not JSON" in page.read_text()
    again = run(*arguments)
    assert again.exit_code == 2
    assert "is there already; add --force" in again.output
    (folder / "bad.json").unlink()
    page.unlink()
    assert "r.ipynb is there already; add --force" in run(*arguments).output
    done = run(*arguments, "--force", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["calls"][0]["verdict"] == "emergent"
    assert page.is_file()
    pd.read_csv(folder / "mine.csv").assign(chance=1).to_csv(folder / "mine.csv")
    assert "refused: arc_easy: chance has value" in run(*arguments, "--force").stdout


@pytest.mark.parametrize("ending", [".html", ".ipynb", ".csv", ".json", ".scores.csv"])
def test_what_is_no_file_of_a_report_is_never_replaced(run, written, tmp_path, ending):
    shutil.copytree(written[".html"].parent, tmp_path / "out")
    page = tmp_path / "out" / "mine.html"
    check_place(page, [], force=True)
    file = page.with_suffix(ending)
    with pytest.raises(UsageError, match="is an input"):
        check_place(page, [file], force=True)
    file.write_text(file.read_text().replace("e", "f", 1))
    before = file.read_bytes()
    arguments = ["analyze", write_scores(tmp_path / "in", ["arc_easy"]), "--force"]
    done = run(*arguments, "--x", "params", "--html", page)
    assert (done.exit_code, file.read_bytes()) == (2, before)
    assert f"{file} is no file of a report" in done.output
    own = write_scores(tmp_path / "own", ["arc_easy"]) / "mine.csv"
    done = run("analyze", own, "--x", "params", "--html", own.with_suffix(".html"))
    assert (done.exit_code, [*own.parent.iterdir()]) == (2, [own])


def test_no_written_text_is_a_formula_and_all_texts_come_back(tmp_path):
    names = ["=1+1", "@SUM(1)", "+1", "-x", "'=1", "'it", "NA", "007", "True", 'a,"b']
    rows = [{"model": n, "task": n, "value": 0.5, "higher_is_better": n != "NA"}
            for n in names]  # fmt: skip
    scores = pd.DataFrame(rows, columns=list(COLUMNS))
    scores.map(inert).to_csv(tmp_path / "a.csv", index=False)
    with (tmp_path / "a.csv").open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    back = read_scores(str(tmp_path / "a.csv"))
    assert back.columns.tolist() == list(COLUMNS)
    for column in ("model", "task", "value", "higher_is_better"):
        assert back[column].tolist() == scores[column].tolist()
    assert back["family"].isna().all()
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="is no table of 'emergestudy analyze'"):
        read_scores(str(tmp_path / "a.csv"))


@pytest.mark.parametrize(("arguments", "told"), [
    (["in"], "7 models without tokens ("),
    (["in", "--html", "r.pdf"], "its name has to end in .html"),
    (["in", "--models", "missing.csv"], "missing.csv cannot be read"),
    (["no"], "does not exist"),
    (["in", "--models", "in/loop"], "in/loop"),
    ([CASES / "lighteval" / "in", "--x", "params"], "\nzed-1000M,1000M\n"),
])  # fmt: skip
def test_what_is_missing_is_said_first(run, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    (write_scores(tmp_path / "in", ["arc_easy"]) / "loop").symlink_to("loop")
    done = run("analyze", *arguments)
    assert (done.exit_code, told in done.output) == (2, True)
    assert [p.name for p in tmp_path.iterdir()] == ["in"]
