"""What can go wrong, done for real: kills, a full disk, two builds at once."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from emergestudy.runner.notebooks import read_notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
COMMAND = [sys.executable, "-m", "emergestudy"]


def start(*arguments, cwd):
    return subprocess.Popen(
        [*COMMAND, *arguments], cwd=cwd, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(*arguments, cwd):
    with start(*arguments, cwd=cwd) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def wait_until(done, seconds=60):
    for _ in range(10 * seconds):
        if done():
            return
        time.sleep(0.1)
    pytest.fail("waited in vain")


def running(folder):
    """Processes that work in a folder, zombies aside."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            here = os.readlink(entry / "cwd")
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if here.startswith(str(folder)) and state != "Z":
            found.append(int(entry.name))
    return set(found) - {os.getpid()}


@pytest.fixture
def slow(study, write_notebook):
    """A notebook whose runs take a while, with its outputs."""
    write_notebook(
        (
            "x: int = 0  # a number\nseconds: float = 0.0  # to sleep",
            {"tags": ["parameters"]},
        ),
        "import time\nfrom emergestudy import record\nslept = time.sleep(seconds)",
        "record('double', 2 * x + bool(slept))",
        name="slow",
        folder=study / "notebooks",
    )
    path = study / "notebooks" / "slow.ipynb"
    notebook = json.loads(path.read_text())
    title = {"cell_type": "markdown", "id": "t", "metadata": {}, "source": "# Slow"}
    path.write_text(json.dumps(notebook | {"cells": [title, *notebook["cells"]]}))
    code, _, err = finish("refresh", "slow", cwd=study)
    assert code == 0, err
    return study


def kept(folder):
    return list((folder / "_runs" / "sweeps" / "slow" / "runs").glob("*.json"))


def test_a_killed_sweep_goes_on_where_it_was(slow):
    sweep = ["sweep", "slow", "-g", "x=1:12:12", "-p", "seconds", "0.3", "--jobs", "2"]
    with start(*sweep, cwd=slow) as process:
        wait_until(lambda: len(kept(slow)) >= 3)
        process.kill()
    wait_until(lambda: not running(slow), 10)
    before = len(kept(slow))
    code, out, err = finish(*sweep, "--resume", cwd=slow)
    assert code == 0, err
    assert f"{12 - before} runs" in out
    assert f"{before} were there already; 12 rows" in out
    table = pd.read_csv(out.split()[-2])
    assert table["double"].tolist() == [2 * x for x in range(1, 13)]


def test_a_killed_build_leaves_nothing_that_counts_as_a_result(slow):
    (slow / "_toc.yml").write_text(
        "format: jb-book\nroot: notebooks/squares\nchapters:\n- file: notebooks/slow\n"
    )
    path = slow / "notebooks" / "slow.ipynb"
    path.write_text(path.read_text().replace("float = 0.0", "float = 4.0"))
    with start("book", cwd=slow) as process:
        wait_until((slow / "_build" / "executed" / "squares.json").is_file)
        process.kill()
    wait_until(lambda: not running(slow), 10)
    assert not (slow / "_build" / "executed" / "slow.json").exists()
    assert not (slow / "_build" / "html").exists()
    code, _, err = finish("book", cwd=slow)
    assert code == 0, err
    made = read_notebook(slow / "_build" / "executed" / "slow.ipynb")
    assert made["cells"][-1]["execution_count"] == 3


def test_two_builds_at_once_do_not_mix(slow):
    path = slow / "notebooks" / "slow.ipynb"
    path.write_text(path.read_text().replace("float = 0.0", "float = 3.0"))
    with start("book", cwd=slow) as first:
        wait_until((slow / "_build" / "build.lock").is_file)
        time.sleep(0.5)
        code, _, err = finish("book", cwd=slow)
        assert code == 1
        assert f"another process ({first.pid}) is at building the book here" in err
        first.communicate(timeout=120)
    assert first.returncode == 0


def test_a_notebook_that_hangs_is_stopped_and_told(slow):
    code, out, err = finish(
        "sweep", "slow", "-g", "x=1,2", "-g", "seconds=0,60", "--timeout", "1", cwd=slow
    )
    assert code == 1
    assert "2 failed; 2 rows" in out
    assert err.count("seconds=60.0: a cell ran longer than 1 s") == 2


def test_a_run_that_hangs_is_stopped_and_leaves_nothing(slow):
    arguments = ["run", "slow", "-p", "seconds", "60", "--timeout", "0.5"]
    code, _, err = finish(*arguments, cwd=slow)
    assert code == 1
    assert err == "error: slow: a cell ran longer than 0.5 s and was stopped\n"
    assert list((slow / "_runs" / "slow").iterdir()) == []


@pytest.fixture
def small_disk(slow):
    """Mount a tiny file system for what runs leave behind."""
    mounted = []

    def mount(folder, size):
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        if (
            not shutil.which("mount")
            or subprocess.run(command, capture_output=True, check=False).returncode
        ):
            pytest.skip("a small file system cannot be mounted here")
        mounted.append(folder)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_stops_a_sweep_that_goes_on_later(slow, small_disk):
    small_disk(slow / "_runs", "100k")
    sweep = ["sweep", "slow", "-g", "x=1:60:60"]
    code, _, err = finish(*sweep, cwd=slow)
    assert code == 1
    assert "error: the disk is full; what is finished is kept" in err
    assert "Traceback" not in err
    subprocess.run(["mount", "-o", "remount,size=20m", slow / "_runs"], check=True)
    code, out, err = finish(*sweep, cwd=slow)
    assert code == 0, err
    assert "were there already; 60 rows" in out


def test_a_full_disk_stops_a_build_that_succeeds_later(slow, small_disk):
    small_disk(slow / "_build", "40k")
    code, _, err = finish("book", cwd=slow)
    assert code == 1
    assert "Traceback" not in err
    subprocess.run(["mount", "-o", "remount,size=200m", slow / "_build"], check=True)
    code, _, err = finish("book", cwd=slow)
    assert code == 0, err


def test_a_full_disk_stops_a_run_and_leaves_nothing(slow, small_disk):
    small_disk(slow / "_runs", "12k")
    (slow / "_runs" / "filler").write_bytes(b"0" * 8000)
    code, _, err = finish("run", "slow", "-p", "x", "2", cwd=slow)
    assert code == 1
    assert "error: the disk is full" in err
    assert [p.name for p in (slow / "_runs").rglob("*") if p.is_file()] == ["filler"]


def test_ctrl_c_ends_a_sweep_and_its_workers(slow):
    with start("sweep", "slow", "-g", "x=1:9:9", "-p", "seconds", "1", cwd=slow) as p:
        wait_until(lambda: kept(slow))
        p.send_signal(signal.SIGINT)
        _, err = p.communicate(timeout=30)
    assert p.returncode == 1
    assert err.startswith("error: stopped; ")
    assert err.endswith("of 9 runs are kept, and the same command goes on\n")
    wait_until(lambda: not running(slow), 10)
