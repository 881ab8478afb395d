"""Figs 5, 6 and 7: LaMDA's scores and losses on the tasks of Appendix A."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load
from emergestudy.figures import Panel

# The six tasks of Appendix A.1: three that ask for text, three for a choice.
GENERATIVE = (
    "modified_arithmetic",
    "international_phonetic_alphabet_transliterate",
    "word_unscrambling",
)
CLASSIFICATION = ("logical_args", "sports_understanding", "figure_of_speech_detection")
SIX_TASKS = GENERATIVE + CLASSIFICATION
SEVENTH = ("A", "B", "C")
LOSS, ERROR = "cross_entropy_loss", "error_rate"
ANSWERS = ("neg_log_prob_correct", "neg_log_prob_incorrect")


def lamda_scores(tasks: Sequence[str] = SIX_TASKS) -> pd.DataFrame:
    """Select the points of Figs 5 and 6 for some tasks.

    Parameters
    ----------
    tasks : sequence of str
        Keys of the six tasks.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``model``, ``params``, ``scale`` (training FLOPs), ``metric``
        (any error rate is ``"error_rate"``), ``setting``, ``value``, ``n_eval``,
        ``chance`` (of the error, percent), ``locator``.

    Raises
    ------
    UsageError
        If a task is not among the six.
    """
    check_choice("task of Appendix A.1", tasks, SIX_TASKS)
    scores = load("wei2022_scores")
    scores = scores[scores["locator"].str.match(r"Fig\. [56] ")]
    scores = scores[scores["task"].isin(list(tasks))]
    scores = scores.assign(
        scale=scores["train_flops"],
        metric=scores["metric"].replace(
            {"error_rate_exact_match": ERROR, "error_rate_bleu": ERROR}
        ),
        n_eval=scores["n_eval"].astype("float64"),
    )
    columns = ["task", "model", "params", "scale", "metric", "setting", "value"]
    columns += ["n_eval", "chance", "locator"]
    rank = scores["task"].map({task: i for i, task in enumerate(tasks)})
    order = ["rank", "metric", "setting", "params"]
    scores = scores.assign(rank=rank).sort_values(order)
    return scores[columns].reset_index(drop=True)


def task_panels(scores: pd.DataFrame, metrics: Sequence[str]) -> list[Panel]:
    """Make one panel a task with some metrics: errors by setting, losses by metric."""
    title = load("tasks").set_index("task")["title"]
    panels = []
    for task in dict.fromkeys(scores["task"]):
        part = scores[(scores["task"] == task) & scores["metric"].isin(list(metrics))]
        by = "setting" if part["setting"].nunique() > 1 else "metric"
        chance = part["chance"].dropna()
        panels.append(
            Panel(
                title=title[task],
                curves=_drawn(part, by),
                chance=chance.iloc[0] if len(chance) else None,
                y_label="Error rate (%)" if ERROR in metrics else "Loss",
            )
        )
    return panels


def fig7_scores() -> pd.DataFrame:
    """Select the points of Fig. 7: up to eight metrics on three tasks, percent."""
    scores = load("wei2022_scores")
    scores["panel"] = scores["locator"].str.extract(r"^Fig\. 7([ABC])$", expand=False)
    scores = scores.dropna(subset="panel").assign(scale=lambda f: f["train_flops"])
    columns = ["panel", "task", "model", "params", "scale", "metric", "value"]
    return scores.sort_values(["panel", "metric", "params"])[columns].reset_index(
        drop=True
    )


def fig7_panels(scores: pd.DataFrame) -> list[Panel]:
    """Make one panel a task, one curve a metric."""
    title = load("tasks").set_index("task")["title"]
    return [
        Panel(
            title=f"{panel}. {title[part['task'].iloc[0]]}",
            curves=_drawn(part, "metric"),
            chance=None,
            y_label="Score (%)",
        )
        for panel, part in scores.groupby("panel")
    ]


def _drawn(part: pd.DataFrame, by: str) -> pd.DataFrame:
    nothing = float("nan")
    return part.assign(series=part[by], score=part["value"], low=nothing, high=nothing)
