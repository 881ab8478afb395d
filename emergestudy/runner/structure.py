"""What every committed notebook must be like, said problem by problem."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from emergestudy.errors import StudyError
from emergestudy.runner.notebooks import code_cells, has_tag, read_notebook, source
from emergestudy.runner.parameters import read_parameters

MAX_CELLS = 25
MAX_COLUMNS = 72
_MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|Users|usr|opt|mnt|var)/\w")


def structure_problems(path: Path) -> list[str]:
    """List what is wrong with the form of a committed notebook.

    Parameters
    ----------
    path : Path
        The notebook, executed and with its outputs.

    Returns
    -------
    list of str
        One line a problem; empty if the notebook is in order.
    """
    notebook = read_notebook(path)
    cells = code_cells(notebook)
    problems = [
        *_whole(notebook, cells),
        *_parameter_cell(path, cells),
        *(p for i, c in enumerate(cells, 1) for p in _cell(i, c)),
    ]
    return [f"{path.name}: {p}" for p in problems]


def _whole(notebook: dict, cells: list[dict]) -> Iterator[str]:
    if len(notebook["cells"]) > MAX_CELLS:
        yield f"{len(notebook['cells'])} cells; at most {MAX_CELLS}"
    if notebook["metadata"].get("kernelspec", {}).get("name") != "python3":
        yield "kernelspec is not python3"
    counts = [c.get("execution_count") for c in cells]
    if counts != list(range(1, len(cells) + 1)):
        yield f"not executed in order from a fresh kernel: {counts}"
    ids = [c.get("id") for c in notebook["cells"]]
    if None in ids or len(set(ids)) != len(ids):
        yield "a cell has no id, or two share one"


def _parameter_cell(path: Path, cells: list[dict]) -> Iterator[str]:
    if not cells or not has_tag(cells[0], "parameters"):
        yield "the first code cell is not tagged 'parameters'"
        return
    try:
        for parameter in read_parameters(path):
            if not parameter.help:
                yield f"parameter {parameter.name!r} has no help after '#'"
    except (StudyError, SyntaxError, ValueError) as error:
        yield str(error)


def _cell(number: int, cell: dict) -> Iterator[str]:
    text, outputs = source(cell), cell.get("outputs", [])
    where = f"code cell {number}"
    if any(isinstance(n, _DEFINITIONS) for n in ast.walk(ast.parse(text))):
        yield f"{where} defines a function or class; move it to the package"
    if text.rstrip().endswith(";"):
        yield f"{where} ends with ';', which nbval cannot compare"
    if any(len(line) > MAX_COLUMNS for line in text.splitlines()):
        yield f"{where} has a line longer than {MAX_COLUMNS} columns"
    yield from (f"{where} {p}" for p in _output_problems(cell, outputs))


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _output_problems(cell: dict, outputs: list[dict]) -> Iterator[str]:
    if any(o["output_type"] == "error" for o in outputs):
        yield "shows an error"
    if any(o.get("name") == "stderr" for o in outputs):
        yield "writes to stderr"
    if _MACHINE_PATH.search(str([_texts(o) for o in outputs])):
        yield "shows a path of one machine"
    if any("image/png" in o.get("data", {}) for o in outputs):
        about = cell["metadata"].get("mystnb", {})
        if not about.get("image", {}).get("alt"):
            yield "draws a figure without alt text (metadata mystnb.image.alt)"
        if not {"name", "caption"} <= set(about.get("figure", {})):
            yield "draws a figure without name and caption (metadata mystnb.figure)"


def _texts(output: dict) -> list:
    data = {k: v for k, v in output.get("data", {}).items() if "image/" not in k}
    return [output.get("text", ""), data]
