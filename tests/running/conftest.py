import json
import shutil
from pathlib import Path

import matplotlib as mpl
import pytest

from emergestudy import paths
from emergestudy.running.notebooks import write_notebook as store
from emergestudy.running.run import execute

PARAMETERS = {"tags": ["parameters"]}
EXECUTED = []


@pytest.fixture(autouse=True)
def plain_style():
    """Notebooks that ran in this process may have left their style here."""
    with mpl.rc_context({"figure.constrained_layout.use": False}):
        yield


@pytest.fixture
def study(tmp_path, write_notebook, monkeypatch, root):
    """A whole checkout, as current folder, whose one notebook squares a number."""
    folder = tmp_path / "study"
    shutil.copytree(Path(__file__).with_name("study"), folder)
    shutil.copytree(root / "emergestudy", folder / "emergestudy")
    (folder / "data").symlink_to(root / "data")
    shutil.copy(root / "pyproject.toml", folder)
    asked = 'x: int = 3  # what to square {0..100}\nhow: str = "plain"  # {plain, loud}'
    write_notebook(
        (asked, PARAMETERS),
        "from emergestudy import record\nrecord('square', x**2)\nprint(x**2, how)",
        name="squares", folder=folder / "notebooks",
    )  # fmt: skip
    (folder / "book" / "_ext").mkdir(parents=True)
    names = {"study_edition": "", "study_book": ""}
    names |= {"hide_solutions": False, "hide_notes": False}
    (folder / "book" / "_ext" / "marks.py").write_text(
        "def setup(app):\n"
        f"    for name, value in {names}.items():\n"
        "        app.add_config_value(name, value, 'env')\n"
    )
    monkeypatch.chdir(folder)
    monkeypatch.setattr(paths, "PACKAGE", folder / "emergestudy")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


@pytest.fixture
def squares(study):
    return study / "notebooks" / "squares.ipynb"


@pytest.fixture
def prose():
    """Put a text cell in front of a notebook."""

    def add(path, text):
        notebook = json.loads(path.read_text())
        cell = {"cell_type": "markdown", "id": "t", "metadata": {}, "source": [text]}
        path.write_text(json.dumps(notebook | {"cells": [cell, *notebook["cells"]]}))

    return add


@pytest.fixture
def chapter(study, write_notebook):
    """A chapter with outputs: a figure, a way to fail, two results, a last cell."""
    figure = {"mystnb": {"figure": {"name": "fig-line", "caption": "A line."}}}
    asked = 'x: int = 3  # what to square {0..10000}\nitems: list = ["a"]  # names\n'
    asked += "fail_at: int = -1  # x that fails\nseconds: float = 0.0  # to sleep"
    path = write_notebook(
        (asked, PARAMETERS),
        "import time\nimport pandas as pd\nfrom emergestudy import record",
        ("import matplotlib.pyplot as plt\nlines = plt.plot([1, x])", figure),
        "squares = pd.DataFrame({'item': items, 'square': [x**2] * len(items)})\n"
        "time.sleep(seconds)\n"
        "if x == fail_at:\n    raise ValueError(f'cannot do {x}')",
        "record('small/squares', squares)\nrecord('small/cube', x**3)",
        "later = len(squares)",
        name="chapter", folder=study / "notebooks",
    )  # fmt: skip
    if not EXECUTED:
        store(execute(path, {}), path)
        EXECUTED.append(path.read_bytes())
    path.write_bytes(EXECUTED[0])
    return path


@pytest.fixture
def plan_of(chapter):
    from emergestudy.running.parameters import read_parameters
    from emergestudy.running.sweep import make_plan, read_grid

    def make(*grid, collect=(), **fixed):
        axes = read_grid("chapter", read_parameters(chapter), grid)
        return make_plan(chapter, axes, fixed, collect)

    return make
