"""What can go wrong, done for real: kills, a full disk, two builds at once."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import pandas as pd
import psutil
import pytest

from emergestudy.running.files import DRAFT
from emergestudy.running.notebooks import read_notebook

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
pytestmark = [linux, pytest.mark.slow]


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "emergestudy", *arguments], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(*arguments):
    with start(*arguments) as process:
        out, err = process.communicate(timeout=900)
    return process.returncode, out, err


def wait_until(done):
    for _ in range(4000):
        if done():
            return
        time.sleep(0.1)
    pytest.fail("waited in vain")


def busy(folder):
    """Say whether processes work in a folder, zombies and this one aside."""
    return any(
        (p.info["cwd"] or "").startswith(str(folder))
        and p.info["status"] != psutil.STATUS_ZOMBIE
        and p.pid != os.getpid()
        for p in psutil.process_iter(["cwd", "status"])
    )


@pytest.fixture
def slow_book(study, chapter, prose):
    """A book of two chapters, one of which takes six seconds."""
    for name in ("chapter", "squares"):
        prose(study / "notebooks" / f"{name}.ipynb", f"# {name}")
    path = study / "notebooks" / "chapter.ipynb"
    path.write_text(path.read_text().replace("= 0.0", "= 6.0"))
    toc = study / "_toc.yml"
    toc.write_text(toc.read_text() + "chapters:\n- file: notebooks/chapter\n")


SLOW = ["sweep", "chapter", "-g", "x=1:12:12", "-p", "seconds=1", "--jobs", "2"]


def kept(folder):
    return list((folder / "_runs" / "sweeps" / "chapter" / "runs").glob("*.json"))


def test_a_killed_sweep_goes_on_where_it_was(study, chapter):
    with start(*SLOW) as process:
        wait_until(lambda: len(kept(study)) >= 3)
        process.kill()
    wait_until(lambda: not busy(study))
    before = len(kept(study))
    code, out, err = finish(*SLOW, "--resume")
    assert code == 0, err
    assert out.startswith(f"{12 - before} runs")
    assert f"{before} were there already; 12 rows" in out
    table = pd.read_csv(out.split()[-2])
    assert table["small/cube"].tolist() == [x**3 for x in range(1, 13)]


def test_a_killed_build_leaves_nothing_that_counts_as_a_result(study, slow_book):
    executed = study / "_build" / "executed"
    with start("book") as process:
        wait_until((executed / "squares.json").is_file)
        process.kill()
    wait_until(lambda: not busy(study))
    assert not (executed / "chapter.json").exists()
    assert not (study / "_build" / "html").exists()
    code, _, err = finish("book")
    assert code == 0, err
    made = read_notebook(executed / "chapter.ipynb")
    assert made["cells"][-1]["execution_count"] == 6
    assert len(list(executed.iterdir())) == 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_stopped_leaves_nothing_half_written(study, chapter, number):
    run = ["run", "chapter", "-p", "seconds=90", "--out", "here"]
    with start(*run) as process:
        wait_until(lambda: list(study.glob(f".here.*{DRAFT}")))
        wait_until(lambda: busy(study / "notebooks"))
        process.send_signal(number)
        out, err = process.communicate(timeout=400)
    assert process.returncode == 1
    assert (out, err) == ("", "stopped; nothing half-written was left behind\n")
    assert not list(study.glob("*here*"))
    with start(*SLOW) as process:
        wait_until(lambda: len(kept(study)) > 1)
        process.send_signal(number)
        _, err = process.communicate(timeout=400)
    assert process.returncode == 1
    assert err.startswith("error: stopped; ")
    assert err.endswith("of 12 runs are kept, and the same command goes on\n")
    wait_until(lambda: not busy(study))


@pytest.fixture
def small_disk(study):
    """Mount a tiny file system for what runs leave behind."""
    with ExitStack() as stack:

        def mount(name, size):
            folder = study / name
            folder.mkdir()
            command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
            if not shutil.which("mount") or subprocess.call(command):
                pytest.skip("a small file system cannot be mounted here")
            stack.callback(subprocess.run, ["umount", "-l", folder], check=True)
            return folder

        yield mount


@pytest.mark.parametrize(("command", "folder", "size"), [
    (["sweep", "squares", "-g", "x=1:60:60"], "_runs", "100k"),
    (["book"], "_build", "40k"),
    (["run", "chapter"], "_runs", "12k"),
])  # fmt: skip
def test_a_full_disk_stops_what_succeeds_later(
    study, chapter, small_disk, command, folder, size
):
    assert finish("refresh", "squares")[0] == 0
    shutil.rmtree(study / "_build")
    filler = small_disk(folder, size) / "filler"
    filler.write_bytes(b"0" * 8000)
    code, _, err = finish(*command)
    assert code == 1
    assert "Traceback" not in err
    if command[0] != "book":
        assert "error: the disk is full; what is finished is kept" in err
    assert filler.stat().st_size == 8000
    grow = ["mount", "-o", "remount,size=200m", filler.parent]
    subprocess.run(grow, check=True)
    code, _, err = finish(*command)
    assert code == 0, err
