"""Names of tasks for headings of panels and rows of figures."""

from collections.abc import Iterable

import pandas as pd

from emergestudy.data import load

# The checkpoints' mean of the four groups, and names too long for a narrow panel.
SHORT = {
    "mmlu": "MMLU",
    "piqa": "PIQA",
    "csqa": "CommonsenseQA",
    "socialiqa": "SocialIQA",
    "openbookqa": "OpenBookQA",
    "mmlu_humanities": "MMLU humanities",
    "mmlu_other": "MMLU other",
    "mmlu_social_science": "MMLU social science",
    "mmlu_stem": "MMLU STEM",
}
KEPT = {
    "all": "all checkpoints",
    "final": "last of each run",
    "final_ladder": "last, ladder runs only",
}
GROUPS = {"olmo": "OLMo-2", "pythia": "Pythia"}


def titles(tasks: Iterable[str]) -> dict[str, str]:
    """Return the heading of each task, from the ``tasks`` table."""
    known = load("tasks").set_index("task")["title"]
    return {task: SHORT.get(task, known.get(task, task)) for task in tasks}


def ratio_groups(ratios: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split ratios by data set, with tasks by their headings, for drawing.

    Parameters
    ----------
    ratios : pandas.DataFrame
        From `all_ratios`.
    """
    named = ratios.assign(task=ratios["task"].map(titles(ratios["task"].unique())))
    groups = named.groupby("dataset", sort=False)
    return {GROUPS[name]: part for name, part in groups}
