"""A grid of parameters, as typed: which runs it stands for."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from emergestudy.errors import UsageError, unknown
from emergestudy.runner.parameters import Parameter
from emergestudy.runner.values import check_values


def read_grid(
    notebook: str, known: Sequence[Parameter], texts: Sequence[str]
) -> dict[str, list]:
    """Read axes such as ``level=0.8,0.9`` or ``level=0.5:0.99:50``.

    Parameters
    ----------
    notebook : str
        Its name, for messages.
    known : sequence of Parameter
        What it takes.
    texts : sequence of str
        ``NAME=VALUES``. Values are separated by commas; ``start:stop:count`` are
        numbers at equal steps; for a parameter that is a list, the items of one value
        are joined by ``+``.

    Returns
    -------
    dict of str to list
        Values by parameter, each once, in the order given.

    Raises
    ------
    UsageError
        If an axis is not understood, a name is unknown or a value not allowed.
    """
    by_name, axes = {p.name: p for p in known}, {}
    for text in texts:
        name, equals, values = text.partition("=")
        if not equals or not values:
            raise UsageError(f"-g {text}: write NAME=VALUE,VALUE")
        if name not in by_name:
            raise UsageError(unknown(f"parameter of {notebook}", name, by_name))
        if name in axes:
            raise UsageError(f"-g {name} is given twice; give it once")
        checked = [
            check_values(notebook, known, {name: value})[name]
            for value in _values(by_name[name], values)
        ]
        axes[name] = [v for i, v in enumerate(checked) if v not in checked[:i]]
    if not axes:
        raise UsageError("a sweep needs a grid: -g NAME=VALUE,VALUE")
    return axes


def _values(parameter: Parameter, text: str) -> list:
    if parameter.type == "list":
        return [value.split("+") for value in text.split(",")]
    ends = text.split(":")
    if parameter.type in ("float", "int") and len(ends) == 3:
        try:
            count = int(ends[2])
            low, high = float(ends[0]), float(ends[1])
        except ValueError:
            count = 0
        if count < 1:
            raise UsageError(f"-g {parameter.name}={text}: write START:STOP:COUNT")
        steps = np.linspace(low, high, count)
        whole = parameter.type == "int"
        return [round(v) if whole else float(f"{v:.12g}") for v in steps.tolist()]
    return text.split(",")


def runs_of(axes: Mapping[str, Sequence], fixed: Mapping[str, object]) -> list[dict]:
    """Return the parameters of each run; the last axis moves fastest."""
    names = list(axes)
    return [
        dict(fixed) | dict(zip(names, values, strict=True))
        for values in product(*axes.values())
    ]
