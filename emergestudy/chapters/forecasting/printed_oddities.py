"""What the printed tables of Snell et al. hold that a reader would not expect."""

import pandas as pd

from emergestudy.chapters.forecasting.snell_tables import METHODS, ablations, elbows


def elbow_intervals(table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Set the MLE and the truth of Table 3 against its 90 % intervals.

    Returns
    -------
    pandas.DataFrame
        One row a task and method: ``task``, ``method``, ``low``, ``high``, ``mle``,
        ``truth`` (nats), and where each lies: ``mle_lies`` and ``truth_lies`` are
        "inside", "below p5" or "above p95"; ``truth_lies`` is "unknown" for APPS.
    """
    table = elbows() if table is None else table
    parts = []
    for method in METHODS:
        part = table[["task", "mle", "truth"]].assign(
            method=method, low=table[f"{method} 5"], high=table[f"{method} 95"]
        )
        parts.append(part)
    rows = pd.concat(parts, ignore_index=True)
    for name in ("mle", "truth"):
        rows[f"{name}_lies"] = [
            _place(value, low, high)
            for value, low, high in zip(
                rows[name], rows["low"], rows["high"], strict=True
            )
        ]
    columns = ["task", "method", "low", "high", "mle", "mle_lies", "truth"]
    return rows[[*columns, "truth_lies"]]


def coverage(intervals: pd.DataFrame) -> pd.DataFrame:
    """Count the printed 90 % intervals that hold the truth, by method."""
    known = intervals[intervals["truth_lies"] != "unknown"]
    held = known.assign(covers=known["truth_lies"] == "inside")
    counts = held.groupby("method", sort=False)["covers"].agg(["sum", "size"])
    return counts.set_axis(["cover", "of"], axis=1).reset_index()


def brackets_without_point() -> pd.DataFrame:
    """List the errors of Table 2 that lie outside their own brackets."""
    table = ablations()
    columns = ["task", "setting", "error", "low", "high"]
    return table.loc[table["bracket_excludes"], columns].reset_index(drop=True)


def _place(value: float, low: float, high: float) -> str:
    if pd.isna(value):
        return "unknown"
    if value < low:
        return "below p5"
    return "above p95" if value > high else "inside"


def outside(intervals: pd.DataFrame, which: str) -> str:
    """Name the tasks and methods whose MLE or truth lies outside its interval.

    Parameters
    ----------
    intervals : pandas.DataFrame
        From `elbow_intervals`.
    which : {"mle", "truth"}
        What is outside.

    Returns
    -------
    str
        For instance ``"MMLU below p5 (MCMC)"``, several joined by semicolons; "none".
    """
    lies = intervals[f"{which}_lies"]
    rows = intervals[lies.isin(["below p5", "above p95"])]
    said = [
        f"{r.task} {getattr(r, which + '_lies')} ({r.method})"
        for r in rows.itertuples()
    ]
    return "; ".join(said) or "none"
