"""Letter answers of OLMo-2 checkpoints beside their pretraining loss."""

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load

CATEGORIES = ["mmlu_humanities", "mmlu_other", "mmlu_social_science", "mmlu_stem"]
OTHERS = ["arc_challenge", "arc_easy", "csqa", "openbookqa"]
TASKS = ["mmlu", *CATEGORIES, *OTHERS]
CORPORA = {"c4": "C4", "pile": "the Pile", "wikitext103": "WikiText-103"}
RUNS = {
    "peteish7": "OLMo2 7B",
    "peteish7-medlr": "OLMo2 7B, second run",
    "peteish13": "OLMo2 13B",
}


def letter_runs(task: str = "mmlu", *, corpus: str = "c4") -> pd.DataFrame:
    """Select the checkpoints of three pretraining runs, 5-shot, answered by letter.

    Parameters
    ----------
    task : str
        One of `TASKS`. ``"mmlu"`` is the plain mean of its four categories: the number
        of questions in each is not among our tables.
    corpus : str
        One of `CORPORA`: whose validation loss.

    Returns
    -------
    pandas.DataFrame
        ``run``, ``tokens``, ``loss`` (nats per token), ``score`` and ``chance``
        (percent), in the order of `RUNS` and of training.

    Raises
    ------
    UsageError
        Unknown task or corpus.
    """
    check_choice("task answered by letter", [task], TASKS)
    check_choice("corpus", [corpus], CORPORA)
    rows = load("olmo_run_scores")
    kept = rows["setting"].isin(["multiple_choice_mc", "validation"])
    wide = rows[kept].pivot(
        index=["run", "train_tokens"], columns="task", values="value"
    )
    parts = CATEGORIES if task == "mmlu" else [task]
    chance = rows.loc[rows["task"] == parts[0], "chance"].iloc[0]
    runs = pd.DataFrame({"loss": wide[corpus], "score": 100 * wide[parts].mean(axis=1)})
    runs = runs.reset_index().rename(columns={"train_tokens": "tokens"})
    runs = runs.assign(run=runs["run"].map(RUNS), chance=100 * chance)
    order = runs["run"].map(list(RUNS.values()).index)
    runs = runs.assign(order=order).sort_values(["order", "tokens"], ignore_index=True)
    return runs[["run", "tokens", "loss", "score", "chance"]]


def axis_labels(task: str, corpus: str) -> tuple[str, str]:
    """Return what loss and score are, in words with units."""
    titles = load("tasks").set_index("task")["title"]
    name = "MMLU" if task == "mmlu" else titles[task]
    return f"Loss on {CORPORA[corpus]} (nats per token)", f"{name}, accuracy (%)"
