"""Where each open family leaves chance, and how far apart the families do."""

import numpy as np
import pandas as pd

from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.chapters.open_models.open_points import FEWEST_SIZES
from emergestudy.errors import UsageError

BELOW, HERE, BEYOND, OPEN = "before its smallest", "emergent", "flat", "not placed"


def family_calls(
    points: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.0
) -> pd.DataFrame:
    """Call every family of three sizes or more on every task with a chance level.

    Parameters
    ----------
    points : pandas.DataFrame
        From `open_points`.
    level, tolerance : float
        As in `emergestudy.chapters.emergence_calls.call_curves`.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``family``, ``first`` and ``last`` (scales of the smallest and the
        largest model), ``best`` (highest score, percent), ``left`` (see `_place`),
        then the columns of `call_curves`.

    Raises
    ------
    UsageError
        If no chosen task has a chance level and a family of three sizes.
    """
    curves = points[(points["sizes"] >= FEWEST_SIZES) & points["chance"].notna()]
    if curves.empty:
        raise UsageError(
            "no chosen task has a chance level and a family of three sizes"
        )
    calls = call_curves(curves, level=level, tolerance=tolerance)
    about = curves.groupby("curve", sort=False).agg(
        task=("task", "first"),
        family=("family", "first"),
        first=("scale", "min"),
        last=("scale", "max"),
        best=("score", "max"),
    )
    calls = calls.join(about, on="curve")
    margin = 100 * tolerance
    smallest = curves.loc[curves.groupby("curve")["scale"].idxmin()]
    above = smallest["low"].fillna(smallest["score"]) > smallest["chance"] + margin
    started = set(smallest.loc[above, "curve"])
    calls["left"] = [_place(c.verdict, c.curve in started) for c in calls.itertuples()]
    head = ["task", "family", "first", "last", "best", "left"]
    return calls[head + [c for c in calls.columns if c not in head]]


def _place(verdict: str, started: bool) -> str:
    """Say where a family leaves chance, in view of the sizes it has.

    Before its smallest model, if that one is clearly above chance and the curve is not
    called emergent; within its sizes (emergent); not by its largest (flat); or not
    placed.
    """
    if verdict in ("emergent", "flat"):
        return HERE if verdict == "emergent" else BEYOND
    return BELOW if started else OPEN


def spread_of_points(calls: pd.DataFrame) -> pd.DataFrame:
    """Measure how far apart the families leave chance, task by task.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``families`` (called), ``emergent``, ``before``, ``flat`` and
        ``not_placed`` (counts), ``earliest`` and ``latest`` (family names, ``"none"``
        where none is emergent), ``decades`` between their points and ``apart``
        (whether their intervals are disjoint). ``at_least`` is the number of decades
        between the first point or start and the largest model of a flat family: a
        lower bound once censored families count.
    """
    rows = [_spread(task, group) for task, group in calls.groupby("task", sort=False)]
    return pd.DataFrame(rows)


def _spread(task: str, calls: pd.DataFrame) -> dict[str, object]:
    placed = calls[calls["left"] == HERE].sort_values("point")
    count = calls["left"].value_counts()
    row = {"task": task, "families": len(calls), "emergent": len(placed)}
    for name, left in (("before", BELOW), ("flat", BEYOND), ("not_placed", OPEN)):
        row[name] = int(count.get(left, 0))
    row |= {"earliest": "none", "latest": "none", "decades": np.nan, "apart": False}
    if len(placed):
        early, late = placed.iloc[0], placed.iloc[-1]
        row["earliest"], row["latest"] = early["family"], late["family"]
        row["decades"] = float(np.log10(late["point"] / early["point"]))
        row["apart"] = bool(early["high"] < late["low"])
    row["at_least"] = _with_censored(calls)
    return row


def _with_censored(calls: pd.DataFrame) -> float:
    """Decades from the first point to the last lower bound on a point."""
    known = calls["point"].fillna(calls["first"].where(calls["left"] == BELOW))
    later = calls["point"].fillna(calls["last"].where(calls["left"] == BEYOND))
    if known.isna().all() or later.isna().all():
        return np.nan
    return max(0.0, float(np.log10(later.max() / known.min())))
