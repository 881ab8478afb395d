from pathlib import Path

import pytest

from emergestudy.lab import QUICK, LabSettings
from emergestudy.lab.settings import DESIGNS


@pytest.fixture
def trained(monkeypatch, tmp_path):
    """The command with a grid that is there at once."""
    from emergestudy.data import load

    asked = []

    def run_grid(settings, folder, jobs):
        asked.append((settings, folder, jobs))
        folder.mkdir(parents=True, exist_ok=True)
        return load("lab").query("world == 0")

    monkeypatch.setattr("emergestudy.lab.run_grid", run_grid)
    monkeypatch.chdir(tmp_path)
    return asked


def test_quick_is_the_quick_grid_and_writes_a_picture(run, trained):
    done = run("lab", "--quick")
    assert done.exit_code == 0, done.output
    assert trained == [(QUICK, Path("_runs/lab/quick"), None)]
    assert "few-shot: elbow at 2." in done.output
    assert Path("_runs/lab/quick/lab.png").read_bytes()[:4] == b"\x89PNG"


def test_options_make_a_grid_and_a_folder_of_ones_own(run, trained, monkeypatch):
    monkeypatch.setattr("emergestudy.lab.picture.save_picture", lambda *_: ["drawn"])
    arguments = ["--sizes", "16,32", "--seeds", 2, "--worlds", 2, "--q-rate", 0.001]
    arguments += ["--amounts", "16,64", "--steps", 600, "--jobs", 1]
    assert run("lab", *arguments).exit_code == 0
    assert run("lab", *arguments, "--draws", 1).exit_code == 0
    (first, folder, jobs), (_, other, _) = trained
    assert first == LabSettings(
        sizes=(16, 32), seeds=2, worlds=2, q_rate=0.001, amounts=(16, 64), steps=600
    )
    assert jobs == 1
    assert folder != other
    for changed in ([], ["--seeds", 2]):
        assert run("lab", "--design", "seeds", *changed).exit_code == 0
    assert trained[2] == (DESIGNS["seeds"], Path("_runs/lab/seeds"), None)
    assert trained[3][0].as_dict() == DESIGNS["seeds"].as_dict() | {"seeds": 2}


@pytest.mark.parametrize(("arguments", "told"), [
    (["--sizes", "33"], "there is no size 33"),
    (["--sizes", "big"], "--sizes is 'big'; write whole numbers with commas"),
    (["--design", "law"], "not one of 'forecasting', 'seeds'"),
    (["--design", "seeds", "--worlds", 2], "no --worlds, no --q-rate"),
    (["--design", "seeds", "--quick"], "--quick and --design name two grids"),
    (["--seeds", "many"], "'many' is not a valid integer"),
])  # fmt: skip
def test_bad_input_is_refused_before_anything_is_trained(run, trained, arguments, told):
    done = run("lab", *arguments)
    assert done.exit_code == 2
    assert told in done.output
    assert trained == []
