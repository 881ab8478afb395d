"""Tables for the page on the estimator and people: counts, short forms, reasons."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.against_people import OUTCOMES, compare, people_say
from emergestudy.chapters.emergence_calls import call_curves


def count(beside: pd.DataFrame) -> pd.DataFrame:
    """Count the outcomes of a comparison, in the order of `OUTCOMES`.

    Returns
    -------
    pandas.DataFrame
        ``outcome``, ``statements``, and ``curves``: the text and Table 1 speak of some
        curves twice.
    """
    each = [beside[beside["outcome"] == outcome] for outcome in OUTCOMES]
    return pd.DataFrame(
        {
            "outcome": OUTCOMES,
            "statements": [len(rows) for rows in each],
            "curves": [rows["curve"].nunique() for rows in each],
        }
    )


def shortest(beside: pd.DataFrame, calls: pd.DataFrame, points: int = 3) -> int:
    """Count the agreements about curves of so few points."""
    few = calls.loc[calls["points"] <= points, "curve"]
    return int((beside["curve"].isin(few) & (beside["outcome"] == "agrees")).sum())


def scattered(calls: pd.DataFrame, times: float = 3.0) -> list[str]:
    """Name the curves whose scores scatter more than ``n`` allows, so many times."""
    return calls.loc[calls["scatter"] > times, "curve"].tolist()


def by_tolerance(
    curves: pd.DataFrame, tolerances: Sequence[float], *, level: float = 0.90
) -> pd.DataFrame:
    """Repeat the comparison at several tolerances on chance.

    Returns
    -------
    pandas.DataFrame
        One row a tolerance, one column an outcome: how many statements.
    """
    spoken_of = curves[curves["curve"].isin(people_say()["curve"])]
    rows = []
    for tolerance in tolerances:
        calls = call_curves(spoken_of, level=level, tolerance=tolerance)
        found = count(compare(spoken_of, calls)).set_index("outcome")["statements"]
        rows.append({"tolerance": tolerance, **found})
    return pd.DataFrame(rows)


def shown(beside: pd.DataFrame) -> pd.DataFrame:
    """Shorten a comparison for a page: the call in words, without the reasons."""
    calls = [
        f"{row.verdict}, {row.point:.1e} ({row.low:.1e} to {row.high:.1e})"
        if row.verdict == "emergent"
        else row.verdict
        for row in beside.itertuples()
    ]
    short = beside[["where", "curve", "people"]].assign(estimator=calls)
    return short.assign(outcome=beside["outcome"])


def reasons(beside: pd.DataFrame) -> pd.DataFrame:
    """Keep the statements that the estimator does not agree with, and why."""
    rows = beside[beside["why"] != ""]
    return rows[["where", "curve", "why"]].reset_index(drop=True)
