"""Figures 2 and 11 of Wei et al. 2022: which points, which calls, borne out?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.chapters.readers_rule import NONE, first_model
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.estimators import binomial_interval
from emergestudy.figures import Panel

PROPORTIONS = ("accuracy", "exact_match")


def panel_scores(
    panels: Sequence[str],
    families: Sequence[str] = (),
    *,
    x_axis: str = "train_flops",
    level: float = 0.90,
) -> pd.DataFrame:
    """Select the points of some panels of Fig. 2, with intervals.

    Parameters
    ----------
    panels : sequence of str
        Letters from A to H.
    families : sequence of str
        Model families to keep; empty keeps all.
    x_axis : str
        Column of the scale: ``"train_flops"`` (Fig. 2) or ``"params"`` (Fig. 11).
    level : float
        Level of the binomial intervals.

    Returns
    -------
    pandas.DataFrame
        Columns ``panel``, ``family``, ``model``, ``scale``, ``score``, ``low``,
        ``high`` (percent; NaN where the number of examples is unknown or the
        metric is no proportion), ``n_eval``, ``chance`` (percent), ``metric``,
        ``curve`` (for instance ``"2A GPT-3"``), ``source``, ``locator``, ``origin``.

    Raises
    ------
    UsageError
        If a panel does not exist, or no point is left.
    """
    scores = load("wei2022_scores")
    scores["panel"] = scores["locator"].str.extract(r"^Fig\. 2([A-H])$", expand=False)
    check_choice("panel of Fig. 2", panels, sorted(scores["panel"].dropna().unique()))
    chosen = scores[scores["panel"].isin(list(panels))]
    if families:
        chosen = _keep_families(chosen, families)
    chosen = _with_interval(chosen.rename(columns={"value": "score"}), level)
    chance = load("wei2022_panels").set_index("panel")["chance"]
    chosen = chosen.assign(
        scale=chosen[x_axis],
        chance=chosen["panel"].map(chance),
        curve="2" + chosen["panel"] + " " + chosen["family"],
        n_eval=chosen["n_eval"].astype("float64"),
    )
    columns = ["panel", "family", "model", "scale", "score", "low", "high", "n_eval"]
    columns += ["chance", "metric", "curve", "source", "locator", "origin"]
    return chosen.sort_values(["panel", "family", "scale"])[columns].reset_index(
        drop=True
    )


def panel_calls(
    scores: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.0
) -> pd.DataFrame:
    """Call each curve with the study's estimator.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `panel_scores`; curves of fewer than three points are left out.
    level, tolerance : float
        As in `emergestudy.chapters.emergence_calls.call_curves`.

    Returns
    -------
    pandas.DataFrame
        Columns ``panel`` and ``family``, then those of `call_curves`.
    """
    size = scores.groupby("curve")["curve"].transform("size")
    calls = call_curves(scores[size >= 3], level=level, tolerance=tolerance)
    names = scores.drop_duplicates("curve").set_index("curve")[["panel", "family"]]
    return calls.join(names, on="curve")[["panel", "family", *calls.columns]]


def fig2_panels(scores: pd.DataFrame, calls: pd.DataFrame) -> list[Panel]:
    """Turn points and calls into panels to draw, in the order of the letters."""
    about = load("wei2022_panels").set_index("panel")
    marks = calls[calls["verdict"] == "emergent"].rename(columns={"family": "series"})
    return [
        Panel(
            title=f"{letter}. {about.title[letter]}",
            curves=points.assign(series=points["family"]),
            chance=about.chance[letter],
            y_label=about.y_label[letter],
            marks=marks[marks["panel"] == letter],
        )
        for letter, points in scores.groupby("panel")
    ]


def first_calls(scores: pd.DataFrame, margin: float) -> pd.DataFrame:
    """Call each curve by the reader's rule.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `panel_scores`.
    margin : float
        Points above chance that count as above.

    Returns
    -------
    pandas.DataFrame
        One row a curve: ``panel``, ``family``, ``points``, ``chance``, ``best``
        (highest score), ``first_scale`` and ``first_model`` (NaN and
        ``"none"`` where the curve does not leave chance).
    """
    rows = []
    for (panel, family), curve in scores.groupby(["panel", "family"]):
        chance = curve["chance"].iloc[0]
        scale, model = first_model(curve, chance, margin)
        rows.append(
            {
                "panel": panel,
                "family": family,
                "points": len(curve),
                "chance": chance,
                "best": curve["score"].max(),
                "first_scale": np.nan if scale is None else scale,
                "first_model": model,
            }
        )
    return pd.DataFrame(rows)


def compare_with_paper(calls: pd.DataFrame) -> pd.DataFrame:
    """Set each call beside what the paper says of the same curve.

    Parameters
    ----------
    calls : pandas.DataFrame
        From `first_calls`.

    Returns
    -------
    pandas.DataFrame
        One row a statement whose curve was called: ``panel``, ``family``,
        ``paper`` and ``points_say`` (a model, or ``"none"``), ``borne_out``.
    """
    said = load("wei2022_statements")
    both = said.merge(calls, on=["panel", "family"], suffixes=("_said", ""))
    paper = both["first_model_said"].fillna(NONE)
    return pd.DataFrame(
        {
            "panel": both["panel"],
            "family": both["family"],
            "paper": paper,
            "points_say": both["first_model"],
            "borne_out": np.where(paper == both["first_model"], "yes", "no"),
        }
    )


def agreement_by_margin(scores: pd.DataFrame, margins: Sequence[float]) -> pd.DataFrame:
    """Count the statements that the reader's rule bears out, margin by margin."""
    rows = []
    for margin in margins:
        table = compare_with_paper(first_calls(scores, margin))
        agree = int((table["borne_out"] == "yes").sum())
        rows.append({"margin": margin, "agree": agree, "statements": len(table)})
    return pd.DataFrame(rows)


def _keep_families(scores: pd.DataFrame, families: Sequence[str]) -> pd.DataFrame:
    kept = scores[scores["family"].isin(list(families))]
    if kept.empty:
        there = ", ".join(sorted(scores["family"].unique()))
        raise UsageError(
            f"no point of {', '.join(families)} in these panels; they have: {there}"
        )
    return kept


def _with_interval(scores: pd.DataFrame, level: float) -> pd.DataFrame:
    n = scores["n_eval"].astype("float64").where(scores["metric"].isin(PROPORTIONS))
    low, high = binomial_interval(scores["score"] / 100, n, level)
    return scores.assign(low=100 * low, high=100 * high)
