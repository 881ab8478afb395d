"""Does the loss itself drop where the score emerges? A line through small models.

Losses usually fall as a power of training compute. For each task a power law goes
through the losses of the small models alone, and foresees those of the others. The
question was asked after the figure had been seen.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.stats import kendalltau

from emergestudy.chapters.metric_choice.lamda_metrics import (
    ANSWERS,
    CLASSIFICATION,
    GENERATIVE,
    LOSS,
    SIX_TASKS,
    lamda_scores,
)
from emergestudy.chapters.metric_choice.loss_outcomes import score_call, small_limit


def foresee_losses(
    tasks: Sequence[str] = SIX_TASKS, *, small: str = "paper", level: float = 0.95
) -> pd.DataFrame:
    """Foresee the losses of larger models from those of small ones.

    Parameters
    ----------
    tasks : sequence of str
        Keys of the six tasks.
    small : str
        What makes a model small, as in `loss_outcomes.outcomes`.
    level : float
        Of the prediction interval of each larger model, one at a time.

    Returns
    -------
    pandas.DataFrame
        One row a task and larger model: ``task``, ``answer`` (text or choice),
        ``model``, ``scale`` (FLOPs), ``loss`` (read off the figure), ``foreseen``,
        ``low``, ``high`` (same unit), ``reading`` (``"below"``, ``"on"`` or
        ``"above"`` the interval).
    """
    tables = []
    for task, part in lamda_scores(tasks).groupby("task", sort=False):
        limit = small_limit(score_call(part), small)
        loss = part[part["metric"] == LOSS].sort_values("scale")
        table = _foresee(loss, loss["scale"] < limit, level)
        answer = "text" if task in GENERATIVE else "choice"
        table.insert(0, "task", task)
        table.insert(1, "answer", answer)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _foresee(loss: pd.DataFrame, small: pd.Series, level: float) -> pd.DataFrame:
    x = sm.add_constant(np.log10(loss["scale"].to_numpy()))
    y = np.log(loss["value"].to_numpy())
    known = small.to_numpy()
    line = sm.OLS(y[known], x[known]).fit()
    frame = line.get_prediction(x[~known]).summary_frame(alpha=1 - level)
    table = loss.loc[~small, ["model", "scale", "value"]]
    table = table.rename(columns={"value": "loss"}).reset_index(drop=True)
    bounds = {"foreseen": "mean", "low": "obs_ci_lower", "high": "obs_ci_upper"}
    for name, column in bounds.items():
        table[name] = np.exp(frame[column].to_numpy())
    below, above = table["loss"] < table["low"], table["loss"] > table["high"]
    table["reading"] = np.select([below, above], ["below", "above"], "on")
    return table


def count_drops(foreseen: pd.DataFrame) -> pd.DataFrame:
    """Count the tasks on which some larger model's loss lies below the interval.

    Parameters
    ----------
    foreseen : pandas.DataFrame
        From `foresee_losses`.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``answer`` (text, choice): ``tasks``, ``drops``.
    """
    below = foreseen.assign(below=foreseen["reading"] == "below")
    tasks = below.groupby(["answer", "task"])["below"].any().reset_index()
    counts = tasks.groupby("answer")["below"].agg(tasks="size", drops="sum")
    return counts.reindex(["text", "choice"], fill_value=0)


def right_against_wrong(
    tasks: Sequence[str] = CLASSIFICATION, *, small: str = "point"
) -> pd.DataFrame:
    """Test how small models treat right and wrong answers, in tasks of choice.

    Parameters
    ----------
    tasks : sequence of str
        Keys of tasks of choice; tasks that ask for text are left out.
    small : str
        What makes a model small, as in `loss_outcomes.outcomes`.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``task``, ``small_models``, Kendall's ``tau`` with training
        FLOPs and its one-sided ``p`` (not corrected) for three things: ``right_``
        (surprise at the right answer falls), ``wrong_`` (surprise at wrong answers
        falls), ``gap_`` (wrong answers are the more surprising, increasingly).
    """
    rows = []
    tasks = [task for task in tasks if task in CLASSIFICATION]
    for task in tasks:
        part = lamda_scores([task])
        limit = small_limit(score_call(part), small)
        wide = part[part["metric"].isin(ANSWERS)].pivot(
            index="scale", columns="metric", values="value"
        )
        wide = wide[wide.index < limit]
        right, wrong = (wide[name] for name in ANSWERS)
        tests = {"right_": right, "wrong_": wrong, "gap_": right - wrong}
        row = {"task": task, "small_models": len(wide)}
        for name, values in tests.items():
            tau, p = kendalltau(wide.index, values, alternative="less")
            row |= {f"{name}tau": tau, f"{name}p": p}
        rows.append(row | {"gap_tau": -row["gap_tau"]})
    names = [
        f"{thing}_{n}" for thing in ("right", "wrong", "gap") for n in ("tau", "p")
    ]
    return pd.DataFrame(rows, columns=["task", "small_models", *names])
