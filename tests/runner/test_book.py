import json

import pytest

from emergestudy.errors import StudyError
from emergestudy.runner.book import build_book, run_notebooks


def test_a_book_is_built_and_unchanged_notebooks_do_not_run_again(study):
    page = build_book(study, jobs=1)
    assert page == study / "_build" / "html" / "index.html"
    chapter = study / "_build" / "html" / "notebooks" / "squares.html"
    assert "9 plain" in chapter.read_text()
    build = study / "_build"
    assert run_notebooks(study, build, jobs=1, force=False) == []
    assert run_notebooks(study, build, jobs=1, force=True) == ["squares"]


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
    assert not (executed / "broken.key").exists()
    assert "ZeroDivisionError" in (study / "_build/logs/broken.log").read_text()
