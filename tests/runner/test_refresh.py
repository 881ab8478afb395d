import json

import pytest

from emergestudy.errors import StudyError
from emergestudy.runner.refresh import refresh


def test_a_second_refresh_changes_nothing(study, tmp_path):
    path = study / "notebooks" / "squares.ipynb"
    assert refresh(path, tmp_path / "s.ipynb", tmp_path / "log") is True
    first = path.read_bytes()
    assert refresh(path, tmp_path / "s.ipynb", tmp_path / "log") is False
    assert path.read_bytes() == first
    cells = json.loads(first)["cells"]
    assert [c["execution_count"] for c in cells] == [1, 2]
    assert [c["id"] for c in cells] == ["cell-0", "cell-1"]


def test_a_failing_notebook_is_left_as_it_was(write_notebook, tmp_path):
    path = write_notebook("1 / 0")
    before = path.read_bytes()
    with pytest.raises(StudyError):
        refresh(path, tmp_path / "s.ipynb", tmp_path / "log")
    assert path.read_bytes() == before
