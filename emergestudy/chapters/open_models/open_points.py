"""Which open models and tasks: the points of the open counterpart of Fig. 2."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.estimators import binomial_interval

PROPORTIONS = ("acc", "acc_norm", "exact_match")
# Qwen's first generation and one of the second answer IPA in another format; exact
# match then measures the format. Seen in the data, so dropped after the fact.
IPA_OUTLIERS = ("Qwen/Qwen-7B", "Qwen/Qwen-14B", "Qwen/Qwen-72B", "Qwen/Qwen1.5-72B")
FEWEST_SIZES = 3  # sizes that make a family a curve


def open_points(
    tasks: Sequence[str], *, x_axis: str = "train_flops", level: float = 0.90
) -> pd.DataFrame:
    """Select the open base models that have a scale and a score on some tasks.

    Mixtures of experts have no one size and are left out where the axis is size; the
    four models of `IPA_OUTLIERS` are left out of IPA transliteration.

    Parameters
    ----------
    tasks : sequence of str
        Keys of `task_metrics`.
    x_axis : str
        ``"train_flops"`` or ``"params"``.
    level : float
        Level of the binomial intervals.

    Returns
    -------
    pandas.DataFrame
        Columns ``task``, ``family``, ``model``, ``scale``, ``params``, ``score``,
        ``low``, ``high`` and ``chance`` (percent; NaN where there is none), ``n_eval``,
        ``metric``, ``curve`` (task and family) and ``sizes`` (of the family on the
        task).

    Raises
    ------
    UsageError
        If a task is not among them.
    """
    metrics = task_metrics()
    check_choice("task of the open models", tasks, metrics)
    check_choice("x_axis", [x_axis], ["train_flops", "params"])
    scores = _all_scores()
    wanted = scores["task"].map({task: metrics[task] for task in tasks})
    scores = scores[scores["metric"] == wanted]
    scores = scores[~_without_place(scores, x_axis)]
    scores = _in_percent(scores.assign(scale=scores[x_axis]), level)
    curve = scores["task"] + " " + scores["family"]
    sizes = scores.groupby(curve)["params"].transform("nunique")
    scores = scores.assign(curve=curve, sizes=sizes)
    order = scores["task"].map({task: i for i, task in enumerate(tasks)})
    scores = scores.assign(order=order).sort_values(["order", "family", "scale"])
    columns = ["task", "family", "model", "scale", "params", "score", "low", "high"]
    columns += ["chance", "n_eval", "metric", "curve", "sizes"]
    return scores[columns].reset_index(drop=True)


def task_metrics() -> dict[str, str]:
    """Return the tasks of both tables and the metric this chapter draws of each.

    Exact match stands before BLEU where a task has both.
    """
    pairs = _all_scores()[["task", "metric"]].drop_duplicates()
    pairs = pairs[pairs["metric"] != "bleu"]
    return dict(zip(pairs["task"], pairs["metric"], strict=True))


def check_families(families: Sequence[str], points: pd.DataFrame) -> None:
    """Refuse a family that has too few sizes on every chosen task.

    Raises
    ------
    UsageError
        If nothing was chosen, or a family has fewer than three sizes throughout.
    """
    enough = points.loc[points["sizes"] >= FEWEST_SIZES, "family"]
    if enough.empty:
        raise UsageError("no family has three sizes on these tasks and this axis")
    check_choice("family of three sizes or more", families, sorted(enough.unique()))


def _all_scores() -> pd.DataFrame:
    both = [load("open_emergent_scores"), load("open_base_scores")]
    return pd.concat(both, ignore_index=True)


def _without_place(scores: pd.DataFrame, x_axis: str) -> pd.Series:
    experts = scores["note"].fillna("").str.contains("mixture of experts")
    outlier = scores["model"].isin(IPA_OUTLIERS)
    outlier &= scores["task"] == "ipa_transliterate"
    return scores[x_axis].isna() | outlier | (experts & (x_axis == "params"))


def _in_percent(scores: pd.DataFrame, level: float) -> pd.DataFrame:
    n = scores["n_eval"].astype("float64")
    n = n.where(scores["metric"].isin(PROPORTIONS))
    low, high = binomial_interval(scores["value"].clip(0, 1), n, level)
    return scores.assign(
        score=100 * scores["value"],
        low=100 * low,
        high=100 * high,
        chance=100 * scores["chance"],
        n_eval=n,
    )
