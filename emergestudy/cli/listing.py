"""``emergestudy list`` and ``emergestudy params``: what there is to run."""

import re

import click

from emergestudy.running.notebooks import (
    code_cells,
    find_notebook,
    notebook_paths,
    read_notebook,
)
from emergestudy.running.parameters import Parameter, read_parameters


@click.command("list")
def list_command() -> None:
    """List the notebooks, the figures each makes and their parameters."""
    for name, path in notebook_paths().items():
        click.echo(name)
        for figure, caption in _figures(path):
            click.echo(f"  figure {figure}: {caption}")
        for parameter in read_parameters(path):
            click.echo(f"  -p {_line(parameter)}")


@click.command("params")
@click.argument("notebook")
def params_command(notebook: str) -> None:
    """List the parameters of one NOTEBOOK: type, default, help, allowed values."""
    parameters = read_parameters(find_notebook(notebook))
    if not parameters:
        click.echo("no parameters")
    for parameter in parameters:
        click.echo(_line(parameter))
        click.echo(f"    allowed: {parameter.allowed}")


def _line(parameter: Parameter) -> str:
    default = parameter.default
    if parameter.type == "list":
        default = ",".join(str(item) for item in default) or "(all)"
    return f"{parameter.name}: {parameter.type} = {default}  # {parameter.help}"


def _figures(path: object) -> list[tuple[str, str]]:
    cells = code_cells(read_notebook(path))
    figures = [c["metadata"].get("mystnb", {}).get("figure", {}) for c in cells]
    return [
        (f["name"], re.split(r"\. (?=[A-Z])", f["caption"])[0])
        for f in figures
        if "name" in f
    ]
