"""Which checkout is worked on, and what is never written over."""

import os
import shutil
import subprocess
import sys

import pytest

from emergestudy import paths
from emergestudy.errors import StudyError, UsageError
from emergestudy.running import files
from emergestudy.running.files import check_place, draft_beside, install, only_one
from emergestudy.running.notebooks import find_notebook, notebook_paths, read_notebook


def test_the_study_is_found_from_any_folder(tmp_path, monkeypatch, root):
    monkeypatch.chdir(tmp_path)
    assert paths.data_dir() == root / "data"
    assert paths.study_root() == root
    assert paths.is_checkout(root)
    made(tmp_path, pyproject_toml='[project]\nname = "other"\n')
    made(tmp_path / "data", datapackage_json='{"name": "x"}')
    assert not paths.is_checkout(tmp_path)
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "a" / "emergestudy")
    with pytest.raises(UsageError, match="needs a checkout"):
        paths.study_root()
    with pytest.raises(StudyError, match="install it again"):
        paths.data_dir()


def test_another_book_is_never_worked_on(study, squares, tmp_path, monkeypatch, run):
    other = tmp_path / "other"
    mine = made(other / "notebooks", mine_ipynb=squares.read_text()) / "mine.ipynb"
    (other / "_toc.yml").write_text("format: jb-book\nroot: notebooks/mine\n")
    monkeypatch.chdir(other / "notebooks")
    for command in (["refresh"], ["refresh", "mine"], ["run", "mine"], ["check"]):
        done = run(*command)
        assert done.exit_code == 2
        assert "is not the study but another book" in done.output
    shutil.copy(study / "pyproject.toml", other)
    made(other / "data", datapackage_json='{"name": "emergestudy-data"}')
    for command in (["refresh"], ["data", "--seal"]):
        assert "is another checkout than" in run(*command).output
    assert mine.read_text() == squares.read_text()


def test_code_and_notebooks_are_of_one_checkout(study, write_notebook, root):
    with (study / "emergestudy" / "__init__.py").open("a") as own:
        own.write("MARK = 'of this one'\n")
    code = "import emergestudy\nprint(emergestudy.MARK)"
    path = write_notebook(code, name="squares", folder=study / "notebooks")
    for command in ("refresh", "check"):
        line = [sys.executable, "-m", "emergestudy", command]
        subprocess.run(line, env=os.environ | {"PYTHONPATH": str(root)}, check=True)
        assert "of this one" in path.read_text()


def test_a_notebook_is_found_and_a_reader_s_own_comes_last(study, write_notebook):
    path = study / "notebooks" / "squares.ipynb"
    for name in ("squares", "squares.ipynb", "notebooks/squares.ipynb"):
        assert find_notebook(name) == path
    with pytest.raises(UsageError, match="did you mean 'squares'"):
        find_notebook("square")
    write_notebook("1", name="a_copy", folder=path.parent)
    assert list(notebook_paths()) == ["squares", "a_copy"]


@pytest.mark.parametrize("contents", ["a: [", "[]", "3", "parts: 3", "root: [1]"])
def test_contents_that_are_none_are_refused(tmp_path, contents):
    (tmp_path / "_toc.yml").write_text(contents)
    with pytest.raises(StudyError, match=r"_toc\.yml: cannot be read"):
        paths.pages_of(tmp_path)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"cells": [3]}', "\x00"])
def test_what_is_no_notebook_is_refused(tmp_path, content):
    path = tmp_path / "x.ipynb"
    path.write_text(content)
    with pytest.raises(StudyError, match=r"x\.ipynb is not a notebook"):
        read_notebook(path)


def test_writing_is_all_or_nothing(tmp_path):
    path = tmp_path / "x.txt"
    files.write_text("old", path)
    with pytest.raises(UnicodeEncodeError):
        files.write_text("new \ud800", path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def made(folder, **contents):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in contents.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def names(folder):
    return sorted(p.name for p in folder.iterdir() if p.name != files.MADE)


@pytest.mark.parametrize("there", [False, True])
def test_a_run_replaces_its_own_files_alone(tmp_path, there):
    place = made(tmp_path / "run") if there else tmp_path / "run"
    install(made(tmp_path / "a", run_json="1", old_txt="1"), place)
    assert names(place) == ["old.txt", "run.json"]
    made(place, notes_txt="mine")
    with pytest.raises(UsageError, match="add --force"):
        install(made(tmp_path / "b", run_json="2"), place)
    install(tmp_path / "b", place, replace=True)
    assert names(place) == ["notes.txt", "run.json"]
    with pytest.raises(UsageError, match="holds no run"):
        check_place(place, replace=True, last="leaderboard.csv")  # of a forecast
    with pytest.raises(UsageError, match=r"notes\.txt was not made by a run"):
        install(made(tmp_path / "c", run_json="3", notes_txt="3"), place, replace=True)
    made(made(tmp_path / "e", run_json="3") / "notes.txt", a_png="3")
    with pytest.raises(UsageError, match=r"notes\.txt was not made by a run"):
        install(tmp_path / "e", place, replace=True)
    assert [(place / n).read_text() for n in names(place)] == ["mine", "2"]
    (place / "run.json").unlink()  # goes first: a killed replacement can be finished
    install(made(tmp_path / "d", run_json="4", d_txt="4"), place)
    assert names(place) == ["d.txt", "notes.txt", "run.json"]
    made(place, d_txt="mine")
    with pytest.raises(UsageError, match=r"d\.txt was changed since it was made; move"):
        install(tmp_path / "c", place, replace=True)
    assert (place / "d.txt").read_text() == "mine"


def test_a_draft_is_gone_in_the_end_also_after_an_error(tmp_path):
    with draft_beside(tmp_path / "new" / "run") as draft:
        (draft / "a").write_text("made")
        (draft / "a").replace(tmp_path / "new" / "a")
    assert names(tmp_path / "new") == ["a"]
    with pytest.raises(ValueError, match="no"), draft_beside(tmp_path / "new" / "run"):
        raise ValueError("no")
    assert names(tmp_path / "new") == ["a"]
    told = r"cannot write to .*a/run"
    with pytest.raises(UsageError, match=told), draft_beside(tmp_path / "new/a/run"):
        pass


def holding(context, then):
    """Give the command of a process that goes into a context of files and then on."""
    code = (
        "import os, sys, time\nfrom pathlib import Path\n"
        "from emergestudy.running.files import draft_beside, only_one\n"
        f"with {context}:\n    print('held', flush=True)\n    {then}\n"
    )
    return [sys.executable, "-c", code]


def test_drafts_of_killed_processes_go_and_those_in_use_stay(tmp_path):
    killed = holding("draft_beside(Path(sys.argv[1]))", "os.kill(os.getpid(), 9)")
    subprocess.run([*killed, tmp_path / "run"], check=False)
    assert len(names(tmp_path)) == 1
    part = tmp_path / f".x.1{files.PART}"
    part.write_text("")
    (gone := tmp_path / f".y.1{files.DRAFT}").mkdir()  # its lock was removed
    (tmp_path / f".y.2{files.DRAFT}").mkdir()  # this one gets its lock just now
    for old in (part, gone):
        os.utime(old, (0, 0))
    with draft_beside(tmp_path / "run") as first:
        with draft_beside(tmp_path / "other"):
            assert first.is_dir()
        assert names(tmp_path) == sorted([first.parent.name, f".y.2{files.DRAFT}"])


def test_one_process_holds_a_lock_and_a_killed_one_none(tmp_path):
    file = tmp_path / "sub" / "lock"
    command = holding("only_one(Path(sys.argv[1]), 'a test')", "time.sleep(60)")
    with subprocess.Popen([*command, file], stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout.readline() == "held\n"
        told = f"another process \\({held.pid}\\) is at a test here; wait"
        with pytest.raises(StudyError, match=told), only_one(file, "a test"):
            pass
        held.kill()
    for _ in range(2):
        with only_one(file, "a test"):
            pass


def test_a_log_is_kept_where_it_can_be_written(study, monkeypatch):
    log = files.write_log("small", "trace")
    assert (log, log.read_text()) == (study / "_build" / "logs" / "small.log", "trace")
    monkeypatch.setattr(paths, "PACKAGE", study / "site-packages" / "emergestudy")
    assert files.write_log("small", "trace").read_text() == "trace"
    assert not (study / "site-packages").exists()  # of a wheel
