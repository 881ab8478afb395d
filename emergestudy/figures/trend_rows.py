"""Slopes with intervals, one row a series, one panel a measure."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_WIDEST = 25.0  # points either side of zero; longer bars are cut at the frame


def trend_rows(
    groups: dict[str, pd.DataFrame], looks: Sequence[str], *, x_label: str
) -> Figure:
    """Draw slopes against the line of no trend.

    Parameters
    ----------
    groups : dict of str to pandas.DataFrame
        By title of the panel; columns ``series``, ``slope``, ``low`` and ``high`` (NaN
        where there is no interval), and ``look``.
    looks : sequence of str
        Values of ``look`` in the order of the legend; at most three.
    x_label : str
        What a slope is, with its unit.

    Returns
    -------
    matplotlib.figure.Figure
        A slope without an interval is an open marker.
    """
    heights = [len(table) + 0.6 for table in groups.values()]
    figure, axes = plt.subplots(
        len(groups),
        1,
        figsize=(5.4, 0.2 * sum(heights) + 0.36 * len(groups) + 0.9),
        height_ratios=heights,
        sharex=True,
        squeeze=False,
        dpi=130,
    )
    figure.set_layout_engine("constrained")
    colors = dict(zip(looks, _colors(), strict=False))
    for axis, (title, table) in zip(axes.flat, groups.items(), strict=True):
        _draw(axis, table, colors)
        axis.set_title(title, fontsize=10, loc="left")
    axes.flat[-1].set(xlabel=x_label, xlim=(-_WIDEST, _WIDEST))
    handles = [
        plt.Line2D([], [], color=color, marker=marker, label=look)
        for look, (color, marker) in colors.items()
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(looks))
    return figure


def _colors() -> list[tuple[tuple[float, float, float], str]]:
    colors = sns.color_palette("colorblind")
    return [(colors[3], "^"), (colors[0], "v"), ((0.5, 0.5, 0.5), "o")]


def _draw(axis: Axes, table: pd.DataFrame, colors: dict) -> None:
    axis.axvline(0, color="0.35", linestyle="--", linewidth=1.2)
    for y, row in enumerate(table.itertuples()):
        color, marker = colors[row.look]
        bare = pd.isna(row.low)
        if not bare:
            axis.plot([row.low, row.high], [y, y], color=color, lw=1.8)
        face = "white" if bare else color
        axis.plot([row.slope], [y], marker=marker, color=color, mfc=face, ms=6)
    axis.set_yticks(range(len(table)), table["series"])
    axis.set_ylim(len(table) - 0.4, -0.6)
    axis.grid(alpha=0.25, axis="x")
    sns.despine(ax=axis)
