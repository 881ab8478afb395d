"""``emergestudy sweep``: one notebook over a grid of parameters."""

import json
import os
from dataclasses import replace
from pathlib import Path

import click

from emergestudy.errors import StudyError, UsageError

SHOWN = 5


@click.command("sweep")
@click.argument("notebook")
@click.option("-g", "grid", multiple=True, metavar="NAME=V,V", help="An axis.")
@click.option(
    "-p", "pairs", nargs=2, multiple=True, metavar="NAME VALUE",
    help="A parameter that all runs share.",
)  # fmt: skip
@click.option("--collect", multiple=True, metavar="NAME", help="A recorded result.")
@click.option("--jobs", default=os.cpu_count() or 1, help="Processes.")
@click.option("--dask", metavar="ADDRESS", help="A Dask scheduler in place of --jobs.")
@click.option("--timeout", type=click.FloatRange(min=0.1), help="Seconds for a cell.")
@click.option("--resume", is_flag=True, help="Go on with a sweep that was begun.")
@click.option("--fresh", is_flag=True, help="Run again what is there already.")
@click.option("--whole", is_flag=True, help="Run all cells, needed or not.")
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
    from emergestudy.runner.notebooks import find_notebook
    from emergestudy.runner.parameters import read_parameters
    from emergestudy.runner.values import check_values
    from emergestudy.sweep import cluster
    from emergestudy.sweep.grid import read_grid
    from emergestudy.sweep.plan import make_plan

    if jobs < 1:
        raise click.BadParameter("give at least 1", param_hint="--jobs")
    path = find_notebook(notebook)
    known = read_parameters(path)
    axes = read_grid(path.stem, known, grid)
    fixed = check_values(path.stem, known, dict(pairs))
    if twice := set(fixed) & set(axes):
        raise UsageError(f"{twice.pop()} is in -g and in -p; give it once")
    plan = make_plan(path, axes, fixed, collect, timeout)
    plan = replace(plan, short=()) if whole else plan
    folder = out or study_root() / "_runs" / "sweeps" / path.stem
    where = cluster.dask(dask) if dask else cluster.local(jobs)
    _run(plan, folder, where, resume, fresh)


def _run(plan: object, folder: Path, where: tuple, resume: bool, fresh: bool) -> None:
    from emergestudy.runner.fingerprint import parameters_hash
    from emergestudy.runner.lock import only_one
    from emergestudy.sweep.store import Store

    name = parameters_hash({"axes": plan.axes, "keys": [t.key for t in plan.whole]})
    place, store = folder / name, Store(folder / "runs")
    if resume and not place.is_dir():
        raise UsageError("this sweep was not begun; leave --resume out")
    with only_one(place / "sweep.lock", "this sweep"):
        done = _sweep(plan, store, where, fresh)
        rows = _write(plan, store, place)
    again = f", {done.reused} were there already" if done.reused else ""
    cut = ", only the cells that the result needs" if done.short else ""
    lost = f", {len(done.failed)} failed" if done.failed else ""
    click.echo(f"{done.ran} runs{cut}{lost}{again}; {rows} rows")
    for file in ("results.csv", "overview.png"):
        if (place / file).is_file():
            click.echo(place / file)
    _name_failures(done.failed, plan, store)


def _sweep(plan: object, store: object, where: tuple, fresh: bool) -> object:
    from emergestudy.sweep.sweep import run_sweep

    make, ahead = where
    try:
        return run_sweep(plan, store, make, ahead=ahead, fresh=fresh, progress=True)
    except KeyboardInterrupt:
        kept = sum(store.has(task.key) for task in plan.whole)
        raise StudyError(
            f"stopped; {kept} of {len(plan.whole)} runs are kept, and the same command "
            "goes on"
        ) from None


def _write(plan: object, store: object, place: Path) -> int:
    import matplotlib as mpl
    import pandas as pd

    from emergestudy.figures.sweep_overview import sweep_overview
    from emergestudy.runner.notebooks import write_text
    from emergestudy.sweep.gather import gather

    rows = gather(plan, store, place / "results.csv")
    about = {"notebook": plan.name, "axes": dict(plan.axes), "collect": plan.collect}
    about |= {"runs": len(plan.whole), "rows": rows}
    write_text(json.dumps(about, indent=1) + "\n", place / "sweep.json")
    picture = place / "overview.png"
    picture.unlink(missing_ok=True)
    if rows:
        mpl.use("agg")
        try:
            figure = sweep_overview(pd.read_csv(place / "results.csv"), [*plan.axes])
            figure.savefig(picture, facecolor="white")
        except UsageError as error:
            click.echo(f"no picture: {error}", err=True)
    return rows


def _name_failures(failed: dict, plan: object, store: object) -> None:
    for key, outcome in list(failed.items())[:SHOWN]:
        values = ", ".join(f"{a}={outcome.parameters[a]}" for a in plan.axes)
        click.echo(f"failed: {values}: {outcome.error}; see {store.log(key)}", err=True)
    if len(failed) > SHOWN:
        click.echo(f"failed: {len(failed) - SHOWN} more", err=True)
    if failed:
        click.get_current_context().exit(1)
