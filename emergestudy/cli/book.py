"""``emergestudy book``: run what changed and build the pages."""

import os

import click


@click.command("book")
@click.option("--jobs", default=os.cpu_count() or 1, help="Notebooks at the same time.")
@click.option("--force", is_flag=True, help="Run every notebook again.")
def book_command(jobs: int, force: bool) -> None:
    """Run the notebooks and build the HTML book, warnings as errors.

    Notebooks run again only if their code, the package, the tables or the lock
    file changed.
    """
    from emergestudy.paths import study_root
    from emergestudy.runner.book import build_book

    if jobs < 1:
        raise click.BadParameter("give at least 1", param_hint="--jobs")
    page = build_book(study_root(), jobs=jobs, force=force)
    click.echo(f"The book is ready. Open {page}")
