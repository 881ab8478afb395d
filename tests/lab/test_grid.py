"""A grid: its settings, its folder, its processes."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.errors import StudyError, UsageError
from emergestudy.lab import LabSettings, grid, run_grid
from emergestudy.lab.grid import _Shared, _Stopped, _Store, _train_one
from emergestudy.lab.settings import DESIGNS

jax = pytest.mark.skipif(not find_spec("jax"), reason="needs the extra 'lab'")
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

WRONG = [
    ({"sizes": (34,)}, "there is no size 34"), ({"sizes": ()}, "no size is given"),
    ({"sizes": (260,)}, "there is no size 260"), ({"seeds": 0}, "seeds is 0"),
    ({"sizes": (32, 32)}, "size 32 is given twice"), ({"worlds": -1}, "worlds is -1"),
    ({"amounts": (16, 513)}, "no model can be finetuned on 513 examples"),
    ({"amounts": (3,)}, "no model can be finetuned on 3 examples"),
    ({"q_rate": 0.0}, "q-rate is 0;"), ({"q_rate": 0.011}, "q-rate is 0.011;"),
    ({"q_rate": float("nan")}, "q-rate is nan;"), ({"checkpoints": 1}, "1 checkpoints"),
    ({"steps": 30, "checkpoints": 16}, "30 steps with 16 checkpoints"),
    ({"steps": 10**30}, "to 10,000,000 steps"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "told"), WRONG)
def test_a_grid_that_cannot_be_trained_is_refused(wrong, told):
    with pytest.raises(UsageError, match=told):
        LabSettings(**wrong)


def test_the_ends_of_what_can_be_trained_are_allowed():
    ends = LabSettings(
        sizes=(8, 256), seeds=1, amounts=(4, 512), draws=1, q_rate=0.01, steps=12,
        checkpoints=6,
    )  # fmt: skip
    assert ends.checkpoint_steps == [1, 2, 3, 4, 7, 12]


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
    plan = DESIGNS["forecasting"]
    assert [run.seed for run in plan.trajectories] == sorted(8 * [0, 1, 2, 3])
    assert [plan.study_of(run) for run in plan.trajectories] == 4 * [*plan.studies]
    assert np.ptp(np.diff(plan.checkpoint_steps)) <= 1
    assert "studies" not in LabSettings().as_dict()  # folders of before go on


@pytest.fixture
def rows():
    names, about = "world size seed step setting examples draw loss", (0, 8, 0, 2)
    rows = [(*about, "finetuned", 16, 0, 1 / 3), (*about, "few_shot", None, None, 2)]
    return pd.DataFrame(rows, columns=names.split())


@jax
def test_finished_runs_are_kept_and_joined_in_one_order(tmp_path, tiny, rows):
    folder, settings = tmp_path / "grid", replace(tiny, seeds=2)
    store, (first, second) = _Store(folder, settings), settings.trajectories
    store.keep(first, rows, seconds=1.26)
    for run in (second, first):
        store.keep(run, pd.concat([rows.assign(seed=run.seed)] * 5), seconds=1.26)
    assert _Store(folder, settings).missing == []
    table = store.collect()
    assert table["seed"].tolist() == [0] * 10 + [1] * 10
    assert table["setting"].tolist() == (["few_shot"] * 5 + ["finetuned"] * 5) * 2
    text = (folder / "lab.csv").read_text()
    assert "0,8,0,2,finetuned,16,0,0.333333\n" in text
    assert "0,8,0,2,few_shot,,,2.000000\n" in text
    path = store.path(first)
    path.write_text(path.read_text().replace("0.3", "0.4"))  # changed: trained again
    assert store.missing == [first]
    about = json.loads((folder / "world0_size8_seed0.json").read_text())
    assert about["seconds"] == 1.3
    assert {"jax", "optax", "numpy", "python"} <= set(about)


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path, tiny):
    _Store(tmp_path / "grid", tiny)
    before = (tmp_path / "grid" / "settings.json").read_bytes()
    (tmp_path / "thesis.tex").write_text("")
    broken = {"": b"", "list": b"[1]", "open": b"{", "latin": b"\xff"}
    for name, content in broken.items():
        (tmp_path / f"broken{name}").mkdir()
        (tmp_path / f"broken{name}" / "settings.json").write_bytes(content)
    for folder, wanted, told in [
        ("grid", LabSettings(), r"a grid with sizes \[8\], not \[32, 48, 64\]"),
        ("", tiny, "holds something else"),
        ("thesis.tex", tiny, "is a file"),
        *((f"broken{name}", tiny, r"settings\.json cannot be read") for name in broken),
    ]:
        with pytest.raises(UsageError, match=told):
            _Store(tmp_path / folder, wanted)
    assert (tmp_path / "grid" / "settings.json").read_bytes() == before


@jax
def test_a_disk_that_does_not_take_it_is_said_in_one_line(tmp_path, tiny, monkeypatch):
    store = _Store(tmp_path / "grid", tiny)
    full = Mock(side_effect=OSError(28, "No space left on device"))
    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(StudyError, match=r"cannot be written \(No space left"):
        store.keep(tiny.trajectories[0], pd.DataFrame({"a": [1]}), 1)
    assert store.missing == tiny.trajectories


@jax
def test_a_run_reports_its_work_and_how_it_ended(tiny, monkeypatch):
    context = multiprocessing.get_context("spawn")
    done, started = context.RawArray("d", 1), context.Value("i", 0)
    shared = _Shared(done, started, context.RawValue("b", 0), [0])
    monkeypatch.setattr(grid, "_shared", shared)

    def train(settings, which, tick):
        tick(3)
        tick(1)
        shared.stop.value = 1
        tick(1)

    full = Mock(side_effect=RuntimeError("RESOURCE_EXHAUSTED: out"))
    other = Mock(side_effect=RuntimeError("no"))
    for run, error in (train, _Stopped), (full, MemoryError), (other, RuntimeError):
        monkeypatch.setattr("emergestudy.lab.model.train_trajectory", run)
        with pytest.raises(error):
            _train_one(tiny, tiny.trajectories[0])
    assert shared.done[0] == 4 * 8


@jax
@pytest.mark.slow
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


def training(pid):
    """Return the processes that hold a training run (not the resource tracker)."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [p for p in found if "spawn_main" in Path(f"/proc/{p}/cmdline").read_text()]


@linux
@jax
@pytest.mark.parametrize(("stopped", "why"), [
    (True, "error: stopped; "), (False, "most likely for want of memory"),
])  # fmt: skip
def test_a_grid_that_ends_early_says_why_and_what_is_kept(tmp_path, stopped, why):
    command = [sys.executable, "-m", "emergestudy", "lab", "--steps", "100000"]
    command += ["--sizes", "8", "--seeds", "1", "--jobs", "1", "--out", tmp_path / "g"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as started:
        while not (child := training(started.pid)):
            assert started.poll() is None
            time.sleep(0.2)
        time.sleep(4)
        if stopped:
            started.send_signal(signal.SIGINT)
        else:
            os.kill(int(child[0]), signal.SIGKILL)
        told = started.communicate(timeout=60)[1]
    assert started.returncode == 1
    assert why in told
    assert "0 of 1 training runs are kept in" in told
    assert "Traceback" not in told
    assert [p.name for p in (tmp_path / "g").iterdir()] == ["settings.json"]
    assert not any(os.path.exists(f"/proc/{pid}") for pid in child)
