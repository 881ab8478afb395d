"""Panels and selections of the chapter on emergent risks."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.emergent_risks import (
    risk_bias,
    risk_field,
    risk_memory,
    risk_toxicity,
    risk_truth,
)
from emergestudy.figures import Panel


def all_points(metrics: Sequence[str], *, level: float = 0.90) -> pd.DataFrame:
    """Gather every measure of every risk, as `risk_points.as_points`.

    Parameters
    ----------
    metrics : sequence of str
        Keys of `risk_truth.METRICS`.
    level : float
        Level of the intervals.
    """
    parts = [
        risk_truth.generation(metrics, level=level),
        risk_truth.multiple_choice(level=level),
        risk_field.mc2_points(level=level),
        risk_bias.crows_pairs(level=level),
        risk_bias.winobias_gaps(level=level),
        risk_bias.printed_bias(level=level),
        risk_toxicity.real_toxicity(level=level),
        risk_toxicity.unprompted(level=level),
        risk_memory.memorized(level=level),
    ]
    return pd.concat(parts, ignore_index=True)


def risk_panels(points: pd.DataFrame, y_label: str) -> list[Panel]:
    """Turn points whose series are families into panels, one a measure."""
    chance = {risk_truth.CHOICE: risk_truth.choice_chance()}
    return [
        Panel(
            title=str(measure),
            curves=curves.assign(scale=curves["params"]),
            chance=chance.get(str(measure)),
            y_label=y_label,
        )
        for measure, curves in points.groupby("measure", sort=False)
    ]


def trend_groups(
    trends: pd.DataFrame, grades: pd.DataFrame, families: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Group slopes by measure for `trend_rows`; titles say how strong the evidence is.

    Of the open models' MC2 score only the chosen families are kept.
    """
    strength = grades.set_index("measure")["strength"]
    kept = trends["measure"] != risk_field.MC2
    kept |= trends["series"].isin(list(families))
    rows = trends[kept & trends["slope"].notna()].assign(look=trends["risk"])
    return {
        f"{measure}: {strength[measure]}": table
        for measure, table in rows.groupby("measure", sort=False)
    }
