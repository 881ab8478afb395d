"""``emergestudy data``: the tables, and sealing them after a change."""

import click

from emergestudy.errors import UsageError, unknown


@click.command("data")
@click.argument("table", required=False)
@click.option("--seal", "do_seal", is_flag=True, help="Record a change that was meant.")
def data_command(table: str | None, do_seal: bool) -> None:
    """List the tables, or show where the numbers of one TABLE come from."""
    from emergestudy.data import load, tables
    from emergestudy.sealing import seal

    if do_seal:
        changed = seal()
        click.echo(f"sealed: {', '.join(changed) or 'nothing had changed'}")
        return
    rows = tables()[["table", "rows", "title"]]
    if table:
        if table not in set(rows["table"]):
            raise UsageError(unknown("table", table, rows["table"]))
        frame = load(table)
        columns = [c for c in ("source", "origin", "locator", "via") if c in frame]
        rows = frame.groupby(columns, dropna=False).size().reset_index(name="rows")
    click.echo(rows.to_string(index=False))
