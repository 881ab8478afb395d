"""``emergestudy run``: one notebook with the reader's own parameters."""

from pathlib import Path

import click

from emergestudy.cli.options import PairsCommand, once, pairs_option, timeout_option
from emergestudy.errors import UsageError


@click.command("run", cls=PairsCommand)
@click.argument("notebook")
@pairs_option("NAME=VALUE", "A parameter; NAME VALUE works, too.")
@click.option("-f", "file", type=Path, help="YAML file of parameters; -p overrides it.")
@click.option("--out", type=Path, help="Folder of the result, instead of _runs/...")
@click.option("--html", is_flag=True, help="Also make its page, as in the book.")
@click.option("--open", "open_it", is_flag=True, help="Make the page and show it.")
@timeout_option
@click.option("--force", is_flag=True, help="Run again; replace a run that is there.")
def run_command(
    notebook: str,
    pairs: tuple[tuple[str, str], ...],
    file: Path | None,
    out: Path | None,
    html: bool,
    open_it: bool,
    timeout: float | None,
    force: bool,
) -> None:
    """Run a NOTEBOOK with other parameters, into a folder of its own.

    The folder is _runs/NOTEBOOK-HASH, where HASH stands for the values of all
    parameters. It holds the executed notebook, its figures and run.json, with --html
    also the page, which says what differs from the book. A run that is there already
    is not repeated unless the study changed.
    """
    from emergestudy.paths import study_root
    from emergestudy.running.notebooks import find_notebook
    from emergestudy.running.parameters import read_yaml, short_hash, values_of
    from emergestudy.running.run import page_of, run_notebook

    path = find_notebook(notebook)
    given = (read_yaml(file) if file else {}) | once(pairs)
    values, changed = values_of(path, given)
    if out == Path():
        raise UsageError("--out is empty; name a folder that is not there yet")
    kept = study_root() / "_runs" / f"{path.stem}-{short_hash(values)}"
    # In our own folder an older run of the same values may give way to a new one.
    folder = run_notebook(
        path, values, out or kept, changed=changed, html=html or open_it,
        force=force, stale=not out, timeout=timeout,
    )  # fmt: skip
    page = page_of(folder, path)
    click.echo(page if html or open_it else folder)
    if open_it:
        click.launch(page.as_uri())
