"""Open models with and without a technique (Ruan et al. 2024)."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.prompting_and_finetuning.paired_scores import (
    ARMS,
    standard_error,
    with_gain,
)
from emergestudy.data import load
from emergestudy.errors import UsageError

AVERAGE = "bbh_overall"  # the mean over the BBH tasks
BASELINE = {
    "chain_of_thought": "direct",
    "zero_shot_chain_of_thought": "direct",
    "self_consistency": "chain_of_thought_sampled_first",
}
"""What each technique is compared with."""


def open_pairs(task: str, technique: str = "chain_of_thought") -> pd.DataFrame:
    """Select the open models with both scores on a task and known training FLOPs.

    Parameters
    ----------
    task : str
        A task of ``open_prompting_scores``, for instance ``"bbh_overall"``.
    technique : str
        A key of `BASELINE`.

    Returns
    -------
    pandas.DataFrame
        Pairs, as in `paired_scores` (percent), sorted by ``scale``, training FLOPs.

    Raises
    ------
    UsageError
        If there is no such task or technique, or not together.
    """
    rows = load("open_prompting_scores")
    check_choice("task", [task], rows["task"].unique())
    check_choice("technique", [technique], BASELINE)
    rows = rows[rows["train_flops"].notna()]
    has = rows.groupby("task")["setting"].agg(set)
    wanted = {technique, BASELINE[technique]}
    if not wanted <= has[task]:
        there = ", ".join(has.index[[wanted <= settings for settings in has]])
        raise UsageError(f"{technique} was not measured on {task}; only on {there}")
    return _pair(_with_errors(rows, task), task, technique)


def _pair(rows: pd.DataFrame, task: str, technique: str) -> pd.DataFrame:
    index = ["family", "model", "train_flops"]
    names = {BASELINE[technique]: "baseline", technique: "technique"}
    rows = rows[rows["setting"].isin(names)]
    wide = rows.pivot(index=index, columns="setting", values=["score", "error"])
    wide = wide.dropna()
    columns = {a: wide["score"][s] for s, a in names.items()}
    columns |= {f"{a}_se": wide["error"][s] for s, a in names.items()}
    pairs = pd.DataFrame(columns).reset_index().assign(task=task)
    pairs = pairs.rename(columns={"train_flops": "scale"})
    order = ["task", "family", "model", "scale", *ARMS, *(f"{a}_se" for a in ARMS)]
    return pairs.sort_values(["scale", "model"])[order].reset_index(drop=True)


def _with_errors(rows: pd.DataFrame, task: str) -> pd.DataFrame:
    """Add ``score`` and ``error`` in percent; an average has its tasks' errors."""
    parts = rows[rows["task"].str.startswith("bbh_")] if task == AVERAGE else rows
    parts = parts[parts["task"] != AVERAGE]
    parts = parts if task == AVERAGE else parts[parts["task"] == task]
    n = parts["n_eval"].astype("float64")
    error = standard_error(100 * parts["value"], n)
    groups = parts.assign(variance=error**2).groupby(["model", "setting"])["variance"]
    error = np.sqrt(groups.sum()) / groups.size()
    rows = rows[rows["task"] == task]
    rows = rows.assign(score=100 * rows["value"])
    return rows.join(error.rename("error"), on=["model", "setting"])


def count_wins(
    pairs: pd.DataFrame, edges: Sequence[float], *, level: float = 0.90
) -> pd.DataFrame:
    """Count the models that a technique helps, by training compute.

    Parameters
    ----------
    pairs : pandas.DataFrame
        From `open_pairs`.
    edges : sequence of float
        Where the groups end, in training FLOPs, rising.
    level : float
        Level of the interval of each gain.

    Returns
    -------
    pandas.DataFrame
        One row a group: ``task``, ``from_flops``, ``to_flops``, ``models``,
        ``higher`` (models with the higher score), ``helps`` and ``hurts`` (those
        whose interval leaves out zero), ``median_gain`` in points (NaN if empty).

    Raises
    ------
    UsageError
        If the edges do not rise from above 0.
    """
    ends = [0.0, *(float(edge) for edge in edges), np.inf]
    if sorted(set(ends)) != ends:
        raise UsageError(f"edges must be above 0 and rise, not {list(edges)}")
    gains = with_gain(pairs, level)
    rows = []
    for low, high in pairwise(ends):
        group = gains[(gains["scale"] >= low) & (gains["scale"] < high)]
        rows.append(
            {
                "task": pairs["task"].iloc[0],
                "from_flops": low,
                "to_flops": high,
                "models": len(group),
                "higher": int((group["gain"] > 0).sum()),
                "helps": int((group["effect"] == "helps").sum()),
                "hurts": int((group["effect"] == "hurts").sum()),
                "median_gain": group["gain"].median(),
            }
        )
    return pd.DataFrame(rows)
