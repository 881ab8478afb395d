"""Forecasts of one elbow, a row each, beside the truth."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.law_fan import SCALE_LABELS


def forecast_rows(
    tables: dict[str, pd.DataFrame],
    truths: dict[str, tuple[float, float, float]],
    *,
    x: str,
) -> Figure:
    """Draw one panel a task: median (dot), 5th to 95th percentile, best fit (bar).

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        By panel: ``variant``, ``mle``, ``median``, ``low``, ``high``.
    truths : dict of str to (float, float, float)
        By panel: low end, value and high end of the true elbow.
    x : {"loss", "compute"}
        What the scale is.
    """
    rows = max(len(t) for t in tables.values())
    size = (max(6.0, 4.4 * len(tables)), 0.32 * rows + 1.4)
    figure, axes = plt.subplots(
        1, len(tables), figsize=size, sharey=True, squeeze=False, dpi=130
    )
    figure.set_layout_engine("constrained")
    for axis, (title, table) in zip(axes.flat, tables.items(), strict=True):
        low, middle, high = truths[title]
        axis.axvspan(low, high, color="0.85", zorder=0)
        axis.axvline(middle, color="black", lw=1.2)
        _rows(axis, table)
        axis.set(title=title, xlabel=SCALE_LABELS[x])
        if x == "loss":
            axis.invert_xaxis()
    axes[0, 0].set_yticks(range(rows), next(iter(tables.values()))["variant"])
    axes[0, 0].invert_yaxis()
    return figure


def _rows(axis: Axes, table: pd.DataFrame) -> None:
    blue, orange = sns.color_palette("colorblind")[:2]
    place = range(len(table))
    axis.hlines(place, table["low"], table["high"], color=blue, lw=2)
    axis.plot(table["median"], place, "o", color=blue, ms=6)
    axis.plot(table["mle"], place, "|", color=orange, ms=13, mew=2.4)
    axis.grid(axis="x", color="0.92")
