"""``emergestudy book``, ``refresh``, ``check``: all notebooks; their ``exercises``."""

import runpy
from pathlib import Path

import click

from emergestudy.cli import options
from emergestudy.errors import UsageError


@click.command("book", cls=options.PairsCommand)
@click.option("--edition", metavar="NAME|FILE", help="Other parameters, from a file.")
@options.pairs_option("NOTEBOOK.NAME=VALUE", "Another parameter.")
@click.option("--name", help="What the edition that -p makes is called.")
@options.jobs_option
@options.timeout_option
@click.option("--force", is_flag=True, help="Run every notebook again.")
@click.option("--pdf", is_flag=True, help="Also print the book into one PDF.")
def book_command(
    edition: str | None,
    pairs: tuple[tuple[str, str], ...],
    name: str | None,
    jobs: int,
    timeout: float | None,
    force: bool,
    pdf: bool,
) -> None:
    """Run the notebooks and build the HTML book, warnings as errors.

    A notebook runs again only if its code, a module that it imports, a table that it
    read or the lock file changed. With --edition or -p the book is built with other
    parameters into a folder of its own; changed pages say what differs. --pdf needs
    Chromium.
    """
    from emergestudy.paths import study_root
    from emergestudy.running.book import build_book
    from emergestudy.running.parameters import read_edition

    root = study_root()
    if pdf:
        printing = runpy.run_path(str(root / "book" / "print_pdf.py"))
        printing["find_browser"]()  # say that it is missing before the work
    made = read_edition(root, edition, pairs, name)
    page = build_book(root, edition=made, jobs=jobs, force=force, timeout=timeout)
    click.echo(f"The book is ready. Open {page}")
    if pdf:
        click.echo(f"The PDF is {printing['build_pdf'](root, made)}")


@click.command("refresh")
@click.argument("notebooks", nargs=-1)
@options.jobs_option
def refresh_command(notebooks: tuple[str, ...], jobs: int) -> None:
    """Run the committed NOTEBOOKS (all by default) and store their new outputs.

    A second refresh leaves 'git diff' empty.
    """
    from emergestudy.paths import study_root
    from emergestudy.running.book import refresh

    for name, changed in refresh(study_root(), notebooks, jobs).items():
        click.echo(f"{name}: {'changed' if changed else 'unchanged'}")


@click.command("check")
def check_command() -> None:
    """Check the notebooks: their form, and their outputs by strict nbval."""
    from emergestudy.paths import study_root
    from emergestudy.running.book import check

    check(study_root())


@click.command("exercises")
@click.argument("chapter")
@click.option("--solutions", is_flag=True, help="Solved, in place of with blanks.")
@click.option("--out", default=".", metavar="FOLDER", help="Where to; default: here.")
def exercises_command(chapter: str, solutions: bool, out: str) -> None:
    """Write the exercises of a CHAPTER as a notebook: blanks, checks and hints.

    A file that is there already is never replaced: it may hold your answers.
    """
    from emergestudy.paths import study_root
    from emergestudy.running.notebooks import find_notebook, write_notebook

    name, root = find_notebook(chapter).stem, study_root()
    making = runpy.run_path(str(root / "book" / "exercise_notebooks.py"))
    made = making["make_notebook"](root, name, solutions=solutions)
    path = Path(out) / f"{name}_{'solutions' if solutions else 'exercises'}.ipynb"
    if path.exists():
        raise UsageError(f"{path} is there already; move it, or give another --out")
    write_notebook(made, path)
    click.echo(path)
