import json

import pytest

from emergestudy.errors import UsageError
from emergestudy.runner.chart_files import asked_charts, stage_charts


@pytest.fixture
def book(tmp_path):
    root = tmp_path / "root"
    for folder in ("notebooks", "book"):
        (root / folder).mkdir(parents=True)
    return root


def ask(book, *names):
    text = "\n".join(f"<!-- chart: {name} -->" for name in names)
    (book / "notebooks" / "a.ipynb").write_text(text)


def test_comments_and_directives_ask_for_charts(book):
    ask(book, "metric_choice")
    (book / "book" / "index.md").write_text("```{chart} emergence_law\n```")
    assert asked_charts(book) == ["emergence_law", "metric_choice"]


def test_charts_are_made_once_and_those_not_asked_for_go(book, tmp_path):
    made, stage = tmp_path / "charts", tmp_path / "stage"
    ask(book, "metric_choice", "emergence_law")
    stage_charts(book, made, stage)
    path = stage / "_charts" / "metric_choice.json"
    told, before = json.loads(path.read_text()), path.stat().st_mtime_ns
    assert {"title", "caption", "spec"} == set(told)
    stage_charts(book, made, stage)
    assert path.stat().st_mtime_ns == before
    ask(book, "metric_choice")
    stage_charts(book, made, stage)
    assert [p.name for p in path.parent.iterdir()] == ["metric_choice.json"]


def test_a_book_without_charts_makes_none(book, tmp_path):
    stage_charts(book, tmp_path / "charts", tmp_path / "stage")
    assert not list((tmp_path / "stage").rglob("*.json"))


def test_a_misspelled_chart_names_the_nearest(book, tmp_path):
    ask(book, "metric_choise")
    with pytest.raises(UsageError, match="metric_choice"):
        stage_charts(book, tmp_path / "charts", tmp_path / "stage")
