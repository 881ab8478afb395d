"""``emergestudy analyze``: from an evaluation folder to an emergence report."""

import json
import os
from itertools import islice
from pathlib import Path

import click

from emergestudy.errors import UsageError, some

SHOWN = 10


@click.command("analyze")
@click.argument("paths", nargs=-1, required=True, type=Path)
@click.option("--models", type=Path, help="CSV: model, params, tokens, step, family.")
@click.option("--chance", multiple=True, metavar="TASK=0.25",
              help="A chance level; TASK may be a pattern, 'xcopa_*'.")  # fmt: skip
@click.option("--metric", multiple=True, metavar="TASK=NAME",
              help="The metric that counts.")  # fmt: skip
@click.option("--family", multiple=True, metavar="PATTERN=NAME",
              help="A family of models; NAME alone: all are one.")  # fmt: skip
@click.option("--seeds", type=click.Choice(["each", "mean"]), default="each",
              show_default=True,
              help="Runs of several seeds: each a point, or their mean.")  # fmt: skip
@click.option("--reader", metavar="FILE.py:NAME",
              help="A function that gives a file's scores; it is run.")  # fmt: skip
@click.option("--x", default="train_flops", show_default=True, help="The x-axis.")
@click.option("--html", type=Path, default=Path("emergence_report.html"),
              show_default=True, help="The page to write.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Also print all as JSON.")
@click.option("--parts", is_flag=True, help="Call parts of groups (MMLU) too.")
@click.option("--force", is_flag=True, help="Replace a report that is there.")
def analyze_command(
    paths: tuple[Path, ...],
    models: Path | None,
    chance: tuple[str, ...],
    x: str,
    html: Path,
    as_json: bool,
    parts: bool,
    force: bool,
    **reading: object,
) -> None:
    """Say which abilities have emerged in your models, and where.

    PATHS are files and folders: what lm-evaluation-harness, lighteval, BIG-bench, HELM
    and other tools write, or tables (CSV, Parquet, Excel). Writes one HTML page; beside
    it the notebook, the calls as CSV, the scores as CSV and everything as JSON. What is
    missing is listed, never guessed. The x-axis is train_flops, params, tokens, loss or
    perplexity.

    Exit code 1: the report is there, but some files or scores could not be used, or
    what you gave contradicts them.
    """
    from emergestudy.readers import files, ingest, names
    from emergestudy.report import check_place, notes, read_chance, write_report

    if html.suffix != ".html":
        raise UsageError(f"--html is {html}; its name has to end in .html")
    check_place(html, [*paths, *([models] if models else [])], force=force)
    levels = read_chance(chance)
    found = ingest(paths, models, os.cpu_count() or 1, progress=True, **reading)
    told = notes(found, levels)
    try:
        written = write_report(found, x, chance, html, parts=parts, force=force)
    except UsageError as error:
        _name(told)
        start = found.scores[found.scores["params"].isna()][["model"]].drop_duplicates()
        if "without params" in str(error):
            click.echo("a start for --models, by what names tell; check:", err=True)
            sizes = [names.SIZE.findall(name) for name in start["model"]]
            start["params"] = [next(filter(files.amount, s), "") for s in sizes]
            click.echo(start.to_csv(index=False), nl=False, err=True)
        raise
    if as_json:
        click.echo(written[".json"].read_text(encoding="utf-8"), nl=False)
    else:
        _say(written)
    _name(told)
    if told:
        click.get_current_context().exit(1)


def _say(written: dict[str, Path]) -> None:
    import pandas as pd

    report = json.loads(written[".json"].read_text(encoding="utf-8"))
    click.echo(report["answer"])
    calls = pd.DataFrame(report["calls"])
    columns = ["task", "group", "way", "verdict", "point", "low", "high"]
    calls["verdict"] = calls["verdict"].str.replace("_", "-")
    first = calls[columns].head(SHOWN).dropna(axis="columns", how="all")
    click.echo(first.to_string(index=False, float_format="{:.3g}".format, na_rep=""))
    if len(calls) > SHOWN:
        click.echo(f"and {len(calls) - SHOWN} more curves, in {written['.csv'].name}")
    refused = calls[calls["verdict"] == "refused"].groupby("why")["task"]
    for why, tasks in islice(refused, SHOWN):
        click.echo(f"refused: {some(tasks, 3)}: {why}")
    for lack in [m for m in report["missing"] if m["first"] not in report["notes"]]:
        first = f", {lack['first']} first" if lack["first"] else ""
        click.echo(f"not called: {lack['count']} {lack['what']}{first}; {lack['cure']}")
    for path in written.values():
        click.echo(path)


def _name(lines: list[str]) -> None:
    """Name what was left out or is doubtful."""
    for line in lines[:SHOWN]:
        click.echo(f"note: {line}", err=True)
    if len(lines) > SHOWN:
        click.echo(f"note: {len(lines) - SHOWN} more, see the JSON", err=True)
