"""``emergestudy book``: run what changed and build the pages."""

import os

import click


@click.command("book")
@click.option("--edition", metavar="NAME|FILE", help="Other parameters, from a file.")
@click.option(
    "-p", "pairs", nargs=2, multiple=True, metavar="NOTEBOOK.NAME VALUE",
    help="Another parameter.",
)  # fmt: skip
@click.option("--jobs", default=os.cpu_count() or 1, help="Notebooks at the same time.")
@click.option("--timeout", type=click.FloatRange(min=0.1), help="Seconds for a cell.")
@click.option("--force", is_flag=True, help="Run every notebook again.")
@click.option("--pdf", is_flag=True, help="Also print the book into one PDF.")
def book_command(
    edition: str | None,
    pairs: tuple[tuple[str, str], ...],
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
    from emergestudy.runner.book import build_book
    from emergestudy.runner.edition import read_edition
    from emergestudy.runner.pdf import find_browser

    if jobs < 1:
        raise click.BadParameter("give at least 1", param_hint="--jobs")
    if pdf:
        find_browser()  # say that it is missing before the work, not after
    root = study_root()
    made = read_edition(root, edition, pairs)
    page = build_book(root, edition=made, jobs=jobs, force=force, timeout=timeout)
    click.echo(f"The book is ready. Open {page}")
    if pdf:
        from emergestudy.runner.pdf import build_pdf

        click.echo(f"The PDF is {build_pdf(root, made)}")
