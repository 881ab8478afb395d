import pytest

from emergestudy.errors import StudyError, UsageError
from emergestudy.runner import notebooks


def test_a_notebook_is_found_by_name_or_path(study):
    path = study / "notebooks" / "squares.ipynb"
    for name in ("squares", "squares.ipynb", "notebooks/squares.ipynb"):
        assert notebooks.find_notebook(name) == path
    with pytest.raises(UsageError, match="did you mean 'squares'"):
        notebooks.find_notebook("square")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"cells": []}', "\x00"])
def test_what_is_no_notebook_is_refused(tmp_path, content):
    path = tmp_path / "x.ipynb"
    path.write_text(content)
    with pytest.raises(StudyError, match=r"x\.ipynb is not a notebook"):
        notebooks.read_notebook(path)


def test_writing_is_all_or_nothing(tmp_path):
    path = tmp_path / "x.txt"
    notebooks.write_text("old", path)
    with pytest.raises(UnicodeEncodeError):
        notebooks.write_text("new \ud800", path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
