"""``emergestudy refresh`` and ``emergestudy check``: for who changes the study."""

import subprocess
import sys
import tempfile
from pathlib import Path

import click

from emergestudy.errors import StudyError
from emergestudy.paths import study_root
from emergestudy.runner.notebooks import find_notebook, notebook_paths


@click.command("refresh")
@click.argument("notebooks", nargs=-1)
def refresh_command(notebooks: tuple[str, ...]) -> None:
    """Re-execute the committed NOTEBOOKS (all by default) in place.

    A second refresh leaves 'git diff' empty.
    """
    from emergestudy.runner.refresh import refresh

    root = study_root()
    paths = [find_notebook(n) for n in notebooks] or list(notebook_paths().values())
    with tempfile.TemporaryDirectory() as scratch:
        for path in paths:
            log = root / "_build" / "logs" / f"{path.stem}.log"
            changed = refresh(path, Path(scratch) / path.name, log)
            click.echo(f"{path.stem}: {'changed' if changed else 'unchanged'}")


@click.command("check")
def check_command() -> None:
    """Check the notebooks: their form, and their outputs by strict nbval."""
    from emergestudy.runner.structure import structure_problems

    paths = list(notebook_paths().values())
    problems = [p for path in paths for p in structure_problems(path)]
    for problem in problems:
        click.echo(problem, err=True)
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env"]
    done = subprocess.run([*command, *map(str, paths)], cwd=study_root(), check=False)
    if problems or done.returncode:
        raise StudyError(
            "the notebooks are not in order; 'emergestudy refresh' stores new outputs "
            "if the change was meant"
        )
