"""MMLU by category, second-largest model against largest: Fig. 9."""

import pandas as pd

from emergestudy.data import load

CATEGORIES = {
    "mmlu_humanities": "humanities",
    "mmlu_social_science": "social science",
    "mmlu_stem": "STEM",
    "mmlu_other": "other",
}


def mmlu_gains() -> pd.DataFrame:
    """Return both scores of Fig. 9 and the gain, by family and category.

    Returns
    -------
    pandas.DataFrame
        One row a family and category, the largest gain of a family first:
        ``family``, ``category``, ``small_model``, ``large_model``, ``small`` and
        ``large`` (percent), ``gain`` (points), ``chance``, ``leaderboard`` (the large
        model's score on the list that the authors of MMLU keep) and ``topic_mean``
        (derived: the mean of the large model's printed scores by topic).
    """
    scores = load("wei2022_scores").query("locator == 'Fig. 9'").sort_values("params")
    groups = scores.groupby(["family", "task"])
    table = groups.agg(
        small_model=("model", "first"),
        large_model=("model", "last"),
        small=("value", "first"),
        large=("value", "last"),
        chance=("chance", "first"),
    ).reset_index()
    table["gain"] = table["large"] - table["small"]
    listed = load("mmlu_scores").query("locator == 'README leaderboard'")
    listed = listed.rename(columns={"model": "large_model", "value": "leaderboard"})
    key = ["large_model", "task"]
    table = table.merge(listed[[*key, "leaderboard"]], on=key, how="left")
    table = table.merge(_topic_means(), on=key, how="left")
    table.insert(1, "category", table["task"].map(CATEGORIES))
    table = table.sort_values(["family", "gain"], ascending=[True, False])
    return table.drop(columns="task").reset_index(drop=True)


def _topic_means() -> pd.DataFrame:
    """Average the scores by topic that the Chinchilla paper prints."""
    scores = load("chinchilla_scores").query("locator == 'Table A6'")
    category = load("mmlu_topics").set_index("task")["category"]
    task = {name: key for key, name in CATEGORIES.items()}
    scores = scores.assign(task=scores["task"].map(category).map(task))
    means = scores.groupby(["model", "task"])["value"].mean()
    return means.rename("topic_mean").rename_axis(["large_model", "task"]).reset_index()
