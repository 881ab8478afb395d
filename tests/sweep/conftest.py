import json

import pytest

from emergestudy.runner.execute import execute_once
from emergestudy.runner.notebooks import write_notebook as store
from emergestudy.sweep.grid import read_grid
from emergestudy.sweep.plan import make_plan


@pytest.fixture
def chapter(study, write_notebook, tmp_path):
    """A small chapter with a figure, two results and a way to fail."""
    path = write_notebook(
        (
            "x: int = 3  # what to square {0..10000}\n"
            'items: list = ["a"]  # names\n'
            "fail_at: int = -1  # x that fails",
            {"tags": ["parameters"]},
        ),
        "import pandas as pd\nfrom emergestudy import record",
        "drawn = [x] * 3\nprint(drawn)",
        "squares = pd.DataFrame({'item': items, 'square': [x**2] * len(items)})\n"
        "if x == fail_at:\n    raise ValueError(f'cannot do {x}')",
        "record('small/squares', squares)\nrecord('small/cube', x**3)",
        name="chapter",
        folder=study / "notebooks",
    )
    store(execute_once(path, {}, tmp_path / "log"), path)
    return path


@pytest.fixture
def plan_of(chapter):
    from emergestudy.runner.parameters import read_parameters

    def make(*grid, collect=(), **fixed):
        axes = read_grid("chapter", read_parameters(chapter), grid)
        return make_plan(chapter, axes, fixed, collect)

    return make


@pytest.fixture
def code_of():
    def read(task):
        return ["".join(c["source"]) for c in json.loads(task.text)["cells"]]

    return read
