import json

import pytest

from emergestudy.errors import StudyError, UsageError
from emergestudy.results import recorded
from emergestudy.runner.run import run_notebook

FIGURE = {"mystnb": {"figure": {"name": "fig-line", "caption": "A line."}}}


def test_a_run_leaves_notebook_figures_page_and_record(write_notebook, tmp_path):
    path = write_notebook(
        ("x: int = 3  # a number", {"tags": ["parameters"]}),
        ("import matplotlib.pyplot as plt\nplt.plot([1, x])\nplt.show()", FIGURE),
        "from emergestudy import record\nrecord('x', x)",
    )
    folder = run_notebook(path, {"x": 5}, tmp_path / "out" / "run", html=True)
    assert sorted(p.name for p in folder.iterdir()) == [
        "figures",
        "run.json",
        "small.html",
        "small.ipynb",
    ]
    assert (folder / "figures" / "fig-line.png").read_bytes().startswith(b"\x89PNG")
    assert recorded(folder / "small.ipynb") == {"x": 5}
    about = json.loads((folder / "run.json").read_text())
    assert about["parameters"] == {"x": 5}
    assert about["seconds"] > 0
    assert len(about["data_sha256"]) == 64
    assert about["packages"]["pandas"].startswith("3.")
    page = (folder / "small.html").read_text()
    assert 'src="http' not in page
    assert list((tmp_path / "out").iterdir()) == [folder]


def test_a_run_that_is_there_is_kept_unless_forced(study, tmp_path):
    path = study / "notebooks" / "squares.ipynb"
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text("keep")
    with pytest.raises(UsageError, match="add --force"):
        run_notebook(path, {}, folder)
    assert (folder / "mine.txt").read_text() == "keep"
    run_notebook(path, {}, folder, force=True)
    assert not (folder / "mine.txt").exists()
    assert (folder / "run.json").is_file()


def test_a_failing_run_leaves_only_its_log(write_notebook, tmp_path):
    path = write_notebook("1 / 0")
    with pytest.raises(StudyError, match="ZeroDivisionError"):
        run_notebook(path, {}, tmp_path / "out" / "run")
    (log,) = (tmp_path / "out").iterdir()
    assert log.name == "run.log"
    assert "ZeroDivisionError" in log.read_text()


def test_a_folder_that_cannot_be_written_is_refused(study, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        run_notebook(
            study / "notebooks" / "squares.ipynb", {}, tmp_path / "file" / "run"
        )
