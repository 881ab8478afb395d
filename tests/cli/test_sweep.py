import os

import pandas as pd
import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def recorded(study, run):
    """The notebook of the small checkout with outputs, as a sweep needs it."""
    done = run("refresh", "squares")
    assert done.exit_code == 0, done.output
    return study


def test_a_grid_becomes_a_table_and_a_picture(run, recorded):
    done = run("sweep", "squares", "-g", "x=1,2,3", "-g", "how=plain,loud")
    assert done.exit_code == 0, done.output
    assert "6 runs" in done.output
    file, picture = done.output.split()[-2:]
    table = pd.read_csv(file)
    assert table["square"].tolist() == [1, 1, 4, 4, 9, 9]
    assert list(table.columns) == ["x", "how", "square"]
    assert picture.endswith("overview.png")
    again = run("sweep", "squares", "-g", "x=1,2,3", "-g", "how=plain,loud", "--resume")
    assert "0 runs, 6 were there already; 6 rows" in again.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-g", "x=1", "--resume"], "this sweep was not begun"),
        (["-g", "x=1", "-p", "x", "2"], "x is in -g and in -p"),
        (["-g", "x=1", "--collect", "sqare"], "did you mean 'square'"),
        (["-g", "y=1"], "no parameter of squares named 'y'"),
        ([], "a sweep needs a grid"),
    ],
)
def test_what_is_wrong_is_said_before_anything_runs(run, recorded, arguments, told):
    done = run("sweep", "squares", *arguments)
    assert done.exit_code == 2
    assert told in done.output
    assert not (recorded / "_runs").exists()


def test_failures_are_named_and_end_with_1(run, study, write_notebook):
    write_notebook(
        ("x: int = 3  # a number", {"tags": ["parameters"]}),
        "from emergestudy import record\nrecord('inverse', 1 / x)",
        name="inverse", folder=study / "notebooks",
    )  # fmt: skip
    assert run("refresh", "inverse").exit_code == 0
    done = run("sweep", "inverse", "-g", "x=0,1,2")
    assert done.exit_code == 1
    assert "failed: x=0: ZeroDivisionError: division by zero; see " in done.output
    assert "2 runs, 1 failed; 2 rows" in done.output
