import json

import pytest

from emergestudy.runner.structure import structure_problems

TAGGED = {"tags": ["parameters"]}
HOME = "/" + "home/me"


@pytest.fixture
def problems(write_notebook):
    """Problems of an executed notebook, after a change to its cells."""

    def find(code="y = x", change=lambda notebook: None):
        path = write_notebook(("x: int = 1  # a number", TAGGED), code)
        notebook = json.loads(path.read_text())
        for number, cell in enumerate(notebook["cells"], 1):
            cell["execution_count"] = number
        change(notebook)
        path.write_text(json.dumps(notebook))
        return "\n".join(structure_problems(path))

    return find


def test_a_notebook_in_order_has_no_problems(problems):
    assert problems() == ""


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def f():\n    return 1", "defines a function"),
        ("f = lambda v: v", "defines a function"),
        ("class A: pass", "defines a function or class"),
        ("x + 1;", "ends with ';'"),
        (f"y = '{'a' * 80}'", "longer than 72"),
    ],
)
def test_problems_of_the_code(problems, code, told):
    assert told in problems(code)


def output(**data):
    return lambda notebook: notebook["cells"][1]["outputs"].append(data)


PNG = {"output_type": "display_data", "data": {"image/png": "AAAA"}, "metadata": {}}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (output(output_type="error"), "shows an error"),
        (output(output_type="stream", name="stderr", text="w"), "stderr"),
        (output(output_type="stream", name="stdout", text=f"{HOME}/x"), "path of one"),
        (output(**PNG), "without alt text"),
        (output(**PNG), "without name and caption"),
        (lambda n: n["cells"][1].update(execution_count=None), "not executed in order"),
        (lambda n: n["cells"][1].update(execution_count=7), "not executed in order"),
        (lambda n: n["cells"].extend(n["cells"] * 13), "28 cells; at most 25"),
        (lambda n: n["cells"].extend(n["cells"]), "two share one"),
        (lambda n: n["metadata"].pop("kernelspec"), "kernelspec"),
        (lambda n: n["cells"].pop(0), "not tagged 'parameters'"),
        (lambda n: n["cells"][0].update(source="x: int = 1"), "has no help"),
        (lambda n: n["cells"][0].update(source="x = 1"), "write 'name: type"),
    ],
)
def test_problems_of_the_file(problems, change, told):
    assert told in problems(change=change)


def test_the_committed_notebooks_are_in_order(root):
    paths = list((root / "notebooks").glob("*.ipynb"))
    assert paths
    assert [p for path in paths for p in structure_problems(path)] == []
