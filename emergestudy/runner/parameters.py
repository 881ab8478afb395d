"""The parameters of a notebook: read from its tagged cell, checked before a run.

A parameter is one line, ``name: type = default  # help {allowed values}``. Names,
types and defaults are read as papermill reads them; the braces are this study's.
"""

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from emergestudy.errors import StudyError
from emergestudy.runner.notebooks import code_cells, has_tag, read_notebook, source

TYPES = ("bool", "float", "int", "list", "str")
_COLUMN = re.compile(r"[a-z]\w*\.[a-z]\w*")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook.

    Attributes
    ----------
    name, type, help : str
        As written; `type` is one of bool, float, int, list, str.
    default : object
        The value of a run without parameters.
    domain : str
        What the braces hold: ``a, b`` lists values, ``0..1`` bounds a number,
        ``table.column`` allows what a column of the study's tables holds.
    """

    name: str
    type: str
    default: object
    help: str
    domain: str = ""

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """Allowed values, for lists of each item; empty if any value will do."""
        if ".." in self.domain:
            return ()
        if _COLUMN.fullmatch(self.domain):
            table, column = self.domain.split(".")
            from emergestudy.data import load

            return tuple(sorted(load(table)[column].dropna().unique()))
        return tuple(c.strip() for c in self.domain.split(",") if c.strip())

    @property
    def bounds(self) -> tuple[float, float]:
        """Bounds of a number, inclusive."""
        if ".." not in self.domain:
            return float("-inf"), float("inf")
        low, high = self.domain.split("..")
        return float(low), float(high)

    @property
    def allowed(self) -> str:
        """Allowed values in words."""
        if self.choices:
            each = "items of " if self.type == "list" else ""
            return each + ", ".join(self.choices)
        if ".." in self.domain:
            number = "a whole number" if self.type == "int" else "a number"
            return number + " from {:g} to {:g}".format(*self.bounds)
        return {
            "list": "items separated by commas, as A,B",
            "bool": "true or false",
        }.get(self.type, f"a value of type {self.type}")


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
        lines = range(node.lineno, node.end_lineno + 1)
        help_text = " ".join(help_texts[n] for n in lines if n in help_texts)
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
    default = ast.literal_eval(node.value)
    return Parameter(name, kind, default, text.strip(), braces.rstrip("} "))


def _comments(text: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT
    }
