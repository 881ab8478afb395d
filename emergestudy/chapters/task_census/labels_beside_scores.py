"""The classes beside printed scores by size: PaLM on BIG-bench Lite."""

import pandas as pd

from emergestudy.data import load

SIZES = ["PaLM 8B", "PaLM 62B", "PaLM 540B"]


def labels_beside_scores() -> pd.DataFrame:
    """Join the class of each task with PaLM's printed scores, where there are any.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``task``, ``class``, ``first_model`` (``"none"`` where the
        class has none), one column of scores (percent, five-shot, the metric that
        BIG-bench prefers for the task) for each of `SIZES`, and ``gain`` (points,
        smallest to largest model). The chance level of the tasks is not printed.
    """
    scores = load("palm_scores")
    printed = scores["locator"].str.startswith("Table 41")
    scores = scores[printed & scores["model"].isin(SIZES)]
    wide = scores.pivot(index="task", columns="model", values="value")[SIZES]
    wide = wide.assign(gain=wide[SIZES[-1]] - wide[SIZES[0]])
    about = load("bigbench_tasks").set_index("bigbench_task")
    about = about[["class", "first_model_above_random"]].fillna("none")
    table = about.join(wide.rename_axis(columns=None), how="inner")
    table = table.rename(columns={"first_model_above_random": "first_model"})
    table = table.sort_values(["class", "gain"], ascending=[True, False])
    return table.rename_axis("task").reset_index()
