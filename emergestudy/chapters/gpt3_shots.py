"""GPT-3 by size at zero, one and few shots: Table H.1 of Brown et al. 2020."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.readers_rule import first_model
from emergestudy.data import load
from emergestudy.estimators import binomial_interval
from emergestudy.figures import Panel

SHOTS = ("zero_shot", "one_shot", "few_shot")


def gpt3_by_size(
    tasks: Sequence[str],
    shots: Sequence[str] = SHOTS,
    *,
    x_axis: str = "train_flops",
    level: float = 0.90,
) -> pd.DataFrame:
    """Select tasks of Table H.1, with binomial intervals.

    Parameters
    ----------
    tasks : sequence of str
        Keys of the ``tasks`` table, for instance ``"addition_3_digit"``.
    shots : sequence of str
        ``"zero_shot"``, ``"one_shot"`` or ``"few_shot"``.
    x_axis : str
        ``"train_flops"`` or ``"params"``.
    level : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        Columns ``task``, ``series`` (the setting), ``model``, ``scale``,
        ``score``, ``low``, ``high`` and ``chance`` in percent, ``n_eval``.

    Raises
    ------
    UsageError
        If a task has no accuracy in Table H.1, or a setting does not exist.
    """
    scores = load("gpt3_scores")
    scores = scores[(scores["metric"] == "accuracy") & scores["setting"].isin(SHOTS)]
    check_choice("task with accuracy in Table H.1", tasks, scores["task"].unique())
    check_choice("setting", shots, SHOTS)
    scores = scores[scores["task"].isin(list(tasks))]
    scores = scores[scores["setting"].isin(list(shots))]
    n = scores["n_eval"].astype("float64")
    low, high = binomial_interval(scores["value"] / 100, n, level)
    scores = scores.assign(low=100 * low, high=100 * high, scale=scores[x_axis])
    scores = scores.rename(columns={"value": "score", "setting": "series"})
    rank = {name: i for i, name in enumerate([*tasks, *SHOTS])}
    order = pd.DataFrame(
        {
            "task": scores["task"].map(rank),
            "series": scores["series"].map(rank),
            "scale": scores["scale"],
        }
    )
    scores = scores.loc[order.sort_values(["task", "series", "scale"]).index]
    columns = ["task", "series", "model", "scale", "score", "low", "high", "chance"]
    return scores[[*columns, "n_eval"]].reset_index(drop=True)


def gpt3_panels(scores: pd.DataFrame) -> list[Panel]:
    """Turn the selection into panels to draw, one a task."""
    title = load("tasks").set_index("task")["title"]
    return [
        Panel(
            title=title[task],
            curves=points,
            chance=points["chance"].iloc[0],
            y_label="Accuracy (%)",
        )
        for task, points in scores.groupby("task", sort=False)
    ]


def gpt3_calls(scores: pd.DataFrame, margin: float) -> pd.DataFrame:
    """Call each task and setting by the reader's rule.

    Returns
    -------
    pandas.DataFrame
        One row a task; a column for each setting with the first model above
        chance, or ``"none"``.
    """
    rows = []
    for (task, series), curve in scores.groupby(["task", "series"], sort=False):
        _, first = first_model(curve, curve["chance"].iloc[0], margin)
        rows.append({"task": task, "series": series, "first": first})
    table = pd.DataFrame(rows).pivot(index="task", columns="series", values="first")
    order = [s for s in SHOTS if s in table.columns]
    table = table.loc[scores["task"].unique(), order]
    return table.rename_axis(columns=None).reset_index()
