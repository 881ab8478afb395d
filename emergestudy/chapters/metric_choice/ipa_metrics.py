"""IPA transliteration on open models: exact match against BLEU."""

import numpy as np
import pandas as pd
from scipy.stats import gmean

from emergestudy.chapters.metric_choice.metric_calls import SHARE_OF_RANGE
from emergestudy.data import load
from emergestudy.estimators import emergence_point
from emergestudy.figures import Panel

# Models whose answers come in another format (exact match and BLEU disagree wildly).
OUTLIERS = ("Qwen-7B", "Qwen-14B", "Qwen-72B", "Qwen1.5-72B")
EDGES = (0, 1e21, 5e21, 2e22, 5e22, 1e23, 3e23, np.inf)
METRICS = {"exact_match": "Exact match (%)", "bleu": "BLEU"}


def ipa_scores(outliers: bool = False) -> pd.DataFrame:
    """Select the open models with both metrics and known training compute.

    Parameters
    ----------
    outliers : bool
        Whether to keep the four models of `OUTLIERS`.

    Returns
    -------
    pandas.DataFrame
        One row a model: ``model``, ``family``, ``train_flops``, ``exact_match``
        (percent), ``bleu`` (0 to 100).
    """
    scores = load("open_emergent_scores").query("task == 'ipa_transliterate'")
    keys = ["model", "family", "train_flops"]
    wide = scores.pivot(index=keys, columns="metric", values="value").reset_index()
    wide = wide.dropna(subset=["train_flops", *METRICS])
    if not outliers:
        short = wide["model"].str.split("/").str[-1]
        wide = wide[~short.isin(OUTLIERS)]
    wide = wide.assign(exact_match=100 * wide["exact_match"])
    return wide.rename_axis(columns=None).reset_index(drop=True)


def ipa_by_compute(models: pd.DataFrame) -> pd.DataFrame:
    """Average both metrics over models of similar training compute.

    Parameters
    ----------
    models : pandas.DataFrame
        From `ipa_scores`.

    Returns
    -------
    pandas.DataFrame
        One row a range of FLOPs: ``from_flops``, ``models``, ``mean_flops``
        (geometric), ``exact_match`` (percent), ``bleu``.
    """
    labels = [f"{edge:.0e}" for edge in EDGES[:-1]]
    bins = pd.cut(models["train_flops"], EDGES, labels=labels)
    table = models.groupby(bins, observed=True).agg(
        models=("model", "size"), mean_flops=("train_flops", gmean),
        exact_match=("exact_match", "mean"), bleu=("bleu", "mean"),
    )  # fmt: skip
    return table.rename_axis("from_flops").reset_index()


def call_ipa(models: pd.DataFrame) -> pd.DataFrame:
    """Let the estimator call both metrics over all models together, treated alike.

    Families are pooled, so the spread between them counts as noise.

    Parameters
    ----------
    models : pandas.DataFrame
        From `ipa_scores`.

    Returns
    -------
    pandas.DataFrame
        One row a metric: ``metric``, ``verdict``, ``point``, ``low``, ``high``
        (FLOPs), ``zeros`` (models with exactly 0) and ``at_zero_match`` (mean score of
        the models whose exact match is 0).
    """
    none_right = models["exact_match"] == 0
    rows = []
    for metric in METRICS:
        y = models[metric]
        fit = emergence_point(
            models["train_flops"], y, chance=0.0, unit="other",
            tolerance=SHARE_OF_RANGE * y.max(),
        )  # fmt: skip
        low, high = fit.interval or (np.nan, np.nan)
        point = np.nan if fit.point is None else fit.point
        row = {"metric": metric, "verdict": fit.verdict, "point": point}
        row |= {"low": low, "high": high, "zeros": int((y == 0).sum())}
        rows.append(row | {"at_zero_match": y[none_right].mean()})
    return pd.DataFrame(rows)


def ipa_panels(table: pd.DataFrame, calls: pd.DataFrame) -> list[Panel]:
    """Make one panel a metric: means by compute, and where the metric leaves zero.

    Parameters
    ----------
    table, calls : pandas.DataFrame
        From `ipa_by_compute` and `call_ipa`.
    """
    marks = calls.rename(columns={"metric": "series"}).dropna(subset="point")
    panels = []
    for metric, y_label in METRICS.items():
        curve = table.assign(
            series=metric, scale=table["mean_flops"], score=table[metric],
            low=np.nan, high=np.nan,
        )  # fmt: skip
        mark = marks[marks["series"] == metric]
        panels.append(Panel(y_label.split(" (")[0], curve, 0.0, y_label, mark))
    return panels
