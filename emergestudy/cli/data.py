"""``emergestudy data``: the tables, and sealing them after a change."""

import click

from emergestudy.errors import UsageError, unknown


@click.command("data")
@click.argument("table", required=False)
@click.option("--seal", "do_seal", is_flag=True, help="Record a change that was meant.")
def data_command(table: str | None, do_seal: bool) -> None:
    """List the tables, or show where the numbers of one TABLE come from."""
    from emergestudy.data import tables
    from emergestudy.sealing import seal

    if do_seal:
        changed = seal()
        click.echo(f"sealed: {', '.join(changed) or 'nothing had changed'}")
    elif table:
        _show(table)
    else:
        click.echo(tables()[["table", "rows", "title"]].to_string(index=False))


def _show(name: str) -> None:
    from emergestudy.data import load, tables

    known = tables()["table"].tolist()
    if name not in known:
        raise UsageError(unknown("table", name, known))
    frame = load(name)
    columns = [c for c in ("source", "origin", "locator", "via") if c in frame]
    counts = frame.groupby(columns, dropna=False).size().reset_index(name="rows")
    click.echo(counts.to_string(index=False))
