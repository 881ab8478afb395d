import pytest

from emergestudy.errors import UsageError
from emergestudy.runner.draft import draft_beside


def test_a_draft_lies_beside_its_target_and_is_gone_in_the_end(tmp_path):
    with draft_beside(tmp_path / "new" / "run") as draft:
        (draft / "a").write_text("made")
        (draft / "a").replace(tmp_path / "new" / "a")
        (draft / "b").write_text("left")
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a"]


def test_an_error_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match="no"), draft_beside(tmp_path / "run"):
        raise ValueError("no")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    told = r"cannot write to .*file/run"
    with pytest.raises(UsageError, match=told), draft_beside(tmp_path / "file/run"):
        pass
