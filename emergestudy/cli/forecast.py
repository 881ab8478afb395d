"""``emergestudy forecast``: methods of forecasting, or one's own, on blind cuts."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from emergestudy.cli.options import jobs_option
from emergestudy.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from emergestudy.forecasts.asking import Answer

TOGETHER = 40  # cuts that a worker gets at a time
LAST = "leaderboard.csv"  # what a forecast's folder ends with
SHOWN = {"A": "score of a larger model", "B": "emerged there?", "C": "where it emerges"}


@click.command("forecast")
@click.option("--method", "spec", metavar="FILE.py:FUNCTION", help="Your own method.")
@click.option(
    "--seconds", type=click.FloatRange(0.01, 3600), default=10, show_default=True,
    help="The longest that your method may take for a cut.",
)  # fmt: skip
@click.option(
    "--memory", type=click.FloatRange(0.1, 1000), default=4, show_default=True,
    help="Gigabytes that your method may use.",
)  # fmt: skip
@jobs_option
@click.option("--dask", metavar="ADDRESS", help="A Dask scheduler in place of --jobs.")
@click.option("--out", type=Path, help="Folder, instead of _runs/forecast/...")
@click.option("--freeze", is_flag=True, help="Lay out the cuts anew; write to data/.")
def forecast_command(
    spec: str | None,
    seconds: float,
    memory: float,
    jobs: int,
    dask: str | None,
    out: Path | None,
    freeze: bool,
) -> None:
    """Score forecasts of emergence on the benchmark: the leaderboard.

    Without options every method of the study is asked about every cut, in minutes.
    With --method your own is asked, in a process of its own that sees the visible
    models alone, and set beside the committed scores of the others. Writes scores.csv
    and leaderboard.csv. The page "Enter a method" of the book says what a method is.
    """
    from emergestudy.forecasts.cuts import frozen_cuts, make_cuts
    from emergestudy.forecasts.scoring import leaderboard, score_all
    from emergestudy.paths import study_root
    from emergestudy.running.files import check_place, draft_beside, install

    if freeze and (spec or out):
        raise UsageError("--freeze scores the study's own methods, into data/")
    name = Path(spec.rpartition(":")[0] or spec).stem if spec else "all"
    folder = out or (Path() if spec else study_root()) / "_runs" / "forecast" / name
    check_place(folder, replace=True, last=LAST)
    if spec:
        scores = _ask_stranger(spec, seconds, memory)
    else:
        cuts = make_cuts() if freeze else frozen_cuts()
        scores = score_all(cuts, _ask_methods(cuts, jobs, dask))
    board = leaderboard(scores)
    _say(board)
    if freeze:
        _freeze(cuts, scores)
        click.echo("data/ is written and sealed")
        return
    with draft_beside(folder) as draft:
        _write(scores, draft / "scores.csv")
        _write(board, draft / LAST)
        install(draft, folder, replace=True, last=LAST)
    click.echo(f"{folder / 'scores.csv'}\n{folder / LAST}")


def _ask_methods(
    cuts: "pd.DataFrame", jobs: int, dask: str | None
) -> "dict[str, list[Answer]]":
    """Ask all methods on the pool or cluster of sweeps; answers by method, by cut."""
    import numpy as np
    from tqdm import tqdm

    from emergestudy.forecasts.cuts import keys_of
    from emergestudy.forecasts.methods import METHODS
    from emergestudy.running import workers

    keys = keys_of(cuts)
    order = np.argsort(cuts["visible"], kind="stable")  # of like length: faster
    parts = [order[i : i + TOGETHER] for i in range(0, len(keys), TOGETHER)]
    batches = [
        _Batch(f"{name} {i}", name, [keys[row] for row in part])
        for i, part in enumerate(parts)
        for name in METHODS
    ]
    make, ahead = workers.local(jobs) if dask is None else workers.dask(dask)
    done = workers.drive(batches, make, ahead, run=_ask)
    done = tqdm(done, total=len(batches), unit="batch", disable=None)
    found = {outcome.key: outcome.answers for outcome in done}
    back = np.argsort(order)
    answers = {}
    for name in METHODS:
        all_of = [a for i in range(len(parts)) for a in found[f"{name} {i}"]]
        answers[name] = [all_of[row] for row in back]
    return answers


class _Batch(NamedTuple):
    """Cuts that one method is asked about in one go: data set, curve, visible."""

    key: str
    method: str
    cuts: list[tuple[str, str, int]]


class _Asked(NamedTuple):
    """What a worker sends back, and the code and data that it has."""

    key: str
    answers: "list[Answer]"
    study: str


def _ask(batch: _Batch) -> _Asked:
    from emergestudy.forecasts.asking import ask_all
    from emergestudy.forecasts.methods import METHODS
    from emergestudy.running.fingerprint import study_key

    answers = list(ask_all(METHODS[batch.method], batch.cuts))
    return _Asked(batch.key, answers, study_key())


def _ask_stranger(spec: str, seconds: float, memory: float) -> "pd.DataFrame":
    """Score a stranger's method, and put the committed scores of the others beside."""
    import pandas as pd

    from emergestudy import forecast, load
    from emergestudy.forecasts.asking import Stranger

    with Stranger(spec, seconds, memory) as stranger:
        mine = forecast(stranger, spec)
        lost = stranger.failures
    if lost:
        click.echo(f"{len(lost)} cuts failed; the first: {lost[0]}", err=True)
    return pd.concat([load("forecast_scores"), mine[mine["method"] == spec]])


def _write(table: "pd.DataFrame", file: Path) -> None:
    """Write a table; into data/, packed and in one step."""
    import gzip

    from emergestudy.running.files import inert, write_text

    lines = table.map(inert).to_csv(index=False, float_format="%.6g")
    packed = file.suffix == ".gz"
    write_text(gzip.compress(lines.encode(), mtime=0) if packed else lines, file)


def _freeze(cuts: "pd.DataFrame", scores: "pd.DataFrame") -> None:
    """Write cuts and scores into the checkout's tables, and seal them."""
    from emergestudy.paths import study_root
    from emergestudy.sealing import seal

    origin = {"source": "this_study", "origin": "derived", "via": "study-forecast"}
    for name, table in {"forecast_cuts": cuts, "forecast_scores": scores}.items():
        where = table.drop(columns=set(table) & {*origin, "locator"})
        where = where.assign(locator="emergestudy forecast", **origin)
        _write(where, study_root() / "data" / f"{name}.csv.gz")
    seal()


def _say(board: "pd.DataFrame") -> None:
    for (question, unit), part in board.groupby(["question", "unit"], sort=False):
        click.echo(f"\n({question}) {SHOWN[question]} ({unit})")
        head = f"{'score':>7} {'skill %':>8} {'90 %':>15} {'answered %':>11}"
        click.echo(f"{'method':26} {head}")
        for row in part.itertuples():
            ends = f"{row.low:.0f} to {row.high:.0f}"
            said = f"{row.score:7.3f} {row.skill:8.1f} {ends:>15} {row.answered:11.0f}"
            click.echo(f"{row.method:26.26} {said}")
