"""Tables for the page on the estimator and people: counts, short forms, reasons."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.against_people import OUTCOMES, compare, people_say
from emergestudy.chapters.emergence_calls import call_curves


def count(beside: pd.DataFrame) -> pd.DataFrame:
    """Count the outcomes of a comparison, in the order of `OUTCOMES`."""
    found = beside["outcome"].value_counts()
    return pd.DataFrame(
        {"outcome": OUTCOMES, "statements": [int(found.get(o, 0)) for o in OUTCOMES]}
    )


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
