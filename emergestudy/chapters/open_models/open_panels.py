"""Panels of the open counterpart of Fig. 2."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.open_models.family_calls import BELOW, BEYOND
from emergestudy.chapters.open_models.open_points import FEWEST_SIZES
from emergestudy.chapters.open_models.pythia_runs import OPERATIONS
from emergestudy.data import load
from emergestudy.figures.field import FieldPanel

_LABELS = {
    "acc": "Accuracy (%)",
    "acc_norm": "Accuracy (%)",
    "exact_match": "Exact match (%)",
    "mc2": "MC2 score (%)",
    "pass_at_1": "Pass at 1 (%)",
    "strict_acc": "Strict accuracy (%)",
}


def open_panels(points: pd.DataFrame, families: Sequence[str]) -> list[FieldPanel]:
    """Turn points into panels: chosen families as curves, all others as gray dots.

    Parameters
    ----------
    points : pandas.DataFrame
        From `open_points`.
    families : sequence of str
        Families to draw in color, where they have three sizes or more.
    """
    titles = load("tasks").set_index("task")["title"]
    panels = []
    for task, group in points.groupby("task", sort=False):
        colored = group["family"].isin(list(families))
        colored &= group["sizes"] >= FEWEST_SIZES
        chance = group["chance"].iloc[0]
        panels.append(
            FieldPanel(
                title=titles[task].removesuffix(" (open models)"),
                curves=group[colored].assign(series=group["family"]),
                dots=group[~colored],
                chance=None if pd.isna(chance) else float(chance),
                y_label=_LABELS[group["metric"].iloc[0]],
            )
        )
    return panels


def titled(table: pd.DataFrame) -> pd.DataFrame:
    """Replace the keys in the column ``task`` by titles that people read."""
    titles = load("tasks").set_index("task")["title"]
    named = table["task"].map(titles).str.replace(" (open models)", "", regex=False)
    return table.assign(task=named)


def point_panels(
    calls: pd.DataFrame, families: Sequence[str]
) -> list[tuple[str, pd.DataFrame]]:
    """Turn the calls of chosen families into panels of `family_point_grid`."""
    calls = calls[calls["family"].isin(list(families))]
    arrow = calls["left"].map({BELOW: "left", BEYOND: "right"}).fillna("")
    calls = titled(calls.assign(series=calls["family"], arrow=arrow))
    return [(str(task), table) for task, table in calls.groupby("task", sort=False)]


def run_panels(runs: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Turn Pythia's checkpoints into panels of `training_grid`, one an operation."""
    return [(OPERATIONS[task], part) for task, part in runs.groupby("task", sort=False)]
