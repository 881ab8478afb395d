"""Same architecture, same compute, other data: the runs of Gadre et al."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load
from emergestudy.estimators import binomial_interval, emergence_point
from emergestudy.figures import Panel

TITLES = {
    "jeopardy": "Jeopardy, 10-shot",
    "squad": "SQuAD, 10-shot",
    "hellaswag": "HellaSwag, 10-shot",
    "bigbench_cs_algorithms": "CS algorithms, 10-shot",
    "bigbench_logical_deduction": "Logical deduction, 10-shot",
    "bigbench_strange_stories": "Strange stories, 10-shot",
    "math_qa": "MathQA, 10-shot",
    "mmlu": "MMLU, 5-shot",
    "mmlu_zeroshot": "MMLU, zero-shot",
}


def data_curves(tasks: Sequence[str], *, level: float = 0.90) -> pd.DataFrame:
    """Select scores of runs that differ in their training data.

    Parameters
    ----------
    tasks : sequence of str
        Keys of `TITLES`.
    level : float
        Level of the binomial intervals.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``series`` (family, named for its data), ``model``, ``params``,
        ``train_tokens``, ``train_flops``, ``scale``, ``score``, ``low``, ``high``,
        ``chance`` (percent) and ``n_eval``.

    Raises
    ------
    UsageError
        If a task was not scored.
    """
    scores = load("gadre_scores").query("metric == 'acc'")
    check_choice("task of Gadre et al.", tasks, TITLES)
    scores = scores[scores["task"].isin(list(tasks))]
    n = scores["n_eval"].astype("float64")
    low, high = binomial_interval(scores["value"], n, level)
    scores = scores.assign(
        series=scores["family"], scale=scores["train_flops"],
        score=100 * scores["value"], low=100 * low, high=100 * high,
        chance=100 * scores["chance"], n_eval=n,
    )  # fmt: skip
    columns = ["task", "series", "model", "params", "train_tokens", "train_flops"]
    columns += ["scale", "score", "low", "high", "chance", "n_eval"]
    rank = scores["task"].map({task: k for k, task in enumerate(tasks)})
    order = scores.assign(rank=rank).sort_values(["rank", "series", "scale"])
    return order[columns].reset_index(drop=True)


def call_data(
    curves: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.01
) -> pd.DataFrame:
    """Call each task and data set with the estimator.

    The runs differ in size and in tokens a parameter, so they scatter around any curve
    in FLOPs by more than the test sets allow; that scatter is estimated.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``series``, ``models``, ``verdict``, ``point``, ``low``, ``high``
        (NaN unless emergent; a flat curve has the largest scale seen and infinity).
    """
    rows = []
    for (task, series), curve in curves.groupby(["task", "series"], sort=False):
        fit = emergence_point(
            curve["scale"], curve["score"], chance=curve["chance"].iloc[0],
            n=curve["n_eval"], unit="percent", level=level, tolerance=100 * tolerance,
            overdispersion="estimate",
        )  # fmt: skip
        low, high = fit.interval or (np.nan, np.nan)
        row = {"task": task, "series": series, "models": len(curve)}
        row |= {"verdict": fit.verdict, "point": fit.point, "low": low, "high": high}
        rows.append(row)
    return pd.DataFrame(rows).astype({"point": "float64"})


def same_compute(quantity: str = "acc") -> pd.DataFrame:
    """Return the 7B runs, alike but for their data, side by side.

    Parameters
    ----------
    quantity : str
        ``"acc"`` (percent) or ``"cross_entropy"`` (nats per token).

    Returns
    -------
    pandas.DataFrame
        ``task``, ``chance`` (percent) and a column for each family.
    """
    scores = load("gadre_scores")
    scores = scores[scores["metric"] == quantity]
    scores = scores[scores["params"] == scores["params"].max()]
    percent = 100 if quantity == "acc" else 1
    wide = scores.assign(value=percent * scores["value"]).pivot(
        index="task", columns="family", values="value"
    )
    chance = 100 * scores.groupby("task")["chance"].first()
    wide.insert(0, "chance", chance)
    return wide.rename_axis(columns=None).reset_index()


def smaller_and_better(task: str = "jeopardy") -> pd.DataFrame:
    """Set the largest C4 run beside the smallest run on other data that beats it.

    *Beats*: fewer parameters, less compute, and the intervals (0.90) lie apart.

    Returns
    -------
    pandas.DataFrame
        Two rows of `data_curves`, the C4 run first; one row if no run beats it.
    """
    curves = data_curves([task])
    c4 = curves[curves["series"] == "open_lm C4"].nlargest(1, "train_flops")
    top = c4.iloc[0]
    fewer = (curves["params"] < top["params"]) & (curves["series"] != top["series"])
    less = curves["train_flops"] < top["train_flops"]
    better = curves[fewer & less & (curves["low"] > top["high"])]
    return pd.concat([c4, better.nsmallest(1, "train_flops")], ignore_index=True)


def data_panels(curves: pd.DataFrame, calls: pd.DataFrame) -> list[Panel]:
    """Turn curves and calls into panels to draw, one a task."""
    marks = calls[calls["verdict"] == "emergent"]
    return [
        Panel(
            title=TITLES[task],
            curves=part,
            chance=part["chance"].iloc[0],
            y_label="Accuracy (%)",
            marks=marks[marks["task"] == task],
        )
        for task, part in curves.groupby("task", sort=False)
    ]
