import json

import pytest

from emergestudy.errors import StudyError
from emergestudy.runner.book import book_jobs, build_book
from emergestudy.runner.edition import Edition, read_edition
from emergestudy.runner.executed import run_jobs
from emergestudy.runner.lock import only_one


def test_a_book_is_built_and_unchanged_notebooks_do_not_run_again(study):
    page = build_book(study, jobs=1)
    assert page == study / "_build" / "html" / "index.html"
    chapter = study / "_build" / "html" / "notebooks" / "squares.html"
    assert "9 plain" in chapter.read_text()
    jobs = list(book_jobs(study, Edition(""), None).values())
    assert run_jobs(jobs, processes=1) == []
    assert run_jobs(jobs, processes=1, force=True) == ["squares"]


def test_an_edition_has_its_own_pages_numbers_and_banner(study):
    build_book(study, jobs=1)
    made = read_edition(study, None, [("squares.x", "7")])
    page = build_book(study, edition=made, jobs=1)
    assert page == study / "_build" / "editions" / made.name / "index.html"
    chapter = (page.parent / "notebooks" / "squares.html").read_text()
    assert "49 plain" in chapter
    assert "Edition: " in chapter
    default = study / "_build" / "html" / "notebooks" / "squares.html"
    assert "9 plain" in default.read_text()
    assert "Edition: " not in default.read_text()
    assert 'href="../../../html/notebooks/squares.html"' in chapter
    assert (page.parent / "notebooks/../../../html/notebooks/squares.html").is_file()


def test_one_build_at_a_time(study):
    with (
        only_one(study / "_build" / "build.lock", "a test"),
        pytest.raises(StudyError, match="is at building the book here"),
    ):
        build_book(study, jobs=1)


def test_a_warning_stops_the_build(study):
    path = study / "notebooks" / "squares.ipynb"
    notebook = json.loads(path.read_text())
    text = {"cell_type": "markdown", "id": "t", "metadata": {}}
    text["source"] = ["# Squares\n\n[gone](nowhere.md)"]
    notebook["cells"].insert(0, text)
    path.write_text(json.dumps(notebook))
    with pytest.raises(StudyError, match=r"(?s)pages were not built.*nowhere"):
        build_book(study, jobs=1)
    assert "nowhere" in (study / "_build" / "logs" / "book.log").read_text()


def test_a_failing_notebook_stops_the_build_and_leaves_no_result(study, write_notebook):
    write_notebook("1 / 0", name="broken", folder=study / "notebooks")
    with pytest.raises(StudyError, match="broken: cell 1 failed"):
        build_book(study, jobs=2)
    executed = study / "_build" / "executed"
    assert not (executed / "broken.ipynb").exists()
    assert not (executed / "broken.json").exists()
    assert "ZeroDivisionError" in (study / "_build/logs/broken.log").read_text()
