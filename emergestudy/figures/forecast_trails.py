"""Forecasts of one curve as the cut moves away from the elbow."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.errors import UsageError

_UNITS = {"loss": "nats", "compute": "decades of FLOPs"}


def forecast_trails(
    results: pd.DataFrame, tolerance: float, *, columns: int = 3
) -> Figure:
    """Draw one panel a rival: forecast and interval against the distance.

    Parameters
    ----------
    results : pandas.DataFrame
        Rows of one curve from `emergestudy.forecasts.backtest`.
    tolerance : float
        Half of the height of the band of hits, in the unit of the scale.
    columns : int
        Panels a row at the most.

    Returns
    -------
    matplotlib.figure.Figure
        0 is the true elbow, above 0 a forecast that comes too late; the diagonal is
        the last visible model; bars are 90 % intervals.

    Raises
    ------
    UsageError
        If there are several curves, or none.
    """
    if results["curve"].nunique() != 1:
        raise UsageError("give the forecasts of exactly one curve")
    rivals = list(dict.fromkeys(results["rival"]))
    columns = min(columns, len(rivals))
    rows = -(-len(rivals) // columns)
    size = (max(5.4, 2.6 * columns), 2.3 * rows + 0.6)
    figure, axes = plt.subplots(
        rows, columns, figsize=size, squeeze=False, sharex=True, sharey=True, dpi=130
    )
    figure.set_layout_engine("constrained")
    for axis, rival in zip(axes.flat, rivals, strict=False):
        _panel(axis, results[results["rival"] == rival], tolerance)
        axis.set_title(rival)
    for axis in axes.flat[len(rivals) :]:
        axis.set_visible(False)
    unit = _UNITS[results["x"].iloc[0]]
    figure.supxlabel(f"Last visible model before the elbow ({unit})", fontsize=10)
    figure.supylabel(f"Forecast minus truth ({unit})", fontsize=10)
    return figure


def _panel(axis: Axes, rows: pd.DataFrame, tolerance: float) -> None:
    color = sns.color_palette("colorblind")[0]
    sign = -1 if rows["x"].iloc[0] == "loss" else 1
    axis.axhspan(-tolerance, tolerance, color="0.88")
    axis.axhline(0, color="0.35", ls="--", lw=1.2)
    axis.plot(rows["distance"], -rows["distance"], color="0.35", lw=1, ls=":")
    low, high = (sign * (rows[end] - rows["truth"]) for end in ("low", "high"))
    axis.vlines(rows["distance"], low, high, color=color, lw=2, alpha=0.5)
    point = sign * (rows["point"] - rows["truth"])
    axis.plot(rows["distance"], point, "o", color=color, ms=6)
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)
