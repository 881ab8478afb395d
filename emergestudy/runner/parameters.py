"""The parameters of a notebook: read from its tagged cell, checked before a run.

A parameter is one line, ``name: type = default  # help {allowed values}``. Names,
types and defaults are read as papermill reads them; the braces are this study's.
"""

import ast
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

from emergestudy.errors import StudyError
from emergestudy.runner.notebooks import code_cells, has_tag, read_notebook, source

TYPES = ("bool", "float", "int", "list", "str")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook.

    Attributes
    ----------
    name, type, help : str
        As written; `type` is one of bool, float, int, list, str.
    default : object
        The value of a run without parameters.
    choices : tuple of str
        Allowed values, for lists of each item; empty if any value will do.
    low, high : float
        Bounds of a number, inclusive.
    """

    name: str
    type: str
    default: object
    help: str
    choices: tuple[str, ...] = ()
    low: float = float("-inf")
    high: float = float("inf")

    @property
    def allowed(self) -> str:
        """Allowed values in words."""
        if self.choices:
            each = "items of " if self.type == "list" else ""
            return each + ", ".join(self.choices)
        if self.low > float("-inf"):
            return f"a number from {self.low:g} to {self.high:g}"
        return {"list": "items separated by commas", "bool": "true or false"}.get(
            self.type, f"a value of type {self.type}"
        )


def read_parameters(path: Path) -> list[Parameter]:
    """Read the parameters of a notebook.

    Parameters
    ----------
    path : Path
        The notebook; the first code cell that is tagged ``parameters`` counts.

    Returns
    -------
    list of Parameter
        In the order of the cell; empty if no cell is tagged.

    Raises
    ------
    StudyError
        If a line of the cell is not of the form described above.
    """
    for cell in code_cells(read_notebook(path)):
        if has_tag(cell, "parameters"):
            return _parse(source(cell), path.name)
    return []


def _parse(text: str, where: str) -> list[Parameter]:
    help_texts = _comments(text)
    found = []
    for node in ast.parse(text).body:
        if not isinstance(node, ast.AnnAssign) or node.value is None:
            raise StudyError(
                f"{where}, parameters, line {node.lineno}: write 'name: type = "
                "default  # help'"
            )
        help_text = help_texts.get(node.lineno, "")
        found.append(_parameter(node, help_text, where))
    return found


def _parameter(node: ast.AnnAssign, help_text: str, where: str) -> Parameter:
    name, kind = ast.unparse(node.target), ast.unparse(node.annotation)
    if kind not in TYPES:
        raise StudyError(
            f"{where}: parameter {name!r} has type {kind!r}; use one of "
            f"{', '.join(TYPES)}"
        )
    text, _, braces = help_text.partition("{")
    limits = _limits(braces.rstrip("} "))
    default = ast.literal_eval(node.value)
    return Parameter(name, kind, default, text.strip(), **limits)


def _limits(text: str) -> dict:
    if ".." in text:
        low, high = text.split("..")
        return {"low": float(low), "high": float(high)}
    return {"choices": tuple(c.strip() for c in text.split(",") if c.strip())}


def _comments(text: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT
    }
