"""``emergestudy run``: one notebook with the reader's own parameters."""

from pathlib import Path

import click

from emergestudy.errors import UsageError


@click.command("run")
@click.argument("notebook")
@click.option(
    "-p", "pairs", nargs=2, multiple=True, metavar="NAME VALUE", help="A parameter."
)
@click.option("-f", "file", type=Path, help="YAML file of parameters; -p overrides it.")
@click.option("--out", type=Path, help="Folder of the result, instead of _runs/...")
@click.option("--html", is_flag=True, help="Also write a stand-alone HTML page.")
@click.option("--timeout", type=click.FloatRange(min=0.1), help="Seconds for a cell.")
@click.option("--force", is_flag=True, help="Replace a run that is there already.")
def run_command(
    notebook: str,
    pairs: tuple[tuple[str, str], ...],
    file: Path | None,
    out: Path | None,
    html: bool,
    timeout: float | None,
    force: bool,
) -> None:
    """Run a NOTEBOOK with other parameters, into a folder of its own.

    The folder is _runs/NOTEBOOK/HASH, where HASH stands for the values of all
    parameters. It holds the executed notebook, its figures and run.json.
    """
    from emergestudy.paths import study_root
    from emergestudy.runner.fingerprint import parameters_hash
    from emergestudy.runner.notebooks import find_notebook
    from emergestudy.runner.parameters import read_parameters
    from emergestudy.runner.run import run_notebook
    from emergestudy.runner.values import check_values

    path = find_notebook(notebook)
    known = read_parameters(path)
    given = {**_read_yaml(file), **_once(pairs)}
    values = {p.name: p.default for p in known} | check_values(path.stem, known, given)
    if out == Path():
        raise UsageError("--out is empty; name a folder that is not there yet")
    folder = out or study_root() / "_runs" / path.stem / parameters_hash(values)
    run_notebook(path, values, folder, html=html, force=force, timeout=timeout)
    click.echo(folder)


def _once(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"-p {name} is given twice; give it once")
    return dict(pairs)


def _read_yaml(file: Path | None) -> dict:
    import yaml

    if file is None:
        return {}
    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror})") from None
    except (ValueError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise UsageError(f"{file}{where} is not YAML ({reason})") from None
    if not isinstance(values, dict):
        raise UsageError(f"{file}: write one 'name: value' a line")
    return {str(name): value for name, value in values.items()}
