"""The part of a notebook that a recorded result depends on."""

import ast
from collections.abc import Collection, Sequence

# Calls that show something and change nothing.
SHOWING = {"record", "finish", "print", "display"}
RECORD = "record"


def needed_cells(cells: Sequence[str], wanted: Collection[str]) -> list[str] | None:
    """Leave out the statements that no wanted result depends on.

    A statement is kept if it records a wanted result, may raise an error on purpose, or
    binds or may change a name that a later kept statement uses. A call that stands
    alone may change all that it is given, unless it is one of `SHOWING`.

    Parameters
    ----------
    cells : sequence of str
        Code, in order.
    wanted : collection of str
        Names given to ``record``; a name that is not a plain text counts as wanted.

    Returns
    -------
    list of str or None
        As many cells, some empty; None if a cell is no plain Python.

    Notes
    -----
    What a call changes behind the scenes is not seen: a sweep checks its first run
    against the whole notebook.
    """
    try:
        trees = [ast.parse(cell) for cell in cells]
    except SyntaxError:
        return None
    needs: set[str] = set()
    kept: list[str] = []
    for cell, tree in zip(reversed(cells), reversed(trees), strict=True):
        parts = []
        for node in reversed(tree.body):
            if _stays(node, wanted) or (_changed(node) & needs):
                if isinstance(node, ast.Assign):
                    needs -= {t.id for t in node.targets if isinstance(t, ast.Name)}
                needs |= _used(node)
                parts.append(ast.get_source_segment(cell, node))
        kept.append("\n".join(reversed(parts)))
    return kept[::-1]


def _stays(node: ast.stmt, wanted: Collection[str]) -> bool:
    """Whether a statement raises, or records a wanted result, also within a loop."""
    for call in ast.walk(node):
        if isinstance(call, (ast.Raise, ast.Assert)):
            return True
        if isinstance(call, ast.Call) and _name(call.func) == RECORD and call.args:
            first = call.args[0]
            if not isinstance(first, ast.Constant) or first.value in wanted:
                return True
    return False


def _changed(node: ast.stmt) -> set[str]:
    """Names that a statement binds or may change."""
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, (ast.Store, ast.Del)):
            found.add(part.id)
        elif isinstance(part, (ast.Attribute, ast.Subscript)):
            if isinstance(part.ctx, (ast.Store, ast.Del)):
                found |= {_base(part)}
        elif isinstance(part, ast.alias):
            found.add((part.asname or part.name).split(".")[0])
        elif isinstance(part, (ast.FunctionDef, ast.ClassDef)):
            found.add(part.name)
    alone = [n.value for n in ast.walk(node) if isinstance(n, ast.Expr)]
    for call in (value for value in alone if isinstance(value, ast.Call)):
        if _name(call.func) not in SHOWING:
            found |= _used(call)
    return found


def _used(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _base(part: ast.expr) -> str:
    while isinstance(part, (ast.Attribute, ast.Subscript)):
        part = part.value
    return part.id if isinstance(part, ast.Name) else ""
