"""How well each axis predicts a score at checkpoints that were left out."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.perplexity_lens.cross_validation import (
    FOLDS,
    fold_labels,
    left_out_errors,
)
from emergestudy.chapters.perplexity_lens.lens_checkpoints import (
    KEEP,
    checkpoints_by_task,
)

RIVALS = ("train_flops", "params", "train_tokens")
LENS = "perplexity"


def axis_errors(
    points: pd.DataFrame,
    rivals: Sequence[str] = ("train_flops", "params"),
    *,
    folds: str = "runs",
    knots: int = 7,
    level: float = 0.90,
    draws: int = 1000,
) -> pd.DataFrame:
    """Compare perplexity with other axes by their error on what was left out.

    Parameters
    ----------
    points : pandas.DataFrame
        From `lens_checkpoints.checkpoints`.
    rivals : sequence of str
        Axes to set against perplexity: ``"train_flops"``, ``"params"`` or
        ``"train_tokens"``.
    folds, knots : str, int
        As in `fold_labels` and `left_out_errors`; few checkpoints get fewer knots,
        one for six of them, but 3 at least.
    level : float
        Level of the interval of the ratio, from runs drawn with replacement. It says
        how much the ratio hangs on single runs; the curves are not fitted anew.
    draws : int
        How many times the runs are drawn.

    Returns
    -------
    pandas.DataFrame
        One row an axis, perplexity last: ``axis``, ``rmse`` (points of score),
        ``ratio`` (of its error to that given perplexity), ``low`` and ``high``
        (bounds of the ratio), ``explained`` (share of the variance of the scores).

    Raises
    ------
    UsageError
        If an axis or a kind of fold does not exist, or there is only one fold.
    """
    check_choice("axis to set against perplexity", rivals, RIVALS)
    axes = [*rivals, LENS]
    labels = fold_labels(points, folds)
    y = points["score"].to_numpy()
    knots = max(3, min(knots, len(points) // 6))
    errors = [left_out_errors(points[axis], y, labels, knots) for axis in axes]
    squares = np.square(errors)
    drawn = _draw_runs(squares, points["run"], draws)
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(np.sqrt(drawn / drawn[:, -1:]), ends, axis=0)
    mean = squares.mean(axis=1)
    table = pd.DataFrame({"axis": axes, "rmse": np.sqrt(mean)})
    ratio, explained = np.sqrt(mean / mean[-1]), 1 - mean / y.var()
    return table.assign(ratio=ratio, low=low, high=high, explained=explained)


def ratios_by_task(
    dataset: str,
    *,
    rival: str = "train_flops",
    keep: str = "all",
    folds: str = "runs",
    knots: int = 7,
    level: float = 0.90,
) -> pd.DataFrame:
    """Tabulate, for every task of a data set, the ratio of errors of two axes.

    Parameters
    ----------
    dataset, keep : str
        As in `lens_checkpoints.checkpoints`.
    rival : str
        Axis set against perplexity.
    folds, knots, level : str, int, float
        As in `axis_errors`.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``dataset``, ``task``, ``keep``, ``checkpoints``, ``rival``
        (axis), ``rmse_rival`` and ``rmse_perplexity`` (points of score), ``ratio``,
        ``low``, ``high``.
    """
    rows = []
    frames = checkpoints_by_task(dataset, keep=keep)
    for task, points in frames.items():
        settings = {"folds": folds, "knots": knots, "level": level}
        other, lens = axis_errors(points, [rival], **settings).itertuples()
        row = {"dataset": dataset, "task": task, "keep": keep}
        row |= {"checkpoints": len(points), "rival": rival}
        row |= {"rmse_rival": other.rmse, "rmse_perplexity": lens.rmse}
        rows.append(row | {"ratio": other.ratio, "low": other.low, "high": other.high})
    return pd.DataFrame(rows)


def all_ratios(**settings: object) -> pd.DataFrame:
    """Return `ratios_by_task` for OLMo and Pythia, all and final checkpoints.

    Parameters
    ----------
    **settings
        ``rival``, ``folds``, ``knots`` and ``level`` of `ratios_by_task`.
    """
    cases = [("olmo", keep) for keep in KEEP] + [("pythia", k) for k in KEEP[:2]]
    tables = [ratios_by_task(data, keep=keep, **settings) for data, keep in cases]
    return pd.concat(tables, ignore_index=True)


def ratio_summary(ratios: pd.DataFrame) -> pd.DataFrame:
    """Sum up `all_ratios`, one row a data set and choice of checkpoints.

    Returns
    -------
    pandas.DataFrame
        ``dataset``, ``keep``, ``tasks``, ``checkpoints``, ``lowest``, ``median`` and
        ``highest`` ratio, and on how many tasks the interval lies above 1
        (``lens_better``) or below 1 (``lens_worse``).
    """
    above, below = ratios["low"] > 1, ratios["high"] < 1
    groups = ratios.assign(above=above, below=below).groupby(
        ["dataset", "keep"], sort=False
    )
    return groups.agg(
        tasks=("task", "size"),
        checkpoints=("checkpoints", "first"),
        lowest=("ratio", "min"),
        median=("ratio", "median"),
        highest=("ratio", "max"),
        lens_better=("above", "sum"),
        lens_worse=("below", "sum"),
    ).reset_index()


def ratios_by_choice(
    points: pd.DataFrame, rival: str = "train_flops", knots: Sequence[int] = (4, 5, 7)
) -> pd.DataFrame:
    """Say how the ratio of errors depends on the folds and on the knots.

    Returns
    -------
    pandas.DataFrame
        One row a kind of fold, one column a number of knots.
    """
    table = {
        number: [
            axis_errors(points, [rival], folds=kind, knots=number, draws=1)["ratio"][0]
            for kind in FOLDS
        ]
        for number in knots
    }
    columns = {number: f"{number} knots" for number in knots}
    frame = pd.DataFrame(table, index=pd.Index(FOLDS, name="folds"))
    return frame.rename(columns=columns).reset_index()


def _draw_runs(squares: np.ndarray, runs: pd.Series, draws: int) -> np.ndarray:
    """Sum squared errors over runs drawn with replacement: (draws, axes)."""
    sums = pd.DataFrame(squares.T).groupby(runs.to_numpy()).sum().to_numpy()
    rng = np.random.default_rng(0)
    times = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=draws)
    return times @ sums
