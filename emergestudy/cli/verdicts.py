"""``emergestudy figures`` and ``emergestudy claims``: the verdicts of the notebooks."""

import json
import textwrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd


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
