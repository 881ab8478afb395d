"""Fig. 7: which metrics show emergence, on the same answers of the same models."""

import pandas as pd

from emergestudy.chapters.metric_choice.lamda_metrics import fig7_scores
from emergestudy.estimators import emergence_point

SHARE_OF_RANGE = 0.05  # uncertainty of the floor, as a share of a metric's range


def call_metrics(scores: pd.DataFrame | None = None) -> pd.DataFrame:
    """Call every metric of Fig. 7 with the estimator.

    The number of answers is not used, so that all metrics are treated alike: noise is
    Gaussian with an unknown spread. The floor of a metric is not its chance level
    (BLEURT of a wrong answer is not 0) but the score of the smallest model.

    Parameters
    ----------
    scores : pandas.DataFrame, optional
        From `fig7_scores`.

    Returns
    -------
    pandas.DataFrame
        One row a panel and metric: ``panel``, ``metric``, ``lowest``, ``highest``,
        ``rise_before`` (share of the whole rise reached by LaMDA 29B), ``verdict``
        (``"zero"`` where all scores are 0), ``point``.
    """
    scores = fig7_scores() if scores is None else scores
    rows = []
    for (panel, metric), part in scores.groupby(["panel", "metric"]):
        part = part.sort_values("scale")
        row = {"panel": panel, "metric": metric}
        rows.append(row | _call(part))
    return pd.DataFrame(rows)


def _call(part: pd.DataFrame) -> dict:
    values = part.set_index("model")["value"]
    low, high = values.iloc[0], values.max()
    row = {"lowest": values.min(), "highest": high}
    if high == 0:
        return row | {"rise_before": None, "verdict": "zero", "point": None}
    fit = emergence_point(
        part["scale"],
        part["value"],
        chance=low,
        unit="other",
        tolerance=SHARE_OF_RANGE * (high - low),
    )
    before = (values["LaMDA 29B"] - low) / (high - low)
    return row | {"rise_before": before, "verdict": fit.verdict, "point": fit.point}


def emergent_under(calls: pd.DataFrame) -> pd.DataFrame:
    """Count, by panel, the metrics under which the task emerges.

    Returns
    -------
    pandas.DataFrame
        ``panel``, ``metrics``, ``zero``, ``emergent``, ``other``.
    """
    rows = []
    for panel, part in calls.groupby("panel"):
        counts = part["verdict"].value_counts()
        zero, emergent = counts.get("zero", 0), counts.get("emergent", 0)
        rows.append(
            {
                "panel": panel,
                "metrics": len(part),
                "zero": int(zero),
                "emergent": int(emergent),
                "other": int(len(part) - zero - emergent),
            }
        )
    return pd.DataFrame(rows)


def distinct_curves(scores: pd.DataFrame) -> pd.DataFrame:
    """Group the metrics of each panel that have the same score at every size.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `fig7_scores`.

    Returns
    -------
    pandas.DataFrame
        One row a distinct curve: ``panel``, ``metrics`` (their names), ``zero`` (0 at
        every size).
    """
    wide = scores.pivot(index=["panel", "metric"], columns="params", values="value")
    wide = wide.reset_index("metric")
    sizes = [c for c in wide.columns if c != "metric"]
    grouped = wide.groupby(["panel", *sizes])["metric"].agg(", ".join)
    table = grouped.reset_index(level=sizes[-1], name="metrics")
    table = table.assign(zero=table.pop(sizes[-1]) == 0)
    table.index = table.index.droplevel(list(range(1, table.index.nlevels)))
    return table.reset_index().sort_values(["panel", "metrics"], ignore_index=True)
