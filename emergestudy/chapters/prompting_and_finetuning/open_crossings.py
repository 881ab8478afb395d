"""Where techniques start to help open models: over all of them, and by family."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.prompting_and_finetuning.crossings import (
    fit_pairs,
    place_of,
)
from emergestudy.chapters.prompting_and_finetuning.open_pairs import open_pairs
from emergestudy.chapters.prompting_and_finetuning.paired_scores import with_gain
from emergestudy.errors import UsageError
from emergestudy.figures.gains import GainPanel

CASES = (
    ("bbh_overall", "chain_of_thought"),
    ("gsm8k", "chain_of_thought"),
    ("gsm8k", "zero_shot_chain_of_thought"),
    ("gsm8k", "self_consistency"),
)
"""The averages and techniques that the source measured."""


def pooled_crossings(
    cases: Sequence[tuple[str, str]], *, level: float = 0.90
) -> pd.DataFrame:
    """Fit all open models together, for several tasks and techniques.

    The spread around the curve is learned from the models: they differ by more than
    their questions allow. Models of a family are not independent; the interval takes
    them as if they were.

    Parameters
    ----------
    cases : sequence of (str, str)
        Tasks with techniques, as in `open_pairs`.
    level : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row a case: ``task``, ``technique``, ``models``, ``families``,
        ``verdict``, ``point``, ``low``, ``high`` in training FLOPs.
    """
    rows = []
    for task, technique in cases:
        pairs = open_pairs(task, technique)
        row = {"task": task, "technique": technique, "models": len(pairs)}
        row["families"] = pairs["family"].nunique()
        fit = fit_pairs(pairs, level=level, noise="scatter")
        rows.append(row | place_of(fit))
    return pd.DataFrame(rows)


def leave_out_families(pairs: pd.DataFrame, *, level: float = 0.90) -> pd.DataFrame:
    """Fit all models but one family's, for each family.

    Returns
    -------
    pandas.DataFrame
        One row a family: ``left_out``, ``verdict``, ``point``, ``low``, ``high``.

    Raises
    ------
    UsageError
        If three models do not remain.
    """
    rows = []
    for family in pairs["family"].unique():
        rest = pairs[pairs["family"] != family]
        if len(rest) < 3:
            raise UsageError(f"fewer than 3 models without {family}")
        fit = fit_pairs(rest, level=level, noise="scatter")
        rows.append({"left_out": family, **place_of(fit)})
    return pd.DataFrame(rows)


def gain_panel(
    pairs: pd.DataFrame, title: str, *, level: float = 0.90, fitted: bool = True
) -> GainPanel:
    """Turn open pairs into a panel of gain against training FLOPs.

    Parameters
    ----------
    pairs : pandas.DataFrame
        From `open_pairs`.
    title : str
        Heading.
    level : float
        Level of the intervals.
    fitted : bool
        Whether to draw the fitted curve and its crossing.

    Returns
    -------
    GainPanel
    """
    points = with_gain(pairs, level)
    if not fitted:
        return GainPanel(title, points, None, None)
    fit = fit_pairs(pairs, level=level, noise="scatter")
    scale = points["scale"].sort_values()
    curve = pd.DataFrame({"scale": scale, "gain": 100 * fit.gain.curve(scale)})
    place = place_of(fit)
    crossing = tuple(place[k] for k in ("low", "point", "high"))
    known = place["point"] == place["point"]
    return GainPanel(title, points, curve, crossing if known else None)
