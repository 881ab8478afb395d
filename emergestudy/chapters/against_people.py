"""The estimator's call beside what a person said of the same curve.

A person names the first model that is above chance. The curve then left chance
between the model before it and that model: the gap. The rules, fixed before any
curve was compared:

- *agrees*: an emergence point inside the gap; for "stays at chance", a flat curve;
- *overlaps*: an emergence point outside the gap, its interval reaching into it;
- *cannot tell*: the verdict is undetermined;
- *differs*: everything else.
"""

import numpy as np
import pandas as pd

from emergestudy.chapters.readers_rule import NONE
from emergestudy.data import load

OUTCOMES = ("agrees", "overlaps", "cannot tell", "differs")


def people_say() -> pd.DataFrame:
    """Collect what the paper says of single curves, in its text and in Table 1.

    Returns
    -------
    pandas.DataFrame
        Columns ``where`` (section or Table 1), ``curve``, ``first_model`` (or
        ``"none"`` where the paper says that the curve stays at chance).
    """
    said = load("wei2022_statements")
    text = pd.DataFrame(
        {
            "where": said["locator"],
            "curve": "2" + said["panel"] + " " + said["family"],
            "first_model": said["first_model"].fillna(NONE),
        }
    )
    table = load("wei2022_table1").dropna(subset="curves")
    table = table.assign(curve=table["curves"].str.split("; ")).explode("curve")
    table = table.assign(where="Table 1, row " + table["row"].astype("str"))
    table = table[~table["curve"].str.startswith("3")]
    columns = ["where", "curve", "first_model"]
    return pd.concat([text, table[columns]], ignore_index=True)


def compare(curves: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Set each call beside each statement about the same curve.

    Parameters
    ----------
    curves, calls : pandas.DataFrame
        From `paper_curves` and `call_curves`.

    Returns
    -------
    pandas.DataFrame
        One row a statement: ``where``, ``curve``, ``people``, ``verdict``,
        ``point``, ``low``, ``high``, ``outcome`` and ``why`` (empty if it agrees).
    """
    by_curve = dict(list(curves.groupby("curve")))
    rows = []
    for said in people_say().merge(calls, on="curve").itertuples():
        curve = by_curve[said.curve].sort_values("scale")
        outcome = judge(curve, said.first_model, said)
        rows.append(
            {
                "where": said.where,
                "curve": said.curve,
                "people": said.first_model,
                "verdict": said.verdict,
                "point": said.point,
                "low": said.low,
                "high": said.high,
                "outcome": outcome,
                "why": "" if outcome == "agrees" else why(curve, said),
            }
        )
    return pd.DataFrame(rows)


def judge(curve: pd.DataFrame, first_model: str, call: object) -> str:
    """Apply the rules of this module to one curve.

    Parameters
    ----------
    curve : pandas.DataFrame
        The curve, sorted by scale.
    first_model : str
        What people say, or ``"none"``.
    call : object
        With attributes ``verdict``, ``point``, ``low`` and ``high``.

    Returns
    -------
    str
        One of `OUTCOMES`.
    """
    if call.verdict == "undetermined":
        return "cannot tell"
    if first_model == NONE:
        return "agrees" if call.verdict == "flat" else "differs"
    if call.verdict != "emergent":
        return "differs"
    before, first = gap(curve, first_model)
    if before <= call.point <= first:
        return "agrees"
    return "overlaps" if call.low <= first and call.high >= before else "differs"


def gap(curve: pd.DataFrame, first_model: str) -> tuple[float, float]:
    """Return the scale of the model before the first one above chance, and its own."""
    scale = curve["scale"].to_numpy()
    first = curve.loc[curve["model"] == first_model, "scale"].item()
    smaller = scale[scale < first]
    return (smaller.max() if smaller.size else 0.0), first


def why(curve: pd.DataFrame, call: object) -> str:
    """Say in one sentence, from the numbers alone, what the estimator saw."""
    if call.verdict == "undetermined":
        return (
            f"{len(curve)} points; the likeliest kind, {call.likeliest}, "
            f"has probability {call.probability:.2f}"
        )
    if call.verdict == "smooth":
        return f"the smallest model is already {_height(curve.iloc[0])}"
    if call.verdict == "emergent":
        return _early_or_late(curve, call)
    return f"{call.verdict}: the largest model is {_height(curve.iloc[-1])}"


def _early_or_late(curve: pd.DataFrame, call: object) -> str:
    if call.first_model == NONE:
        return f"leaves chance: the largest model is {_height(curve.iloc[-1])}"
    before, _ = gap(curve, call.first_model)
    if call.point > before:
        named = curve[curve["model"] == call.first_model].iloc[0]
        return (
            f"{call.first_model} is {_height(named)}, but the line through the larger "
            "models meets chance after it"
        )
    last = curve[curve["scale"] <= before].iloc[-1]
    return f"{last['model']}, the model before, is {_height(last)}"


def _height(point: pd.Series) -> str:
    """Say how far a point is from chance, also in its own standard errors."""
    above = point["score"] - point["chance"]
    side = "above" if above >= 0 else "below"
    share = max(point["chance"], point["score"]) / 100
    error = 100 * np.sqrt(share * (1 - share) / point["n_eval"])
    errors = f" ({abs(above) / error:.0f} standard errors)" if error > 0 else ""
    return f"{abs(above):.1f} points {side} chance{errors}"
