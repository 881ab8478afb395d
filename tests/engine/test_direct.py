import os

import pytest
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from emergestudy.engine.direct import CellFailed, as_code, inject, run_direct
from emergestudy.runner.notebooks import code_cells, notebook_paths, read_notebook

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
VALUES = {
    "f": 0.5, "i": -3, "b": True, "n": None, "s": 'a "quoted" \\ \n é', "l": ["a", 1.5],
    "d": {"k": [False]}, "big": 1e22,
}  # fmt: skip


def test_parameters_go_in_as_papermill_puts_them(write_notebook):
    path = write_notebook("a = 1", ("f = 1", {"tags": ["parameters"]}), "f")
    ours = read_notebook(path)
    inject(ours, VALUES)
    theirs = load_notebook_node(str(path))
    theirs = parameterize_notebook(theirs, VALUES)
    sources = [[c["source"] for c in code_cells(made)] for made in (ours, theirs)]
    assert sources[0][2] == sources[1][2]
    tags = [[c["metadata"].get("tags") or [] for c in code_cells(made)]
            for made in (ours, theirs)]  # fmt: skip
    assert tags[0] == tags[1]


def test_the_code_of_a_value_gives_the_value():
    for value in VALUES.values():
        assert eval(as_code(value)) == value


def test_an_injected_cell_is_replaced_and_may_stand_on_top(write_notebook):
    made = read_notebook(write_notebook("x = 1"))
    inject(made, {"x": 2})
    inject(made, {"x": 3})
    assert [c["source"] for c in code_cells(made)] == [
        "# Parameters\nx = 3\n",
        ["x = 1"],
    ]


def test_a_chapter_runs_as_it_was_committed(root):
    notebook = read_notebook(notebook_paths(root)["errata"])
    done = run_direct(notebook, {})
    counts = [cell["execution_count"] for cell in code_cells(notebook)]
    assert [cell["execution_count"] for cell in code_cells(done)] == counts
    for mine, old in zip(code_cells(done), code_cells(notebook), strict=True):
        assert len(mine["outputs"]) == len(old["outputs"])


def test_the_first_error_ends_the_run(write_notebook):
    path = write_notebook("x = 1", "raise KeyError('no')", "print('never')")
    with pytest.raises(CellFailed, match="KeyError: 'no'") as caught:
        run_direct(read_notebook(path), {})
    assert (caught.value.ename, caught.value.exec_count) == ("KeyError", 2)
