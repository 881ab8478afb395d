"""What a sweep will run, checked before anything runs."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from emergestudy.data import ALL
from emergestudy.errors import UsageError, unknown
from emergestudy.results import SCALAR, raw_results
from emergestudy.runner.fingerprint import notebook_key
from emergestudy.runner.notebooks import code_cells, has_tag, read_notebook, source
from emergestudy.sweep.grid import runs_of
from emergestudy.sweep.needed import needed_cells
from emergestudy.sweep.store import run_key
from emergestudy.sweep.task import Task


@dataclass(frozen=True)
class Plan:
    """The runs of a sweep.

    Attributes
    ----------
    name : str
        Of the notebook.
    axes : dict of str to list
        The grid.
    collect : tuple of str
        Results that are gathered; empty for all numbers and texts.
    whole : tuple of Task
        Runs of the whole notebook; identical ones appear once.
    short : tuple of Task
        The same, of the part that the results depend on; empty if none is left out.
    """

    name: str
    axes: Mapping[str, Sequence]
    collect: tuple[str, ...]
    whole: tuple[Task, ...]
    short: tuple[Task, ...]


def make_plan(
    notebook: Path,
    axes: Mapping[str, Sequence],
    fixed: Mapping[str, object],
    collect: Sequence[str],
    timeout: float | None = None,
) -> Plan:
    """Lay out a sweep.

    Parameters
    ----------
    notebook : Path
        An executed notebook: it says which results there are.
    axes, fixed : mapping
        The grid, and values of all other parameters.
    collect : sequence of str
        Names of recorded results, whole or their end: ``calls`` for ``a/calls``.
    timeout : float, optional
        Seconds that a cell may take.

    Raises
    ------
    UsageError
        If a result is not one of those that the notebook recorded.
    """
    found = read_notebook(notebook)
    names = tuple(_result(notebook.stem, name, found) for name in collect)
    environment = notebook_key(notebook, {}, [ALL])
    texts = [_bare(found), *_shortened(found, names)]
    runs = {run_key(environment, v, names): v for v in runs_of(axes, fixed)}
    whole, *short = [
        tuple(Task(key, text, v, names, timeout) for key, v in runs.items())
        for text in texts
    ]
    return Plan(notebook.stem, axes, names, whole, short[0] if short else ())


def _result(notebook: str, name: str, found: dict) -> str:
    known = list(raw_results(found))
    ends = [full for full in known if full == name or full.endswith(f"/{name}")]
    if name in known:
        return name
    if len(ends) != 1:
        raise UsageError(unknown(f"result of {notebook}", name, ends or known))
    return ends[0]


def _bare(found: dict, cells: Sequence[str] | None = None) -> str:
    """Return a notebook without outputs, maybe with other code, as JSON."""
    made = copy.deepcopy(found)
    for i, cell in enumerate(code_cells(made)):
        cell["outputs"], cell["execution_count"] = [], None
        if cells is not None:
            cell["source"] = cells[i]
    made["cells"] = code_cells(made)
    return json.dumps(made)


def _shortened(found: dict, names: Sequence[str]) -> list[str]:
    """Return the notebook cut to what the results need, or nothing if that is all."""
    code = [source(cell) for cell in code_cells(found)]
    wanted = names or [n for n, data in raw_results(found).items() if SCALAR in data]
    cut = needed_cells(code, wanted)
    if cut is None:
        return []
    tagged = [has_tag(cell, "parameters") for cell in code_cells(found)]
    cut = [c if tag else s for c, s, tag in zip(code, cut, tagged, strict=True)]
    return [] if cut == code else [_bare(found, cut)]
