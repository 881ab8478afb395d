"""Figures 3 and 12 of Wei et al.: a technique and its baseline, panel by panel."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.technique_calls import call_techniques, technique_points
from emergestudy.data import load
from emergestudy.estimators import binomial_interval
from emergestudy.figures.two_arms import TwoArms

LETTERS = ("A", "B", "C", "D")
Y_LABELS = {
    "accuracy": "Accuracy (%)",
    "expected_calibration_error": "Calibration error (%)",
}


def technique_gains(
    panels: Sequence[str], x_axis: str = "train_flops", *, level: float = 0.90
) -> pd.DataFrame:
    """Set technique and baseline of some panels side by side.

    Parameters
    ----------
    panels : sequence of str
        Letters from A to D.
    x_axis : str
        ``"train_flops"`` (Fig. 3) or ``"params"`` (Fig. 12).
    level : float
        Level of the binomial intervals (panel A; the others have no known n).

    Returns
    -------
    pandas.DataFrame
        One row a point: ``panel``, ``model``, ``scale``, ``baseline``, ``technique``
        (percent), their bounds ``baseline_low`` and so on (NaN where n is unknown),
        and ``gain`` in points, positive where the technique is better.

    Raises
    ------
    UsageError
        If a panel does not exist.
    """
    check_choice("panel of Fig. 3", panels, LETTERS)
    about = load("wei2022_techniques").set_index("panel")
    tables = []
    for panel in [f"3{letter}" for letter in LETTERS if letter in panels]:
        points = technique_points(panel, x_axis)
        sign = 1 if about.loc[panel, "higher_is_better"] else -1
        for arm in ("baseline", "technique"):
            bounds = binomial_interval(points[arm] / 100, points["n_eval"], level)
            for end, bound in zip(("low", "high"), bounds, strict=True):
                points[f"{arm}_{end}"] = 100 * bound
        gain = sign * (points["technique"] - points["baseline"])
        tables.append(points.assign(panel=panel[1:], gain=gain))
    columns = ["panel", *tables[0].columns.drop(["panel", "n_eval"])]
    return pd.concat(tables, ignore_index=True)[columns]


def technique_crossings(
    panels: Sequence[str], x_axis: str = "train_flops", *, level: float = 0.90
) -> pd.DataFrame:
    """Call some panels, and name the models that the technique makes worse.

    Returns
    -------
    pandas.DataFrame
        One row a panel: ``panel``, ``technique``, ``people`` (the first model that
        the paper says is helped), ``verdict``, ``point``, ``low``, ``high``,
        ``outcome`` (the call beside the paper's words, see `against_people`) and
        ``worse_at`` (models, smallest first).
    """
    gains = technique_gains(panels, x_axis)
    worse = gains[gains["gain"] < 0].groupby("panel")["model"].agg("; ".join)
    chosen = [f"3{letter}" for letter in gains["panel"].unique()]
    calls = call_techniques(x_axis, level=level, panels=chosen)
    calls = calls.drop(columns="why").assign(panel=calls["panel"].str[1:])
    return calls.assign(worse_at=calls["panel"].map(worse))


def arms_to_draw(gains: pd.DataFrame, calls: pd.DataFrame) -> list[TwoArms]:
    """Turn points and calls into panels to draw."""
    about = load("wei2022_techniques").set_index("panel")
    calls = calls.set_index("panel")
    drawn = []
    for letter, points in gains.groupby("panel"):
        row, call = about.loc[f"3{letter}"], calls.loc[letter]
        drawn.append(
            TwoArms(
                title=f"{letter}. {row['title']}",
                points=points,
                names=(row["baseline"], row["technique"]),
                y_label=Y_LABELS[row["metric"]],
                higher_is_better=bool(row["higher_is_better"]),
                crossing=_crossing(call),
            )
        )
    return drawn


def _crossing(call: pd.Series) -> tuple[float, float, float] | None:
    if np.isnan(call["point"]):
        return None
    return call["low"], call["point"], call["high"]
