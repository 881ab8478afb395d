"""MMLU topics that emerge: the first author's list beside Chinchilla's scores."""

import re

import pandas as pd

from emergestudy.data import load

LARGE = ("Chinchilla 70B", "Gopher 280B")


def topic_scores() -> pd.DataFrame:
    """Set the list of emergent topics beside the printed scores of all topics.

    Returns
    -------
    pandas.DataFrame
        One row an MMLU topic, the lowest score of the larger Chinchilla first:
        ``topic``, ``first_model`` (or ``"not on the list"``) and a column of scores
        (percent) for each model of `LARGE`.
    """
    scores = load("chinchilla_scores")
    scores = scores[scores["task"].str.startswith("mmlu_")]
    scores = scores[scores["model"].isin(LARGE)]
    table = scores.pivot(index="task", columns="model", values="value")
    table = table[list(LARGE)].rename_axis(columns=None)
    listed = load("mmlu_emergent_topics").merge(load("mmlu_topics"), on="topic")
    first = dict(zip(listed["task"], listed["first_model"], strict=True))
    table.insert(0, "first_model", table.index.map(first).fillna("not on the list"))
    table = table.sort_values(LARGE[0]).rename_axis("task").reset_index()
    table.insert(0, "topic", table.pop("task").str.removeprefix("mmlu_"))
    return table


def topics_by_category() -> pd.DataFrame:
    """Count the topics of each category that are on the first author's list.

    Returns
    -------
    pandas.DataFrame
        One row a category: ``category``, ``topics``, ``listed`` and one column for
        each first model of the list.
    """
    topics = load("mmlu_topics")
    listed = load("mmlu_emergent_topics").set_index("topic")["first_model"]
    first = topics["topic"].map(listed)
    table = pd.crosstab(topics["category"], first).rename_axis(columns=None)
    table.insert(0, "topics", topics["category"].value_counts())
    table.insert(1, "listed", table.iloc[:, 1:].sum(axis=1))
    return table.sort_values("listed", ascending=False).reset_index()


def topic_counts() -> pd.DataFrame:
    """Count emergent topics as the paper's Table 1 and the author's list do.

    Returns
    -------
    pandas.DataFrame
        One row a count: ``where``, ``model``, ``topics`` (the number printed) and
        ``names`` (how many of them can be read anywhere).
    """
    table = load("wei2022_table1")
    rows = []
    for row in table[table["ability"].str.contains(r"\d+ topics\)")].itertuples():
        printed = int(re.search(r"(\d+) topics", row.ability)[1])
        rows.append([f"Table 1, row {row.row}", row.model_as_printed, printed, 0])
    listed = load("mmlu_emergent_topics")
    for (locator, model), topics in listed.groupby(["locator", "first_model"]):
        printed = int(re.search(r"(\d+) tasks", locator)[1])
        rows.append(["author's list", model, printed, len(topics)])
    return pd.DataFrame(rows, columns=["where", "model", "topics", "names"])
