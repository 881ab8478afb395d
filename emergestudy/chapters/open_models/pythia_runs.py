"""Pythia's few-shot arithmetic, over size and over training."""

from itertools import pairwise

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.data import load
from emergestudy.estimators import binomial_interval

OPERATIONS = {
    "arithmetic_addition": "Addition below 100",
    "arithmetic_multiplication": "Multiplication below 100",
}


def pythia_runs(shots: int = 2, *, level: float = 0.90) -> pd.DataFrame:
    """Select the checkpoints of the deduplicated Pythia models.

    Parameters
    ----------
    shots : int
        Solved examples in the prompt: 0, 2, 4, 8 or 16.
    level : float
        Level of the binomial intervals, which treat the 5,000 answers as independent.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``model``, ``params``, ``step``, ``scale`` (training FLOPs so far),
        ``score``, ``low``, ``high`` and ``chance`` (percent), ``n_eval``, ``metric``
        and ``final`` (the last checkpoint of its run), by size and step.

    Raises
    ------
    UsageError
        If nothing was measured with so many examples.
    """
    runs = load("pythia_arithmetic")
    tried = [str(n) for n in sorted(runs["n_shot"].unique())]
    check_choice("number of shots", [str(shots)], tried)
    runs = runs[runs["n_shot"] == shots].sort_values(["task", "params", "step"])
    n = runs["n_eval"].astype("float64")
    low, high = binomial_interval(runs["value"], n, level)
    runs = runs.assign(
        model=runs["model"].str.removesuffix("-deduped"),
        scale=runs["train_flops"],
        score=100 * runs["value"],
        low=100 * low,
        high=100 * high,
        chance=100 * runs["chance"],
        n_eval=n,
        final=runs["step"] == runs["step"].max(),
    )
    columns = ["task", "model", "params", "step", "scale", "score", "low", "high"]
    columns += ["chance", "n_eval", "metric", "final"]
    return runs[columns].reset_index(drop=True)


def run_calls(
    runs: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.0
) -> pd.DataFrame:
    """Call the curve over size (last checkpoints) and each run over training.

    Returns
    -------
    pandas.DataFrame
        ``task`` and ``over`` (``"size"`` or the model), then `call_curves`.
    """
    finals = runs[runs["final"]].assign(over="size")
    curves = pd.concat([finals, runs.assign(over=runs["model"])])
    curves["curve"] = curves["task"] + " " + curves["over"]
    calls = call_curves(curves, level=level, tolerance=tolerance)
    names = curves.drop_duplicates("curve").set_index("curve")[["task", "over"]]
    return calls.join(names, on="curve")[["task", "over", *calls.columns[1:]]]


def reversals(runs: pd.DataFrame) -> pd.DataFrame:
    """Find larger models that score clearly below a smaller one at the end of training.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``smaller`` and ``larger`` (neighbors in size), their scores, and
        ``drop`` in points; only where the intervals are disjoint.
    """
    rows = []
    for task, finals in runs[runs["final"]].groupby("task", sort=False):
        by_size = finals.sort_values("params").itertuples()
        for small, large in pairwise(by_size):
            if large.high < small.low:
                row = {"task": task, "smaller": small.model, "larger": large.model}
                row |= {"smaller_score": small.score, "larger_score": large.score}
                rows.append(row | {"drop": small.score - large.score})
    columns = ["task", "smaller", "larger", "smaller_score", "larger_score", "drop"]
    return pd.DataFrame(rows, columns=columns)
