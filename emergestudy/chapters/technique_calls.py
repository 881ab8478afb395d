"""Figure 3 of Wei et al.: where does each technique cross its baseline?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.against_people import gap, judge
from emergestudy.chapters.emergence_calls import NO_PROPORTION
from emergestudy.data import load
from emergestudy.estimators import CrossoverFit, crossover_point

PANELS = ("3A", "3B", "3C", "3D")


def technique_points(panel: str, x_axis: str = "train_flops") -> pd.DataFrame:
    """Return the points of one panel of Fig. 3, both arms side by side.

    Parameters
    ----------
    panel : str
        ``"3A"`` to ``"3D"``.
    x_axis : str
        ``"train_flops"`` or ``"params"``.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``scale``: ``model``, ``scale``, ``technique``, ``baseline``
        (percent) and ``n_eval`` (NaN where unknown).
    """
    about = load("wei2022_techniques").set_index("panel").loc[panel]
    scores = load("wei2022_scores")
    scores = scores[scores["locator"] == f"Fig. {panel}"]
    scores = scores.assign(n_eval=scores["n_eval"].astype("float64"))
    wide = scores.pivot(
        index=["model", x_axis, "n_eval"], columns="setting", values="value"
    )
    wide = wide.reset_index().rename(columns={x_axis: "scale"})
    names = {about["technique"]: "technique", about["baseline"]: "baseline"}
    wide = wide.rename(columns=names).rename_axis(columns=None)
    columns = ["model", "scale", "technique", "baseline", "n_eval"]
    return wide.sort_values("scale")[columns].reset_index(drop=True)


def fit_technique(
    panel: str, x_axis: str = "train_flops", *, level: float = 0.90
) -> CrossoverFit:
    """Fit one panel of Fig. 3 with `crossover_point`."""
    about = load("wei2022_techniques").set_index("panel").loc[panel]
    points = technique_points(panel, x_axis)
    known = points["n_eval"].notna().all()
    return crossover_point(
        points["scale"],
        points["technique"],
        points["baseline"],
        n=points["n_eval"] if known else None,
        unit="other" if about["metric"] in NO_PROPORTION else "percent",
        higher_is_better=bool(about["higher_is_better"]),
        level=level,
    )


def call_techniques(
    x_axis: str = "train_flops",
    *,
    level: float = 0.90,
    panels: Sequence[str] = PANELS,
) -> pd.DataFrame:
    """Set the crossover of each panel beside what the paper says of it.

    Returns
    -------
    pandas.DataFrame
        One row a panel: ``panel``, ``technique``, ``people`` (first model that the
        technique helps), ``verdict``, ``point``, ``low``, ``high``, ``outcome`` by
        the rules of `against_people`, and ``why``.
    """
    rows = []
    about_panels = load("wei2022_techniques")
    for about in about_panels[about_panels["panel"].isin(list(panels))].itertuples():
        points = technique_points(about.panel, x_axis)
        fit = fit_technique(about.panel, x_axis, level=level)
        row = {"panel": about.panel, "technique": about.title}
        row |= {"people": about.first_model, "verdict": fit.verdict}
        row["point"] = np.nan if fit.point is None else fit.point
        row["low"], row["high"] = fit.interval or (np.nan, np.nan)
        crosses = fit.verdict in ("helps_from", "hurts_then_helps")
        call = pd.Series(row | {"verdict": "emergent" if crosses else fit.verdict})
        row["outcome"] = judge(points, about.first_model, call)
        agrees = row["outcome"] == "agrees"
        row["why"] = "" if agrees else _why(points, about, fit)
        rows.append(row)
    return pd.DataFrame(rows)


def _why(points: pd.DataFrame, about: object, fit: CrossoverFit) -> str:
    gain = points["technique"] - points["baseline"]
    gain = gain if about.higher_is_better else -gain
    shown = ", ".join(f"{g:+.1f}" for g in gain)
    if fit.verdict == "undetermined":
        return (
            f"gains by size are {shown} points; the likeliest kind, "
            f"{max(fit.gain.probability, key=fit.gain.probability.get)}, has "
            f"probability {max(fit.gain.probability.values()):.2f}"
        )
    before, first = gap(points, about.first_model)
    return f"gains by size are {shown} points; the gap is {before:.2g} to {first:.2g}"
