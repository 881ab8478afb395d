"""Few-shot MMLU under a continuous metric, on two independent sets of models."""

import pandas as pd

from emergestudy.chapters.finetuning_shift.shift_elbows import (
    CLEAR,
    better_than_line,
    hinge,
)
from emergestudy.chapters.finetuning_shift.shift_points import (
    AUTHORS_NEWEST,
    FEW_SHOT,
    shift_points,
)
from emergestudy.data import load

ONE, OTHER = "Dominguez-Olmedo et al.", "Wu and Lo"
METRIC_LABELS = {"accuracy": "MMLU accuracy (%)", "brier": "MMLU Brier skill (%)"}
_WU_METRICS = {"accuracy": "accuracy", "brier": "target_conditioned_brier"}


def metric_points(*, newest: int = AUTHORS_NEWEST) -> pd.DataFrame:
    """Select few-shot MMLU as accuracy and as a Brier score.

    Parameters
    ----------
    newest : int
        Latest release in the first set, as YYMM.

    Returns
    -------
    pandas.DataFrame
        ``set`` (`ONE` or `OTHER`), ``metric`` (``"accuracy"``, ``"brier"``),
        ``model``, ``scale`` (training FLOPs), ``score`` and ``chance`` (percent; a
        Brier score as skill, 0 at chance). Of the second set, models that its authors
        set aside as overtrained are left out, as are those without FLOPs.
    """
    tables = []
    for metric in METRIC_LABELS:
        points = shift_points("mmlu", metric=metric, newest=newest)
        few_shot = points[points["examples"] == FEW_SHOT]
        tables.append(few_shot.assign(set=ONE, metric=metric))
        tables.append(_wu(metric).assign(set=OTHER, metric=metric))
    columns = ["set", "metric", "model", "scale", "score", "chance"]
    return pd.concat(tables, ignore_index=True)[columns]


def _wu(metric: str) -> pd.DataFrame:
    rows = load("open_brier_scores")
    rows = rows[rows["task"] == "mmlu"]
    guess = rows["chance"].max()
    rows = rows[rows["metric"] == _WU_METRICS[metric]]
    rows = rows[rows["train_flops"].notna() & ~rows["overtrained"].astype(bool)]
    score, chance = rows["value"], rows["chance"]
    if metric == "brier":
        # The square of what the right answer lacks of certainty; even odds give
        # (1 - 1/4)^2. Skill is 0 there and 1 for a perfect answer.
        score, chance = 1 - score / (1 - guess) ** 2, 0.0
    return rows.assign(
        scale=rows["train_flops"], score=100 * score, chance=100 * chance
    )


def metric_hinges(points: pd.DataFrame, *, level: float = 0.90) -> pd.DataFrame:
    """Fit one hinge to each set and metric.

    Parameters
    ----------
    points : pandas.DataFrame
        From `metric_points`.
    level : float
        Level of the posterior intervals.

    Returns
    -------
    pandas.DataFrame
        ``set``, ``metric``, ``models``, ``elbow``, ``low``, ``high`` (log10 FLOPs),
        ``floor``, ``slope``, ``bends``, ``line`` as in `shift_elbows`, and ``emerges``:
        whether a hinge is ten times likelier than a flat line and better by BIC than a
        straight one.
    """
    rows = []
    for (name, metric), part in points.groupby(["set", "metric"], sort=False):
        fit = hinge(part, level=level)
        row = {"set": name, "metric": metric, "models": len(part)}
        row |= {k: getattr(fit, k) for k in ("elbow", "low", "high", "floor", "slope")}
        row |= {"bends": fit.bends, "line": better_than_line(part, fit)}
        row |= {"emerges": bool(fit.bends > CLEAR and row["line"] > 0)}
        rows.append(row)
    return pd.DataFrame(rows).sort_values(["set", "metric"], ignore_index=True)


def same_place(hinges: pd.DataFrame) -> pd.Series:
    """Say for each set whether the intervals of the two metrics overlap."""
    ends = hinges.groupby("set")[["low", "high"]]
    return ends.agg({"low": "max", "high": "min"}).pipe(lambda t: t["low"] <= t["high"])
