"""The loss at which each pretraining run leaves chance, and what the window does."""

import pandas as pd

from emergestudy.chapters.finetuning_shift.letter_runs import TASKS, letter_runs
from emergestudy.errors import UsageError
from emergestudy.law import fit_elbow

CLEAR = 5.0  # points above chance that a reader would call clear
FEWEST = 5  # checkpoints that a hinge needs
AROUND = (-7.0, -5.0, -2.0, 3.0, 5.0, 8.0)  # points: the windows tried


def in_window(runs: pd.DataFrame, highest: float) -> pd.DataFrame:
    """Keep checkpoints up to a score (percent): a hinge has no ceiling."""
    return runs[runs["score"] <= highest]


def run_elbows(
    runs: pd.DataFrame, highest: float, *, level: float = 0.90
) -> pd.DataFrame:
    """Fit one hinge in loss to the transition of each run.

    Parameters
    ----------
    runs : pandas.DataFrame
        From `letter_runs`.
    highest : float
        Highest score kept, in percent.
    level : float
        Level of the posterior intervals.

    Returns
    -------
    pandas.DataFrame
        ``run``, ``checkpoints`` (in the window), ``elbow``, ``low``, ``high`` (nats
        per token), ``floor`` (percent), ``slope`` (points per nat) and ``bends``.

    Raises
    ------
    UsageError
        If no run has five checkpoints in the window.
    """
    rows = []
    for run, part in in_window(runs, highest).groupby("run", sort=False):
        if len(part) < FEWEST:
            continue
        fit = fit_elbow(part["loss"], part["score"], x="loss", level=level)
        row = {"run": run, "checkpoints": len(part), "elbow": fit.elbow}
        row |= {"low": fit.low, "high": fit.high, "floor": fit.floor}
        rows.append(row | {"slope": fit.slope, "bends": fit.bends})
    if not rows:
        raise UsageError(
            f"no run has {FEWEST} checkpoints with a score up to {highest:g} percent; "
            "raise the highest score kept"
        )
    return pd.DataFrame(rows)


def window_elbows(
    runs: pd.DataFrame, highest: float, *, level: float = 0.90
) -> pd.DataFrame:
    """Fit again with other windows, as `run_elbows` with the column ``highest``."""
    tables = [run_elbows(runs, highest, level=level).assign(highest=highest)]
    for top in (highest + change for change in AROUND):
        if (in_window(runs, top).groupby("run").size() >= FEWEST).any():
            tables.append(run_elbows(runs, top, level=level).assign(highest=top))
    table = pd.concat(tables)
    return table.sort_values("highest", kind="stable", ignore_index=True)


def brackets(runs: pd.DataFrame) -> pd.DataFrame:
    """Find the two checkpoints between which each run leaves chance for good.

    Returns
    -------
    pandas.DataFrame
        ``run``; ``before`` and ``after`` (losses of the last checkpoint within
        `CLEAR` points of chance and of the next one); their scores. No curve is
        fitted, so that no window is needed.
    """
    rows = []
    for run, part in runs.groupby("run", sort=False):
        last = int(
            (part["score"] <= part["chance"] + CLEAR).to_numpy().nonzero()[0][-1]
        )
        pair = part.iloc[[last, last + 1]]
        row = {"run": run, "before": pair["loss"].iloc[0]}
        row |= {"after": pair["loss"].iloc[1], "score_before": pair["score"].iloc[0]}
        rows.append(row | {"score_after": pair["score"].iloc[1]})
    return pd.DataFrame(rows)


def task_brackets(corpus: str = "c4") -> pd.DataFrame:
    """Set the brackets of every task beside each other.

    Returns
    -------
    pandas.DataFrame
        ``task``, and a column a run: the loss before and after, as text.
    """
    rows = []
    for task in TASKS:
        found = brackets(letter_runs(task, corpus=corpus))
        losses = found.apply(lambda r: f"{r['before']:.3f} to {r['after']:.3f}", axis=1)
        rows.append({"task": task, **dict(zip(found["run"], losses, strict=True))})
    return pd.DataFrame(rows)
