import json
from pathlib import Path

import pytest


def test_a_run_goes_into_a_folder_named_by_its_values(run, study):
    done = run("run", "squares", "-p", "x", "4")
    assert done.exit_code == 0
    folder = Path(done.output.strip())
    assert folder.parent == study / "_runs" / "squares"
    about = json.loads((folder / "run.json").read_text())
    assert about["parameters"] == {"x": 4, "how": "plain"}


def test_the_same_values_mean_the_same_folder_and_are_not_run_twice(run, study):
    first = run("run", "squares")
    again = run("run", "squares", "-p", "x", "3")
    assert again.exit_code == 2
    assert "add --force" in again.output
    forced = run("run", "squares", "-p", "x", "3", "--force")
    assert forced.output == first.output


def test_a_file_of_parameters_and_an_out_folder(run, study):
    (study / "mine.yaml").write_text("x: 7\nhow: loud\n")
    done = run("run", "squares", "-f", "mine.yaml", "-p", "x", "8", "--out", "here")
    assert done.exit_code == 0
    about = json.loads((study / "here" / "run.json").read_text())
    assert about["parameters"] == {"x": 8, "how": "loud"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-p", "y", "1"], "no parameter of squares named 'y'"),
        (
            ["-p", "x", "many"],
            "x cannot be 'many'; allowed: a whole number from 0 to 100",
        ),
        (["-p", "x", "101"], "allowed: a whole number from 0 to 100"),
        (["-p", "how", "shouted"], "allowed: plain, loud"),
        (
            ["-f", "missing.yaml"],
            "missing.yaml cannot be read (No such file or directory)",
        ),
        (["-f", "bad.yaml"], "bad.yaml, line 1 is not YAML"),
        (["-f", "list.yaml"], "write one 'name: value' a line"),
        (["-p", "x"], "requires 2 arguments"),
        (["--out", "file/run"], "cannot write to file"),
    ],
)
def test_bad_input_is_refused_before_anything_runs(run, study, arguments, told):
    (study / "bad.yaml").write_text("x: [")
    (study / "list.yaml").write_text("- 1")
    (study / "file").write_text("")
    done = run("run", "squares", *arguments)
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output
    assert not (study / "_runs").exists()


def test_a_failing_cell_is_one_line_with_a_log(run, study, write_notebook):
    write_notebook("1 / 0", name="broken", folder=study / "notebooks")
    done = run("run", "broken")
    assert done.exit_code == 1
    assert len(done.output.splitlines()) == 1
    assert "broken: cell 1 failed with ZeroDivisionError" in done.output
    (log,) = (study / "_runs" / "broken").iterdir()
    assert str(log) in done.output
