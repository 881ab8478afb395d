"""What there is: notebooks and parameters, tables of data, verdicts."""

import json
import re
import textwrap
from typing import TYPE_CHECKING

import click

from emergestudy.errors import StudyError, check_known

if TYPE_CHECKING:
    import pandas as pd

    from emergestudy.running.parameters import Parameter


@click.command("list")
def list_command() -> None:
    """List the notebooks, the figures each makes and their parameters."""
    from emergestudy.running.notebooks import notebook_paths
    from emergestudy.running.parameters import read_parameters

    for name, path in notebook_paths().items():
        click.echo(name)
        try:
            for figure, caption in _figures(path):
                click.echo(f"  figure {figure}: {caption}")
            for parameter in read_parameters(path):
                click.echo(f"  -p {_line(parameter)}")
        except StudyError as error:  # a reader's own file; the others are listed
            click.echo(f"  {error}")


@click.command("params")
@click.argument("notebook")
def params_command(notebook: str) -> None:
    """List the parameters of one NOTEBOOK: type, default, help, allowed values."""
    from emergestudy.running.notebooks import find_notebook
    from emergestudy.running.parameters import read_parameters

    parameters = read_parameters(find_notebook(notebook))
    if not parameters:
        click.echo("no parameters")
    for parameter in parameters:
        click.echo(_line(parameter))
        click.echo(f"    allowed: {parameter.allowed}")


def _line(parameter: "Parameter") -> str:
    default = parameter.default
    if parameter.type == "list":
        default = ",".join(str(item) for item in default) or "(all)"
    return f"{parameter.name}: {parameter.type} = {default}  # {parameter.help}"


def _figures(path: object) -> list[tuple[str, str]]:
    from emergestudy.running.notebooks import code_cells, read_notebook

    cells = code_cells(read_notebook(path))
    figures = [c["metadata"].get("mystnb", {}).get("figure", {}) for c in cells]
    return [
        (f["name"], re.split(r"\. (?=[A-Z])", f["caption"])[0])
        for f in figures
        if "name" in f
    ]


@click.command("data")
@click.argument("table", required=False)
@click.option("--seal", "do_seal", is_flag=True, help="Record a change that was meant.")
def data_command(table: str | None, do_seal: bool) -> None:
    """List the tables, or show where the numbers of one TABLE come from."""
    from emergestudy.data import load, tables
    from emergestudy.paths import study_root
    from emergestudy.sealing import seal

    if do_seal:
        changed = seal(study_root() / "data")
        click.echo(f"sealed: {', '.join(changed) or 'nothing had changed'}")
        return
    rows = tables()[["table", "rows", "title"]]
    if table:
        check_known("table", table, rows["table"])
        frame = load(table)
        columns = [c for c in ("source", "origin", "locator", "via") if c in frame]
        rows = frame.groupby(columns, dropna=False).size().reset_index(name="rows")
    click.echo(rows.to_string(index=False))


@click.command("figures")
@click.argument("figure", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object an item.")
def figures_command(figure: str | None, as_json: bool) -> None:
    """Show the verdict on every figure, table and appendix, or on one FIGURE.

    "Fig. 2" is of Wei et al., "Snell Fig. 7" of Snell et al. Each line says what was
    found and which numbers decide it.
    """
    from emergestudy.verdicts import figure_verdicts

    found = figure_verdicts(figure)
    _show(found, ["item", "notebook"], "shows", as_json)


@click.command("claims")
@click.argument("claim", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a claim.")
def claims_command(claim: str | None, as_json: bool) -> None:
    """Show the verdict on every claim, or on one CLAIM by its number.

    C is of Wei et al., K of reading notes, P of a press article on Snell et al.
    """
    from emergestudy.verdicts import claim_verdicts

    found = claim_verdicts(claim)
    _show(found, ["claim", "text", "locator"], "statement", as_json)


def _show(found: "pd.DataFrame", head: list[str], says: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found.to_dict("records"), indent=1, ensure_ascii=False))
        return
    for row in found.to_dict("records"):
        click.echo(f"{', '.join(row[name] for name in head)}: {row['verdict']}")
        for text in (row[says], f"-> {row['decides']}"):
            click.echo(textwrap.indent(textwrap.fill(text, 84), "    "))
    counts = found["verdict"].value_counts()
    click.echo("; ".join(f"{n} {verdict}" for verdict, n in counts.items()))
