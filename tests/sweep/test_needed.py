import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergestudy.results import raw_results
from emergestudy.runner.notebooks import code_cells, notebook_paths, read_notebook
from emergestudy.sweep.needed import needed_cells

CELLS = [
    "import pandas as pd\nimport json",
    "a = 1\nb = a + 1\nc = 5",
    "print(c)\nfinish(c)",
    "record('x', b)\nrecord('y', c)",
]


def test_only_what_a_result_depends_on_is_kept():
    assert needed_cells(CELLS, ["x"]) == ["", "a = 1\nb = a + 1", "", "record('x', b)"]
    assert needed_cells(CELLS, ["y"]) == ["", "c = 5", "", "record('y', c)"]
    assert needed_cells(CELLS, ["none"]) == ["", "", "", ""]


@pytest.mark.parametrize(
    "change",
    ["t['a'] = 1", "t.attrs = 1", "t.sort(inplace=True)", "change(t)", "t += 1",
     "for i in r:\n    t[i] = 1", "del t['a']", "if r:\n    t = 2",
     "with open(r) as t:\n    pass", "import t", "def t():\n    pass",
     "list(map(t.append, r))"],
)  # fmt: skip
def test_what_may_change_a_name_is_kept(change):
    cells = ["t = {}\nr = []", change, "record('x', t)"]
    assert needed_cells(cells, ["x"])[1] == change


def test_a_check_that_may_fail_is_kept():
    cells = ["a = 1\nb = 2", "if a > 2:\n    raise ValueError(a)", "record('x', b)"]
    assert needed_cells(cells, ["x"]) == cells


def test_a_name_that_is_not_plain_counts_as_wanted():
    cells = ["n = 1", "for i in [1]:\n    record(f'a/{i}', n)"]
    assert needed_cells(cells, ["other"]) == cells


def test_what_is_no_plain_python_is_not_cut():
    assert needed_cells(["%matplotlib inline", "record('x', 1)"], ["x"]) is None


@given(st.permutations(["a = 1", "b = a", "c = b", "a = c", "d = a + b"]))
def test_a_cut_gives_what_the_whole_gives(lines):
    kept: list[dict] = []
    for cells in (lines, needed_cells([*lines, "record('x', d)"], ["x"])[:-1]):
        space = {"a": 0, "b": 0, "c": 0, "d": 0}
        exec("\n".join(cells), space)
        kept.append(space["d"])
    assert kept[0] == kept[1]


def test_every_chapter_can_be_cut_to_each_of_its_results(root):
    for path in notebook_paths(root).values():
        notebook = read_notebook(path)
        code = ["".join(c["source"]) for c in code_cells(notebook)]
        for name in raw_results(notebook):
            cut = needed_cells(code, [name])
            assert any("record(" in cell for cell in cut), (path.stem, name)
