import pytest

from emergestudy import paths
from emergestudy.errors import StudyError, UsageError


def test_the_tables_are_found_from_any_folder(tmp_path, monkeypatch, root):
    monkeypatch.chdir(tmp_path)
    assert paths.data_dir() == root / "data"
    assert paths.study_root() == root


def test_the_checkout_around_the_current_folder_comes_first(study, monkeypatch):
    monkeypatch.chdir(study / "notebooks")
    assert paths.study_root() == study


def test_nothing_found_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "emergestudy")
    with pytest.raises(UsageError, match="inside a clone"):
        paths.study_root()
    with pytest.raises(StudyError, match="install it again"):
        paths.data_dir()
