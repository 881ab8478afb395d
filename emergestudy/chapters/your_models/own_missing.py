"""What a report lacks, and how to get it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.your_models.own_curves import OwnCurves, lacking

MOST = 20


def missing(
    scores: pd.DataFrame, curves: OwnCurves, notes: Sequence[str] = ()
) -> pd.DataFrame:
    """List what is missing for more curves, one row a kind, and what was left out.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `emergestudy.ingest.ingest`.
    curves : OwnCurves
        Made of them.
    notes : sequence of str
        Files and scores left out, and contradictions; at most `MOST` are listed.

    Returns
    -------
    pandas.DataFrame
        ``what``, ``count``, ``first`` (a name), ``cure``.
    """
    rows = []
    if curves.no_scale:
        needs = lacking(scores[scores["model"].isin(curves.no_scale)], curves.x)
        cure = f"give {needs} in --models"
        first = curves.no_scale[0]
        rows.append((f"models without {needs}", len(curves.no_scale), first, cure))
    if curves.no_chance:
        count, first = len(curves.no_chance), curves.no_chance[0]
        cure = "give --chance TASK=0.25 for each"
        rows.append(("tasks of unknown chance level", count, first, cure))
    if curves.short:
        cure = "evaluate more sizes, or name families in --models"
        rows.append(("curves with fewer than 3 scales", curves.short, "", cure))
    if curves.parts:
        count, first = len(curves.parts), curves.parts[0]
        rows.append(("parts of groups", count, first, "add --parts"))
    rows += [
        ("left out or doubtful", 1, note, "mend or remove it") for note in notes[:MOST]
    ]
    if len(notes) > MOST:
        more = len(notes) - MOST
        rows.append(("left out or doubtful, more", more, "", "see the JSON"))
    return pd.DataFrame(rows, columns=["what", "count", "first", "cure"])


def or_say(table: pd.DataFrame, otherwise: str) -> pd.DataFrame | None:
    """Return a table, or print a sentence where it has no rows."""
    if len(table):
        return table
    print(otherwise)
    return None


def for_reading(table: pd.DataFrame) -> pd.DataFrame:
    """Write a table for readers: nothing where there is no number, no end in words."""
    return table.astype(object).replace({np.inf: "no end"}).fillna("")
