"""Appendix A.1: does the loss improve while the score is still at chance?

The paper tells two outcomes apart: (1) the loss of small models stays flat too;
(2) the loss improves although the score does not. The rule here, written after the
points had been read off the figure, so no blind test: small models are those below
the emergence point that the estimator gives the score (where it gives none, those up
to the paper's 1e22 FLOPs); the loss improves if Kendall's rank correlation with size
is negative at 5 percent, one-sided, after Holm's correction for six tasks.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import kendalltau
from statsmodels.stats.multitest import multipletests

from emergestudy.chapters.metric_choice.lamda_metrics import (
    ERROR,
    LOSS,
    SIX_TASKS,
    lamda_scores,
)
from emergestudy.dataset import load
from emergestudy.estimators import EmergenceFit, emergence_point

PAPERS_LIMIT = 1e22  # FLOPs up to which the paper calls models small
GREEDY = ("few_shot_greedy", "few_shot")


def outcomes(
    tasks: Sequence[str] = SIX_TASKS, *, significance: float = 0.05
) -> pd.DataFrame:
    """Decide the outcome of each task.

    Parameters
    ----------
    tasks : sequence of str
        Keys of the six tasks.
    significance : float
        Of the trend test, after correction.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``task``, ``verdict`` and ``point`` of the score (NaN: none),
        ``small_models``, ``loss_first``, ``loss_last`` (of the small models), ``tau``,
        ``p`` (corrected), ``outcome`` (1 or 2), ``loss_change_above`` (of the largest
        model against the largest small one) and ``turns_up`` (the loss rises from the
        second-largest to the largest model).
    """
    scores = lamda_scores(tasks)
    rows = [_trend(part, task) for task, part in scores.groupby("task", sort=False)]
    table = pd.DataFrame(rows)
    p = multipletests(table["p"], significance, method="holm")[1]
    table["p"] = p
    table.insert(8, "outcome", np.where(p <= significance, 2, 1))
    order = {task: i for i, task in enumerate(tasks)}
    return table.sort_values("task", key=lambda s: s.map(order)).reset_index(drop=True)


def score_call(part: pd.DataFrame) -> EmergenceFit:
    """Call the greedy score of one task: 100 minus its error rate."""
    error = part[(part["metric"] == ERROR) & part["setting"].isin(GREEDY)]
    known = error["n_eval"].notna().all()
    chance = 100 - error["chance"].iloc[0]
    return emergence_point(
        error["scale"],
        100 - error["value"],
        chance=chance / 100 if known else chance,
        n=error["n_eval"] if known else None,
        unit="percent" if known else "other",
        tolerance=0.01 if known else 1.0,
    )


def _trend(part: pd.DataFrame, task: str) -> dict:
    fit = score_call(part)
    limit = fit.point or PAPERS_LIMIT
    loss = part[part["metric"] == LOSS].sort_values("scale")
    small = loss[loss["scale"] < limit]
    tau, p = kendalltau(small["scale"], small["value"], alternative="less")
    last = loss["value"].iloc[-1]
    return {
        "task": task,
        "verdict": fit.verdict,
        "point": np.nan if fit.point is None else fit.point,
        "small_models": len(small),
        "loss_first": small["value"].iloc[0],
        "loss_last": small["value"].iloc[-1],
        "tau": tau,
        "p": p,
        "loss_change_above": last - small["value"].iloc[-1],
        "turns_up": bool(last > loss["value"].iloc[-2]),
    }


def titles(table: pd.DataFrame) -> pd.DataFrame:
    """Replace task keys by names for readers."""
    title = load("tasks").set_index("task")["title"]
    return table.assign(task=table["task"].map(title))
