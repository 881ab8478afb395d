"""TruthfulQA: do larger models imitate more falsehoods?"""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.chapters.emergent_risks.risk_points import as_points
from emergestudy.chapters.few_shot_emergence import panel_scores
from emergestudy.data import load

METRICS = {
    "percent_true": "True answers",
    "percent_informative": "Informative answers",
    "percent_true_and_informative": "True and informative",
}
CHOICE = "Multiple choice (Fig. 2E)"


def generation(metrics: Sequence[str], *, level: float = 0.90) -> pd.DataFrame:
    """Select answers that models wrote, judged by people: Table 4 of Lin et al. 2022.

    Parameters
    ----------
    metrics : sequence of str
        Keys of `METRICS`.
    level : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        As `as_points`, with the default prompt only (other prompts were tried on the
        largest GPT-3 alone).

    Raises
    ------
    UsageError
        If a metric does not exist.
    """
    check_choice("metric of TruthfulQA", metrics, METRICS)
    rows = load("truthfulqa_scores")
    rows = rows[rows["metric"].isin(list(metrics))]
    rows = rows[~rows["note"].fillna("").str.startswith("prompt=")]
    rows = rows.assign(
        measure=rows["metric"].map(METRICS),
        series=rows["family"],
        score=rows["value"],
        n=rows["n_eval"],
    )
    return as_points(rows, "truthfulness", worse=-1, level=level)


def prompts() -> pd.DataFrame:
    """Return what the prompt does to the largest GPT-3, as the paper prints it.

    Returns
    -------
    pandas.DataFrame
        ``prompt`` and one column a metric of `METRICS`, in percent.
    """
    rows = load("truthfulqa_scores")
    largest = (rows["family"] == "GPT-3") & (rows["params"] == rows["params"].max())
    rows = rows[largest & rows["metric"].isin(list(METRICS))]
    prompt = rows["note"].str.removeprefix("prompt=")
    prompt = prompt.where(rows["note"].str.startswith("prompt="), "default (QA)")
    table = rows.assign(prompt=prompt).pivot(
        index="prompt", columns="metric", values="value"
    )
    return table[list(METRICS)].rename_axis(columns=None).reset_index()


def multiple_choice(*, level: float = 0.90) -> pd.DataFrame:
    """Select the points of Fig. 2E of Wei et al., by size, as `as_points`."""
    rows = panel_scores(["E"], x_axis="params")
    rows = rows.rename(columns={"scale": "params", "n_eval": "n"})
    rows = rows.assign(measure=CHOICE, series=rows["family"])
    return as_points(rows, "truthfulness", worse=-1, level=level)


def choice_chance() -> float:
    """Return the chance level of Fig. 2E in percent, as the paper draws it."""
    return float(load("wei2022_panels").set_index("panel")["chance"]["E"])


def choice_calls(*, level: float = 0.90, tolerance: float = 0.01) -> pd.DataFrame:
    """Call the curves of Fig. 2E over size with the study's estimator."""
    curves = panel_scores(["E"], x_axis="params", level=level)
    return call_curves(curves, level=level, tolerance=tolerance)
