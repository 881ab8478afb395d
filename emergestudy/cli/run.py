"""``emergestudy run`` and ``sweep``: a notebook with other parameters, or a grid."""

import json
from dataclasses import replace
from pathlib import Path

import click

from emergestudy.cli import options
from emergestudy.errors import StudyError, UsageError

SHOWN = 5  # failed runs of a sweep


@click.command("run", cls=options.PairsCommand)
@click.argument("notebook")
@options.pairs_option("NAME=VALUE", "A parameter; NAME VALUE works, too.")
@click.option("-f", "file", type=Path, help="YAML file of parameters; -p overrides it.")
@click.option("--out", type=Path, help="Folder of the result, instead of _runs/...")
@click.option("--html", is_flag=True, help="Also make its page, as in the book.")
@click.option("--open", "open_it", is_flag=True, help="Make the page and show it.")
@options.timeout_option
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
    given = (read_yaml(file) if file else {}) | options.once(pairs)
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


@click.command("sweep", cls=options.PairsCommand)
@click.argument("notebook")
@click.option("-g", "grid", multiple=True, metavar="NAME=V,V", help="An axis.")
@options.pairs_option("NAME=VALUE", "A parameter that all runs share.")
@click.option("--collect", multiple=True, metavar="NAME", help="A recorded result.")
@options.jobs_option
@click.option("--dask", metavar="ADDRESS", help="A Dask scheduler in place of --jobs.")
@options.timeout_option
@click.option("--resume", is_flag=True, help="Go on with a sweep that was begun.")
@click.option("--fresh", is_flag=True, help="Run again what is there already.")
@click.option("--whole", is_flag=True, help="Run all cells in every run.")
@click.option("--out", type=Path, help="Folder, instead of _runs/sweeps/NOTEBOOK.")
def sweep_command(
    notebook: str,
    grid: tuple[str, ...],
    pairs: tuple[tuple[str, str], ...],
    collect: tuple[str, ...],
    jobs: int,
    dask: str | None,
    timeout: float | None,
    resume: bool,
    fresh: bool,
    whole: bool,
    out: Path | None,
) -> None:
    """Run a NOTEBOOK over a grid of parameters and gather what it records.

    -g level=0.8,0.9,0.95 -g panels=A,B+C runs all six pairs; -g level=0.5:0.99:50 takes
    fifty steps. Writes results.csv, one row a run or a row of the --collect table, and
    overview.png. Finished runs are kept and never repeated, so the same command goes
    on where it was stopped. A failed run is reported and the others go on.

    Exit code 1: the table is there, but some runs failed.
    """
    from emergestudy.paths import study_root
    from emergestudy.running import workers
    from emergestudy.running.files import only_one
    from emergestudy.running.notebooks import find_notebook
    from emergestudy.running.parameters import check_values, read_parameters, short_hash
    from emergestudy.running.sweep import Store, make_plan, read_grid, run_sweep

    path = find_notebook(notebook)
    known = read_parameters(path)
    axes = read_grid(path.stem, known, grid)
    fixed = check_values(path.stem, known, options.once(pairs))
    if twice := set(fixed) & set(axes):
        raise UsageError(f"{twice.pop()} is in -g and in -p; give it once")
    plan = make_plan(path, axes, fixed, collect, timeout)
    plan = replace(plan, shorter=()) if whole else plan
    folder = out or study_root() / "_runs" / "sweeps" / path.stem
    name = short_hash({"axes": plan.axes, "keys": [t.key for t in plan.tasks]})
    place, store = folder / name, Store(folder / "runs")
    if resume and not place.is_dir():
        raise UsageError("this sweep was not begun; leave --resume out")
    if place.exists() and not (place / "sweep.lock").is_file():
        raise UsageError(f"{place} was not made by a sweep; choose another --out")
    make, ahead = workers.local(jobs) if dask is None else workers.dask(dask)
    with only_one(place / "sweep.lock", "this sweep"):
        try:
            done = run_sweep(plan, store, make, ahead=ahead, fresh=fresh, progress=True)
        except KeyboardInterrupt:
            kept = sum(store.read(task.key) is not None for task in plan.tasks)
            told = f"stopped; {kept} of {len(plan.tasks)} runs are kept"
            raise StudyError(f"{told}, and the same command goes on") from None
        rows = _write(plan, store, place)
    _say(done, plan, store, place, rows)


def _write(plan: object, store: object, place: Path) -> int:
    from emergestudy.running.files import write_text
    from emergestudy.running.sweep import gather, save_overview

    rows = gather(plan, store, place / "results.csv")
    about = {"notebook": plan.name, "axes": dict(plan.axes), "collect": plan.collect}
    about |= {"runs": len(plan.tasks), "rows": rows}
    write_text(json.dumps(about, indent=1) + "\n", place / "sweep.json")
    try:
        save_overview(place / "results.csv", list(plan.axes), place / "overview.png")
    except UsageError as error:
        click.echo(f"no picture: {error}", err=True)
    return rows


def _say(done: object, plan: object, store: object, place: Path, rows: int) -> None:
    again = f", {done.reused} were there already" if done.reused else ""
    cut = ", without cells that it does not need" if done.short else ""
    lost = f", {len(done.failed)} failed" if done.failed else ""
    click.echo(f"{done.ran} runs{cut}{lost}{again}; {rows} rows")
    for file in ("results.csv", "overview.png"):
        if (place / file).is_file():
            click.echo(place / file)
    for key, outcome in list(done.failed.items())[:SHOWN]:
        values = ", ".join(f"{a}={outcome.parameters[a]}" for a in plan.axes)
        click.echo(f"failed: {values}: {outcome.error}; see {store.log(key)}", err=True)
    if len(done.failed) > SHOWN:
        click.echo(f"failed: {len(done.failed) - SHOWN} more", err=True)
    if done.failed:
        click.get_current_context().exit(1)
