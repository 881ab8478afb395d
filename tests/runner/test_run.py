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
    run_notebook(path, {}, folder)
    (folder / "figures" / "old.png").write_text("from the older run")
    with pytest.raises(UsageError, match="add --force"):
        run_notebook(path, {}, folder)
    run_notebook(path, {}, folder, force=True)
    assert not (folder / "figures" / "old.png").exists()
    assert (folder / "run.json").is_file()


def test_what_is_no_run_is_never_replaced(study, tmp_path):
    path = study / "notebooks" / "squares.ipynb"
    (tmp_path / "thesis").mkdir()
    for mine in (tmp_path / "thesis" / "thesis.tex", tmp_path / "thesis.tex"):
        mine.write_text("keep")
    for folder in (tmp_path / "thesis", tmp_path / "thesis.tex"):
        with pytest.raises(UsageError, match="holds no run; choose another --out"):
            run_notebook(path, {}, folder, force=True)
    assert (tmp_path / "thesis" / "thesis.tex").read_text() == "keep"
    assert (tmp_path / "thesis.tex").read_text() == "keep"


def test_a_parameter_that_a_chapter_refuses_is_a_usage_error(write_notebook, tmp_path):
    path = write_notebook(
        "from emergestudy.errors import UsageError\nraise UsageError('no such panel')"
    )
    with pytest.raises(UsageError, match=r"^small: no such panel$"):
        run_notebook(path, {}, tmp_path / "out" / "run")
    assert list((tmp_path / "out").iterdir()) == []


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
