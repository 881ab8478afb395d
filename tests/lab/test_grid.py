"""A grid: its settings, its folder, its processes."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.errors import StudyError, UsageError
from emergestudy.lab import QUICK, LabSettings, grid, run_grid
from emergestudy.lab.grid import _Shared, _Stopped, _Store, _train_one
from emergestudy.lab.settings import Trajectory

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def jax():
    return pytest.importorskip("jax", reason="needs the extra 'lab'")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"sizes": (34,)}, "there is no size 34"),
        ({"sizes": (4,)}, "there is no size 4"),
        ({"sizes": (260,)}, "there is no size 260"),
        ({"sizes": ()}, "no size is given"),
        ({"sizes": (32, 32)}, "size 32 is given twice"),
        ({"amounts": (16, 513)}, "no model can be finetuned on 513 examples"),
        ({"amounts": (3,)}, "no model can be finetuned on 3 examples"),
        ({"q_rate": 0.0}, "q-rate is 0;"),
        ({"q_rate": 0.011}, "q-rate is 0.011;"),
        ({"q_rate": float("nan")}, "q-rate is nan;"),
        ({"seeds": 0}, "seeds is 0"),
        ({"worlds": -1}, "worlds is -1"),
        ({"steps": 3}, "3 steps with 16 checkpoints"),
        ({"checkpoints": 1}, "1 checkpoints"),
        ({"steps": 30, "checkpoints": 16}, "30 steps with 16 checkpoints"),
    ],
)
def test_a_grid_that_cannot_be_trained_is_refused(wrong, told):
    with pytest.raises(UsageError, match=told):
        LabSettings(**wrong)


def test_the_ends_of_what_can_be_trained_are_allowed():
    ends = LabSettings(
        sizes=(8, 256), seeds=1, amounts=(4, 512), draws=1, q_rate=0.01, steps=12,
        checkpoints=6,
    )  # fmt: skip
    assert ends.checkpoint_steps == [1, 2, 3, 4, 7, 12]
    assert set(QUICK.sizes) <= set(LabSettings().sizes)
    assert QUICK.amounts == LabSettings().amounts


@given(st.integers(12, 5000), st.integers(2, 20))
def test_checkpoints_grow_evenly_and_end_with_the_training(steps, checkpoints):
    if checkpoints > steps // 2:
        return
    found = LabSettings(steps=steps, checkpoints=checkpoints).checkpoint_steps
    assert found == sorted(set(found))
    assert found[-1] == steps
    assert found[0] == round(steps / 12)
    assert 2 <= len(found) <= checkpoints
    if steps > 600:
        assert len(found) == checkpoints
        assert np.diff(np.log(found)).std() < 0.02


def test_the_longest_runs_come_first_and_work_grows_with_width(tiny):
    runs = LabSettings(worlds=2).trajectories
    assert len(runs) == len(set(runs)) == 2 * 3 * 3
    assert [t.size for t in runs] == sorted((t.size for t in runs), reverse=True)
    assert runs[0].name == "world0_size64_seed0"
    one = tiny.trajectories[0]
    assert tiny.work(one) == 8 * (24 + 7.5 * 2 * 2 * 2)
    assert tiny.work(one._replace(size=16)) == 2 * tiny.work(one)


@pytest.fixture
def rows():
    about = {"world": 0, "size": 8, "seed": 0, "step": 2}
    return pd.DataFrame(
        [
            about | {"setting": "finetuned", "examples": 16, "draw": 0, "loss": 1 / 3},
            about | {"setting": "few_shot", "examples": None, "draw": None, "loss": 2},
        ]
    )


@pytest.mark.usefixtures("jax")
def test_a_finished_run_is_kept_and_not_missing_any_more(tmp_path, tiny, rows):
    store, run = _Store(tmp_path / "grid", tiny), tiny.trajectories[0]
    store.keep(run, rows, seconds=1.26)
    assert _Store(tmp_path / "grid", tiny).missing == [run]  # 2 rows of 10
    store.keep(run, pd.concat([rows] * 5), seconds=1.26)
    assert _Store(tmp_path / "grid", tiny).missing == []
    path = store.path(run)
    path.write_bytes(path.read_bytes()[:60])  # damaged: trained again
    assert store.missing == [run]
    about = json.loads((tmp_path / "grid" / "world0_size8_seed0.json").read_text())
    assert about["seconds"] == 1.3
    assert {"jax", "optax", "numpy", "python"} <= set(about)


@pytest.mark.usefixtures("jax")
def test_runs_are_joined_in_one_order_with_six_decimals(tmp_path, rows):
    two = LabSettings(sizes=(8,), seeds=2, steps=24, checkpoints=2)
    store = _Store(tmp_path / "grid", two)
    store.keep(Trajectory(0, 8, 1), rows.assign(seed=1), 1)
    store.keep(Trajectory(0, 8, 0), rows, 1)
    table = store.collect()
    assert table["seed"].tolist() == [0, 0, 1, 1]
    assert table["setting"].tolist() == ["few_shot", "finetuned"] * 2
    text = (tmp_path / "grid" / "lab.csv").read_text()
    assert "0,8,0,2,finetuned,16,0,0.333333\n" in text
    assert "0,8,0,2,few_shot,,,2.000000\n" in text


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path, tiny):
    _Store(tmp_path / "grid", tiny)
    before = (tmp_path / "grid" / "settings.json").read_bytes()
    (tmp_path / "thesis.tex").write_text("")
    for folder, wanted, told in [
        ("grid", LabSettings(), r"a grid with sizes \[8\], not \[32, 48, 64\]"),
        ("", tiny, "holds something else"),
        ("thesis.tex", tiny, "is a file"),
    ]:
        with pytest.raises(UsageError, match=told):
            _Store(tmp_path / folder, wanted)
    assert (tmp_path / "grid" / "settings.json").read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"thesis.tex", "grid"}


@pytest.mark.parametrize("text", ["", "[1]", "{", "\xff"])
def test_settings_that_cannot_be_read_are_named(tmp_path, tiny, text):
    (tmp_path / "settings.json").write_text(text, encoding="latin1")
    with pytest.raises(UsageError, match=r"settings\.json cannot be read"):
        _Store(tmp_path, tiny)


@pytest.mark.usefixtures("jax")
def test_a_disk_that_does_not_take_it_is_said_in_one_line(tmp_path, tiny, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    store = _Store(tmp_path / "grid", tiny)
    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(StudyError, match=r"cannot be written \(No space left"):
        store.keep(tiny.trajectories[0], pd.DataFrame({"a": [1]}), 1)
    assert store.missing == tiny.trajectories


@pytest.fixture
def shared(monkeypatch, jax):
    context = multiprocessing.get_context("spawn")
    done, started = context.RawArray("d", 1), context.Value("i", 0)
    made = _Shared(done, started, context.RawValue("b", 0), [0])
    monkeypatch.setattr(grid, "_shared", made)
    return made


def test_a_run_reports_its_work_and_stops_when_told(tiny, shared, monkeypatch):
    def train(settings, which, tick):
        tick(3)
        tick(1)
        shared.stop.value = 1
        tick(1)

    monkeypatch.setattr("emergestudy.lab.model.train_trajectory", train)
    with pytest.raises(_Stopped):
        _train_one(tiny, tiny.trajectories[0])
    assert shared.done[0] == 4 * 8


@pytest.mark.parametrize(
    ("text", "kind"), [("RESOURCE_EXHAUSTED: out", MemoryError), ("no", RuntimeError)]
)
def test_an_accelerators_want_of_memory_is_one(tiny, shared, monkeypatch, text, kind):
    def train(*_):
        raise RuntimeError(text)

    monkeypatch.setattr("emergestudy.lab.model.train_trajectory", train)
    with pytest.raises(kind):
        _train_one(tiny, tiny.trajectories[0])


@pytest.mark.usefixtures("jax")
def test_a_grid_that_was_stopped_ends_with_the_same_table(tiny, tmp_path, monkeypatch):
    two = replace(tiny, seeds=2)
    whole = run_grid(two, tmp_path / "whole", jobs=1, progress=False)
    assert len(whole) == 2 * 2 * 5
    # As if it had been killed in its second run.
    (tmp_path / "part").mkdir()
    for name in ("settings.json", "world0_size8_seed0.csv"):
        (tmp_path / "part" / name).write_bytes((tmp_path / "whole" / name).read_bytes())
    run_grid(two, tmp_path / "part", progress=False)
    table = (tmp_path / "part" / "lab.csv").read_bytes()
    assert table == (tmp_path / "whole" / "lab.csv").read_bytes()
    # One that is finished is not trained again.
    monkeypatch.setattr(grid, "_train", pytest.fail)
    again = run_grid(two, tmp_path / "part")
    assert again["loss"].tolist() == whole["loss"].tolist()


def test_what_cannot_start_says_why(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "find_spec", lambda name: "there")
    with pytest.raises(UsageError, match="jobs is 0"):
        run_grid(tiny, tmp_path / "grid", jobs=0)
    monkeypatch.setattr(grid, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'emergestudy\[lab\]'"):
        run_grid(tiny, tmp_path / "grid")
    assert not (tmp_path / "grid").exists()


@pytest.fixture
def long_grid(tmp_path, jax):
    """A grid in a process of its own, that has begun to train."""
    command = [sys.executable, "-m", "emergestudy", "lab", "--steps", "100000"]
    command += ["--sizes", "8", "--seeds", "1", "--jobs", "1"]
    command += ["--out", tmp_path / "grid"]
    started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    give_up = time.monotonic() + 60
    while not (child := children(started.pid)):
        assert time.monotonic() < give_up
        time.sleep(0.2)
    time.sleep(4)
    yield started, child
    started.kill()
    started.wait()
    started.stderr.close()


def children(pid):
    """Return the processes that hold a training run (not the resource tracker)."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = {int(p): Path(f"/proc/{p}/cmdline").read_text() for p in found}
    return [p for p, line in lines.items() if "spawn_main" in line]


@linux
@pytest.mark.parametrize(
    ("stopped", "why"),
    [(True, "error: stopped; "), (False, "most likely for want of memory")],
)
def test_a_grid_that_ends_early_says_why_and_what_is_kept(
    long_grid, tmp_path, stopped, why
):
    started, child = long_grid
    if stopped:
        started.send_signal(signal.SIGINT)
    else:
        os.kill(child[0], signal.SIGKILL)
    told = started.communicate(timeout=60)[1]
    assert started.returncode == 1
    assert why in told
    assert "0 of 1 training runs are kept in" in told
    assert "Traceback" not in told
    assert [p.name for p in (tmp_path / "grid").iterdir()] == ["settings.json"]
    assert not any(os.path.exists(f"/proc/{pid}") for pid in child)
