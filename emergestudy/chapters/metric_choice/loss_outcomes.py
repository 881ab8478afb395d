"""Appendix A.1: does the loss improve while the score is still at chance?

The paper tells two outcomes apart: (1) the loss of small models stays flat too;
(2) the loss improves although the score does not. The rule here, written after the
points had been read off the figure, so no blind test: small models are those below
the emergence point that the estimator gives the score (`SMALL` has two other
readings; where it gives no point, those up to the paper's 1e22 FLOPs). The loss
improves if Kendall's rank correlation with training FLOPs is negative at 5 percent,
one-sided, after Holm's correction for six tasks. The same test asks the score.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import kendalltau
from statsmodels.stats.multitest import multipletests

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.metric_choice.lamda_metrics import (
    ERROR,
    LOSS,
    SIX_TASKS,
    lamda_scores,
)
from emergestudy.data import load
from emergestudy.estimators import EmergenceFit, binomial_interval, emergence_point

PAPERS_LIMIT = 1e22  # FLOPs up to which the paper calls models small
GREEDY = ("few_shot_greedy", "few_shot")
# Below the emergence point, below the low end of its interval, or up to 1e22 FLOPs.
SMALL = ("point", "low_end", "paper")
TOLERANCE = 0.01  # of the chance level, as in the other chapters


def outcomes(
    tasks: Sequence[str] = SIX_TASKS,
    *,
    significance: float = 0.05,
    small: str = "point",
) -> pd.DataFrame:
    """Decide the outcome of each task.

    Parameters
    ----------
    tasks : sequence of str
        Keys of the six tasks.
    significance : float
        Of the trend tests, after correction.
    small : str
        What makes a model small, one of `SMALL`.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``task``, ``verdict`` and ``point`` of the score (NaN: none),
        ``small_models``, ``loss_first``, ``loss_last`` (of the small models), ``tau``,
        ``p`` (corrected), ``outcome`` (1 or 2), the same for the score (percent):
        ``score_first``, ``score_last``, ``score_tau``, ``score_p``, ``score_moves``
        (it improves too), ``at_random`` (no small model is clearly more than a point
        above chance) and ``turns_up`` (the loss rises from the second-largest to the
        largest model).

    Raises
    ------
    UsageError
        If a task is not among the six, or `small` is unknown.
    """
    check_choice("meaning of small", [small], SMALL)
    scores = lamda_scores(tasks)
    parts = scores.groupby("task", sort=False)
    table = pd.DataFrame([_trends(part, task, small) for task, part in parts])
    for column in ("p", "score_p"):
        table[column] = multipletests(table[column], significance, method="holm")[1]
    table.insert(8, "outcome", np.where(table["p"] <= significance, 2, 1))
    table["score_moves"] = table["score_p"] <= significance
    return table


def outcomes_by_reading(
    tasks: Sequence[str] = SIX_TASKS, *, significance: float = 0.05
) -> pd.DataFrame:
    """Count the outcomes under each meaning of a small model.

    Returns
    -------
    pandas.DataFrame
        One row a meaning: ``small``, ``tasks``, ``loss_improves`` (outcome 2),
        ``at_random``, ``score_moves``, ``loss_only`` (the loss improves, and the score
        shows no trend).
    """
    rows = []
    for small in SMALL:
        table = outcomes(tasks, significance=significance, small=small)
        improves = table["outcome"] == 2
        row = {"small": small, "tasks": len(table), "loss_improves": improves.sum()}
        row |= {name: table[name].sum() for name in ("at_random", "score_moves")}
        rows.append(row | {"loss_only": (improves & ~table["score_moves"]).sum()})
    return pd.DataFrame(rows)


def score_call(part: pd.DataFrame) -> EmergenceFit:
    """Call the greedy score of one task: 100 minus its error rate."""
    error = part[(part["metric"] == ERROR) & part["setting"].isin(GREEDY)]
    known = error["n_eval"].notna().all()
    chance = 100 - error["chance"].iloc[0]
    return emergence_point(
        error["scale"],
        100 - error["value"],
        chance=chance,
        n=error["n_eval"] if known else None,
        unit="percent" if known else "other",
        tolerance=100 * TOLERANCE,
    )


def small_limit(fit: EmergenceFit, small: str) -> float:
    """Return the FLOPs below which a model is small.

    Parameters
    ----------
    fit : EmergenceFit
        Of the score, from `score_call`.
    small : str
        One of `SMALL`.
    """
    if small == "paper" or fit.point is None:
        return PAPERS_LIMIT
    return fit.point if small == "point" else fit.interval[0]


def _trends(part: pd.DataFrame, task: str, small: str) -> dict:
    fit = score_call(part)
    limit = small_limit(fit, small)
    loss = part[part["metric"] == LOSS].sort_values("scale")
    error = part[(part["metric"] == ERROR) & part["setting"].isin(GREEDY)]
    error = error.sort_values("scale")
    row = {"task": task, "verdict": fit.verdict}
    row["point"] = np.nan if fit.point is None else fit.point
    row["small_models"] = int((loss["scale"] < limit).sum())
    row |= _trend(loss[loss["scale"] < limit], "loss_")
    row["tau"], row["p"] = row.pop("loss_tau"), row.pop("loss_p")
    below = error[error["scale"] < limit]
    row |= _trend(below, "score_")
    row |= {f"score_{end}": 100 - row[f"score_{end}"] for end in ("first", "last")}
    row["score_tau"] *= -1
    row["at_random"] = _at_random(below)
    row["turns_up"] = bool(loss["value"].iloc[-1] > loss["value"].iloc[-2])
    return row


def _trend(curve: pd.DataFrame, name: str) -> dict:
    """Test whether an error or a loss falls with training FLOPs."""
    tau, p = kendalltau(curve["scale"], curve["value"], alternative="less")
    if np.isnan(p):  # one value at every size: no trend
        tau, p = 0.0, 1.0
    first, last = curve["value"].iloc[0], curve["value"].iloc[-1]
    ends = {f"{name}first": first, f"{name}last": last}
    return ends | {f"{name}tau": tau, f"{name}p": p}


def _at_random(error: pd.DataFrame) -> bool:
    share = 1 - error["value"].to_numpy() / 100
    chance = 1 - error["chance"].iloc[0] / 100
    low = share
    if error["n_eval"].notna().all():
        low = binomial_interval(share, error["n_eval"].to_numpy(), 0.90)[0]
    return bool((low - chance <= TOLERANCE).all())


def titles(table: pd.DataFrame) -> pd.DataFrame:
    """Replace task keys by names for readers."""
    title = load("tasks").set_index("task")["title"]
    return table.assign(task=table["task"].map(title))
