"""Fig. 13: few-shot scores of general models against the finetuned state of the art."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.data import load
from emergestudy.estimators import binomial_interval
from emergestudy.figures import Panel, series_style

BEST = "prior SOTA (finetuned)"
TITLES = {"A": "TriviaQA", "B": "PIQA", "C": "GSM8K", "D": "OKVQA"}
OPEN_ENDED = 0.0  # chance of OKVQA, which the table of tasks does not give


def fig13_scores(panels: Sequence[str], *, level: float = 0.90) -> pd.DataFrame:
    """Select the points of some panels of Fig. 13 and their dashed lines.

    Parameters
    ----------
    panels : sequence of str
        Letters from A to D.
    level : float
        Level of the binomial intervals.

    Returns
    -------
    pandas.DataFrame
        ``panel``, ``task``, ``curve``, ``series`` (family, or the finetuned state of
        the art), ``model``, ``scale`` (parameters), ``score``, ``low``, ``high``,
        ``chance`` (percent), ``n_eval``, ``metric``.

    Raises
    ------
    UsageError
        If a panel does not exist.
    """
    check_choice("panel of Fig. 13", panels, TITLES)
    scores = load("wei2022_scores")
    scores["panel"] = scores["locator"].str.extract(r"^Fig\. 13([A-D])$", expand=False)
    scores = scores[scores["panel"].isin(list(panels))]
    about = load("tasks").set_index("task")
    scores = scores.rename(columns={"value": "score", "params": "scale"})
    scores = scores.assign(
        series=scores["family"],
        curve="13" + scores["panel"],
        chance=scores["task"].map(about["chance"]).fillna(OPEN_ENDED),
        n_eval=scores["task"].map(about["n_eval"]).astype("float64"),
    )
    low, high = binomial_interval(scores["score"] / 100, scores["n_eval"], level)
    scores = scores.assign(low=100 * low, high=100 * high)
    columns = ["panel", "task", "curve", "series", "model", "scale", "score", "low"]
    columns += ["high", "chance", "n_eval", "metric"]
    return scores.sort_values(["panel", "scale"])[columns].reset_index(drop=True)


def pass_the_best(
    scores: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.01
) -> pd.DataFrame:
    """Say who passes the finetuned state of the art, and call each curve.

    Returns
    -------
    pandas.DataFrame
        One row a panel: ``panel``, ``task``, ``points``, ``finetuned`` and ``few_shot``
        (of the largest model), ``few_shot_low``, ``passes``, ``surely`` (the interval
        lies above the line; None where n is unknown), ``first`` (first model past the
        line), ``verdict``, ``likeliest``, ``probability``.
    """
    models = scores[scores["series"] != BEST]
    calls = call_curves(models, level=level, tolerance=tolerance).set_index("curve")
    rows = []
    for curve, part in models.groupby("curve", sort=False):
        line = scores.query("series == @BEST and curve == @curve")["score"].iloc[0]
        top, past = part.iloc[-1], part[part["score"] > line]
        sure = None if pd.isna(top["low"]) else bool(top["low"] > line)
        row = {"panel": top["panel"], "task": top["task"], "points": len(part)}
        row |= {"finetuned": line, "few_shot": top["score"], "passes": len(past) > 0}
        row |= {"few_shot_low": top["low"], "surely": sure}
        row["first"] = past["model"].iloc[0] if len(past) else "none"
        call = calls.loc[curve, ["verdict", "likeliest", "probability"]]
        rows.append(row | call.to_dict())
    return pd.DataFrame(rows)


def fig13_panels(scores: pd.DataFrame) -> list[Panel]:
    """Turn points into panels; the state of the art is a level line across each.

    The line runs over whole decades, which also keeps the ticks apart.
    """
    panels = []
    for letter, part in scores.groupby("panel"):
        powers = np.log10(part["scale"].agg(["min", "max"]))
        ends = 10.0 ** np.array([np.floor(powers["min"]), np.ceil(powers["max"])])
        line = part[part["series"] == BEST].drop(columns="scale")
        line = line.merge(pd.DataFrame({"scale": ends}), how="cross")
        line = line.assign(low=float("nan"), high=float("nan"))
        styles = series_style(part["series"])
        # Seaborn cannot draw the registered dash beside filled markers, and the
        # registered gray is also that of Flamingo.
        styles[BEST] = replace(styles[BEST], marker="s", color=(0.2, 0.2, 0.2))
        panels.append(
            Panel(
                title=f"{letter}. {TITLES[letter]}",
                curves=pd.concat([part[part["series"] != BEST], line]),
                chance=part["chance"].iloc[0] or None,
                y_label="Score (%)",
                styles=styles,
            )
        )
    return panels
