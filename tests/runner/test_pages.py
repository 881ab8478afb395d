import pytest

from emergestudy.errors import StudyError
from emergestudy.runner import pages
from emergestudy.runner.pages import make_pages


@pytest.fixture
def stage(tmp_path, monkeypatch):
    """A stage, and a builder that only counts how often it is called."""
    calls = []

    def build(command):
        calls.append(command)
        html = tmp_path / "_build" / "html"
        html.mkdir(parents=True, exist_ok=True)
        (html / "index.html").write_text(str(len(calls)))
        return build.code, ["WARNING: a.md: gone\n"]

    build.code = 0
    monkeypatch.setattr(pages, "_run", build)
    folder = tmp_path / "stage"
    folder.mkdir()
    (folder / "a.md").write_text("# A")

    def make(whole=False):
        log, lock = tmp_path / "logs" / "book.log", tmp_path / "lock"
        make_pages(folder, tmp_path, log, whole=whole, lock=lock)
        return len(calls)

    make.build, make.folder, make.calls = build, folder, calls
    return make


def test_pages_are_made_again_only_if_something_changed(stage, tmp_path):
    assert (stage(), stage()) == (1, 1)
    (stage.folder / "a.md").write_text("# A, longer")
    assert (stage(), stage()) == (2, 2)
    (tmp_path / "lock").write_text("sphinx==8")
    assert stage() == 3
    (tmp_path / "_build" / "html" / "index.html").unlink()
    assert (stage(), stage()) == (4, 4)


def test_a_failed_build_is_never_taken_for_a_result(stage, tmp_path):
    stage.build.code = 1
    with pytest.raises(StudyError, match=r"(?s)pages were not built.*a\.md: gone"):
        stage()
    stage.build.code = 0
    assert (stage(), stage()) == (2, 2)
    assert "gone" in (tmp_path / "logs" / "book.log").read_text()


def test_all_pages_are_written_if_asked(stage):
    stage(whole=True)
    assert "--all" in stage.calls[0]
