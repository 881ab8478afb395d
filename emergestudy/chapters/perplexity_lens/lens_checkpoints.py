"""Checkpoints of open models with an accuracy and a perplexity on WikiText."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load

DATASETS = {"olmo": "olmo_scores", "pythia": "pythia_scores"}
USUAL_TASK = {"olmo": "hellaswag", "pythia": "arc_easy"}
"""What is drawn of a data set if nobody chooses."""
ANSWERS = ("cloze_rc", "multiple_choice_mc")
KEEP = ("all", "final", "final_ladder")
MMLU_GROUPS = ("mmlu_humanities", "mmlu_other", "mmlu_social_science", "mmlu_stem")
COLUMNS = ["run", "size", "params", "train_tokens", "train_flops", "perplexity"]


def checkpoints(
    dataset: str = "olmo",
    task: str = "hellaswag",
    *,
    answers: str = "cloze_rc",
    keep: str = "all",
) -> pd.DataFrame:
    """Return the checkpoints that have compute, perplexity and a score.

    Untrained checkpoints have no place on a log axis of compute and are left out.

    Parameters
    ----------
    dataset : str
        ``"olmo"``: the OLMo-2 ladder, 7B and 13B, perplexity per token of
        WikiText-103. ``"pythia"``: Pythia v0, perplexity per word of WikiText-2.
    task : str
        A task of the table; for OLMo also ``"mmlu"``, the mean of its four groups.
    answers : str
        How OLMo answers: ``"cloze_rc"`` (the answer is written out) or
        ``"multiple_choice_mc"`` (its letter is chosen; 7B and 13B only). Pythia
        answers in one way, so the choice is not used there.
    keep : str
        ``"all"`` checkpoints; the ``"final"`` one of each run; or ``"final_ladder"``,
        the same without OLMo-2 7B and 13B, which were trained in other ways.

    Returns
    -------
    pandas.DataFrame
        One row a checkpoint: ``run``, ``size`` (for instance ``"7B"``), ``params``,
        ``train_tokens``, ``train_flops``, ``perplexity``, ``score`` and ``chance``
        (percent), by run and compute.

    Raises
    ------
    UsageError
        If one of the choices does not exist.
    """
    chosen = checkpoints_by_task(dataset, [task], answers=answers, keep=keep)
    return chosen[task]


def checkpoints_by_task(
    dataset: str,
    tasks: Sequence[str] = (),
    *,
    answers: str = "cloze_rc",
    keep: str = "all",
) -> dict[str, pd.DataFrame]:
    """Return `checkpoints` by task, of all tasks if none are given."""
    check_choice("choice of checkpoints", [keep], KEEP)
    check_choice("way of answering", [answers], ANSWERS)
    check_choice("data set of checkpoints", [dataset], list(DATASETS))
    scores = load(DATASETS[dataset])
    tasks = tasks or _tasks(dataset, scores)
    check_choice(f"task of {dataset}", tasks, _tasks(dataset, scores))
    if dataset == "olmo":
        frames = {task: _olmo(scores, task, answers) for task in tasks}
    else:
        frames = {task: _pythia(scores, task) for task in tasks}
    return {task: _tidy(rows, keep) for task, rows in frames.items()}


def untrained(dataset: str) -> int:
    """Count the models whose untrained checkpoint is left out."""
    scores = load(DATASETS[dataset])
    return scores.loc[scores["train_flops"] == 0, "model"].nunique()


def _tasks(dataset: str, scores: pd.DataFrame) -> list[str]:
    if dataset == "olmo":
        return sorted({*scores["task"], "mmlu"} - {"wikitext103"})
    return sorted(set(scores.loc[scores["suite"] == "v0", "task"]) - {"wikitext"})


def _olmo(scores: pd.DataFrame, task: str, answers: str) -> pd.DataFrame:
    key = ["model", "step"]
    loss = scores.loc[scores["task"] == "wikitext103", [*key, "value"]]
    wanted = MMLU_GROUPS if task == "mmlu" else (task,)
    right = scores["setting"].eq(answers) & scores["unit"].eq("fraction")
    rows = scores[scores["task"].isin(wanted) & right]
    # The annealed 7B has no step; it is one checkpoint, so NaN is a key like another.
    place = [*key, "params", "train_tokens", "train_flops"]
    rows = rows.groupby(place, dropna=False)[["value", "chance"]].mean().reset_index()
    rows = rows.rename(columns={"value": "score"}).merge(loss, on=key)
    run = rows["model"].str.removesuffix("-annealed")  # it goes on where the 7B ends
    return rows.assign(perplexity=np.exp(rows["value"]), run=run)


def _pythia(scores: pd.DataFrame, task: str) -> pd.DataFrame:
    scores = scores[scores["suite"] == "v0"]
    key = ["model", "step"]
    words = scores.loc[scores["task"] == "wikitext", [*key, "value"]]
    words = words.rename(columns={"value": "perplexity"})
    rows = scores[scores["task"] == task].rename(columns={"value": "score"})
    return rows.merge(words, on=key).assign(run=lambda d: d["model"])


def _tidy(rows: pd.DataFrame, keep: str) -> pd.DataFrame:
    rows = rows[rows["train_flops"] > 0]
    if keep != "all":
        rows = rows.loc[rows.groupby("run")["train_flops"].idxmax()]
    if keep == "final_ladder":
        rows = rows[~rows["run"].str.startswith("OLMo2-")]
    size = rows["run"].str.extract(r"(\d[\d.]*[MBmb])\b", expand=False).str.upper()
    score, chance = 100 * rows["score"], 100 * rows["chance"]
    rows = rows.assign(score=score, chance=chance, size=size)
    order = rows.sort_values(["params", "run", "train_flops"], kind="stable")
    return order[[*COLUMNS, "score", "chance"]].reset_index(drop=True)
