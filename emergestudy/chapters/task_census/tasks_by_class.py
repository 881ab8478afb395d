"""The 210 BIG-bench tasks by class: Appendices E and F, and who was first."""

import pandas as pd

from emergestudy.data import load
from emergestudy.estimators import binomial_interval

# Classes of the appendix that Fig. 8 draws, by the name of the bar's part.
BAR_PARTS = {
    "emergent_gpt3_or_lamda": "emergent_lamda_gpt",
    "emergent_palm": "emergent_palm",
    "smoothly_increasing": "smoothly_increasing",
    "flat": "flat",
}
PART_LABELS = {
    "emergent_lamda_gpt": "emergent: LaMDA or GPT-3",
    "emergent_palm": "emergent: PaLM",
    "smoothly_increasing": "smoothly increasing",
    "flat": "flat",
}


def class_counts(level: float = 0.90) -> pd.DataFrame:
    """Count the tasks of each class.

    Parameters
    ----------
    level : float
        Level of the Wilson intervals.

    Returns
    -------
    pandas.DataFrame
        One row a class: ``class``, ``locator``, ``tasks``, ``share``, ``low`` and
        ``high`` (percent of all tasks). The interval asks what another draw of as
        many tasks would give; it knows nothing of the raters' doubts.
    """
    tasks = load("bigbench_tasks")
    table = tasks.groupby(["class", "locator"]).size().rename("tasks").reset_index()
    share = table["tasks"] / len(tasks)
    low, high = binomial_interval(share, len(tasks), level)
    table = table.assign(share=100 * share, low=100 * low, high=100 * high)
    return table.sort_values(["locator", "tasks"], ascending=[True, False])[
        ["class", "locator", "tasks", "share", "low", "high"]
    ].reset_index(drop=True)


def first_models() -> pd.DataFrame:
    """Count the emergent tasks by the first model above random.

    Returns
    -------
    pandas.DataFrame
        One row a model, in the order of its training compute: ``model``,
        ``train_flops``, one column for each of the two emergent classes, and
        ``tasks``. GPT-3 and LaMDA are compared with each other and PaLM with
        itself, so a smaller PaLM may stand before a larger LaMDA.
    """
    tasks = load("bigbench_tasks").dropna(subset="first_model_above_random")
    part = tasks["class"].map(BAR_PARTS)
    table = pd.crosstab(tasks["first_model_above_random"], part)
    models = load("models").query("locator == 'Table 2'").set_index("model")
    table.insert(0, "train_flops", models["train_flops"].loc[table.index])
    table["tasks"] = table[part.unique()].sum(axis=1)
    table = table.sort_values("train_flops").rename_axis(columns=None)
    return table.rename_axis("model").reset_index()


def first_at_62b() -> pd.DataFrame:
    """Set Appendix F (PaLM 62B) beside the classes and the first models.

    Returns
    -------
    pandas.DataFrame
        One row a task that either list names: ``task``, ``class``,
        ``in_appendix_f`` and ``first_model``.
    """
    tasks = load("bigbench_tasks")
    first = tasks["first_model_above_random"]
    rows = tasks[tasks["listed_in_appendix_f"] | (first == "PaLM 62B")]
    return pd.DataFrame(
        {
            "task": rows["bigbench_task"],
            "class": rows["class"],
            "in_appendix_f": rows["listed_in_appendix_f"],
            "first_model": rows["first_model_above_random"],
        }
    ).reset_index(drop=True)


def oddities() -> pd.DataFrame:
    """List the tasks whose place in the appendix needs a word.

    Returns
    -------
    pandas.DataFrame
        Columns ``task``, ``class`` and ``about``: notes of the table, tasks that
        are no folder of BIG-bench, and two formats of one task in two classes.
    """
    tasks = load("bigbench_tasks")
    known = set(load("bigbench_keywords")["bigbench_task"])
    class_of = tasks.set_index("bigbench_task")["class"]
    about = tasks.set_index("bigbench_task")["note"].dropna().to_dict()
    for task in class_of.index:
        if task not in known:
            about[task] = "no task of this name in BIG-bench"
        other_format = task.removesuffix("_json")
        if class_of.get(other_format, class_of[task]) != class_of[task]:
            about[task] = f"{other_format} is classed apart: {class_of[other_format]}"
    rows = [{"task": t, "class": class_of[t], "about": a} for t, a in about.items()]
    return pd.DataFrame(rows)
