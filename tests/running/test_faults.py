"""What can go wrong, done for real: kills, a full disk, two builds at once."""

import os
import shutil
import signal
import subprocess
import sys

import pandas as pd
import pytest

from emergestudy.running.files import DRAFT
from emergestudy.running.notebooks import read_notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


@pytest.fixture
def slow(chapter):
    """The checkout, with a chapter whose runs take as long as they are told."""
    return chapter.parents[1]


@pytest.fixture
def slow_book(slow, prose):
    """A book of two chapters, one of which takes its time."""

    def make(seconds):
        path = slow / "notebooks" / "chapter.ipynb"
        prose(path, "# Slow")
        path.write_text(path.read_text().replace("= 0.0", f"= {seconds}"))
        (slow / "_toc.yml").write_text(
            "format: jb-book\nroot: notebooks/squares\n"
            "chapters:\n- file: notebooks/chapter\n"
        )
        prose(slow / "notebooks" / "squares.ipynb", "# Squares")
        return slow

    return make


def kept(folder):
    return list((folder / "_runs" / "sweeps" / "chapter" / "runs").glob("*.json"))


def test_a_killed_sweep_goes_on_where_it_was(slow, start, finish, wait_until, busy):
    sweep = ["sweep", "chapter", "-g", "x=1:12:12", "-p", "seconds=0.5", "--jobs", "2"]
    with start(*sweep, cwd=slow) as process:
        wait_until(lambda: len(kept(slow)) >= 3)
        process.kill()
    wait_until(lambda: not busy(slow))
    before = len(kept(slow))
    code, out, err = finish(*sweep, "--resume", cwd=slow)
    assert code == 0, err
    assert out.startswith(f"{12 - before} runs")
    assert f"{before} were there already; 12 rows" in out
    table = pd.read_csv(out.split()[-2])
    assert table["small/cube"].tolist() == [x**3 for x in range(1, 13)]


def test_a_killed_build_leaves_nothing_that_counts_as_a_result(
    slow_book, start, finish, wait_until, busy
):
    study = slow_book(6.0)
    executed = study / "_build" / "executed"
    with start("book", cwd=study) as process:
        wait_until((executed / "squares.json").is_file)
        process.kill()
    wait_until(lambda: not busy(study))
    assert not (executed / "chapter.json").exists()
    assert not (study / "_build" / "html").exists()
    code, _, err = finish("book", cwd=study)
    assert code == 0, err
    made = read_notebook(executed / "chapter.ipynb")
    assert made["cells"][-1]["execution_count"] == 5
    assert len(list(executed.iterdir())) == 4


def test_two_builds_at_once_do_not_mix(slow_book, start, finish, wait_until):
    study = slow_book(8.0)
    with start("book", cwd=study) as first:
        wait_until((study / "_build" / "executed").is_dir)
        code, _, err = finish("book", cwd=study)
        assert code == 1
        assert f"another process ({first.pid}) is at building the book here" in err
        first.communicate(timeout=900)
    assert first.returncode == 0


def test_what_hangs_is_stopped_told_and_leaves_nothing(slow, finish):
    code, out, err = finish(
        "sweep", "chapter", "-g", "x=1,2", "-g", "seconds=0,90", "--timeout", "5",
        cwd=slow,
    )  # fmt: skip
    assert code == 1
    assert "2 failed; 2 rows" in out
    assert err.count("seconds=90.0: a cell ran longer than 5 s") == 2
    code, _, err = finish(
        "run", "chapter", "-p", "seconds=90", "--timeout", "5", cwd=slow
    )
    assert code == 1
    assert err == "error: chapter: a cell ran longer than 5 s and was stopped\n"
    assert [p.name for p in (slow / "_runs").iterdir()] == ["sweeps"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_stopped_leaves_nothing_half_written(
    slow, start, wait_until, busy, number
):
    run = ["run", "chapter", "-p", "seconds=90", "--out", "here"]
    with start(*run, cwd=slow) as process:
        wait_until(lambda: list(slow.glob(f".here.*{DRAFT}")))
        wait_until(lambda: busy(slow / "notebooks"))
        process.send_signal(number)
        out, err = process.communicate(timeout=400)
    assert process.returncode == 1
    assert (out, err) == ("", "stopped; nothing half-written was left behind\n")
    assert not list(slow.glob("*here*"))
    sweep = ["sweep", "chapter", "-g", "x=1:9:9", "-p", "seconds=2", "--jobs", "1"]
    with start(*sweep, cwd=slow) as process:
        wait_until(lambda: len(kept(slow)) > 1)
        process.send_signal(number)
        _, err = process.communicate(timeout=400)
    assert process.returncode == 1
    assert err.startswith("error: stopped; ")
    assert err.endswith("of 9 runs are kept, and the same command goes on\n")
    wait_until(lambda: not busy(slow))


@pytest.fixture
def small_disk():
    """Mount a tiny file system for what runs leave behind."""
    mounted = []

    def mount(folder, size):
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        if not shutil.which("mount") or subprocess.call(command):
            pytest.skip("a small file system cannot be mounted here")
        mounted.append(folder)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize(
    ("command", "folder", "size"),
    [
        (["sweep", "squares", "-g", "x=1:60:60"], "_runs", "100k"),
        (["book"], "_build", "40k"),
        (["run", "chapter"], "_runs", "12k"),
    ],
)
def test_a_full_disk_stops_what_succeeds_later(
    slow, finish, small_disk, command, folder, size
):
    assert finish("refresh", "squares", cwd=slow)[0] == 0
    shutil.rmtree(slow / "_build")
    small_disk(slow / folder, size)
    (slow / folder / "filler").write_bytes(b"0" * 8000)
    code, _, err = finish(*command, cwd=slow)
    assert code == 1
    assert "Traceback" not in err
    if command[0] != "book":
        assert "error: the disk is full; what is finished is kept" in err
    assert (slow / folder / "filler").stat().st_size == 8000
    grow = ["mount", "-o", "remount,size=200m", str(slow / folder)]
    subprocess.run(grow, check=True)
    code, _, err = finish(*command, cwd=slow)
    assert code == 0, err


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="not as root")
@pytest.mark.parametrize("command", [["run", "squares"], ["book"], ["refresh"]])
def test_a_checkout_that_may_not_be_written_is_one_line(study, finish, command):
    study.chmod(0o555)
    code, _, err = finish(*command, cwd=study)
    study.chmod(0o755)
    assert code in (1, 2)
    assert len(err.splitlines()) == 1
