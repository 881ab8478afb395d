"""The answer of a report, in sentences."""

from collections import Counter

import pandas as pd

AXES = {
    "train_flops": "training FLOPs",
    "params": "parameters",
    "tokens": "training tokens",
    "loss": "nats per token",
    "perplexity": "perplexity",
}
OTHERS = ("smooth", "u_shaped", "flat", "inverse", "undetermined", "refused")
SHORT = {
    "helps_from": "helps from a point on",
    "helps_throughout": "helps at every scale",
    "no_effect": "no effect seen",
    "hurts": "hurts",
    "hurts_then_helps": "hurts first, then helps",
    "undetermined": "undetermined",
}
SAID = 3  # names of each kind


def own_answer(
    calls: pd.DataFrame, crossovers: pd.DataFrame, lacks: pd.DataFrame, x: str
) -> str:
    """Say how many curves emerge, where, and what becomes of the others.

    Parameters
    ----------
    calls : pandas.DataFrame
        From `own_calls`.
    crossovers : pandas.DataFrame
        From `own_crossovers`.
    lacks : pandas.DataFrame
        From `emergestudy.chapters.your_models.own_missing.missing`.
    x : str
        The x-axis.

    Returns
    -------
    str
        A few sentences of plain text.
    """
    found = calls[calls["verdict"] == "emergent"]
    told = [f"Of {len(calls)} curves of {_tasks(calls)}, {len(found)} are emergent."]
    if len(calls) == 1:
        told = [f"The one curve is {calls['verdict'].iloc[0].replace('_', '-')}."]
    if len(found):
        told.append(f"First, {_where(found.iloc[0], x)}.")
    if len(found) > 1:
        told.append(f"Last, {_where(found.iloc[-1], x)}.")
    for verdict in OTHERS if len(calls) > 1 else ():
        names = [_name(row) for _, row in calls[calls["verdict"] == verdict].iterrows()]
        if names:
            told.append(f"{verdict.replace('_', '-').capitalize()}: {_some(names)}.")
    if len(crossovers):
        counts = Counter(crossovers["verdict"]).most_common()
        words = ", ".join(f"{SHORT[name]} in {n}" for name, n in counts)
        told.append(f"Another way of asking, by pairs: {words}.")
    if len(lacks):
        counts = lacks.groupby("what", sort=False)["count"].sum().items()
        told.append(f"Not called: {', '.join(f'{n} {what}' for what, n in counts)}.")
    return " ".join(told)


def _tasks(calls: pd.DataFrame) -> str:
    count = calls["task"].nunique()
    return "1 task" if count == 1 else f"{count} tasks"


def _name(row: pd.Series) -> str:
    asked = "" if pd.isna(row["n_shot"]) else f", {row['n_shot']:.0f} shots"
    return f"{row['task']} ({row['group']}{asked})"


def _where(row: pd.Series, x: str) -> str:
    low, high = f"{row['low']:.3g}", f"{row['high']:.3g}"
    return (
        f"{_name(row)} leaves chance at {row['point']:.3g} {AXES[x]} "
        f"(interval {low} to {high})"
    )


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SAID} more" if len(names) > SAID else ""
    return "; ".join(names[:SAID]) + more
