"""Ratios with intervals, one row a task."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator


def ratio_figure(
    groups: dict[str, pd.DataFrame], keeps: dict[str, str], *, x_label: str
) -> Figure:
    """Draw ratios against the line of no difference, one panel a group.

    Parameters
    ----------
    groups : dict of str to pandas.DataFrame
        By title of the panel; columns ``task``, ``keep``, ``ratio``, ``low`` and
        ``high``. Tasks are drawn from the top in order of appearance.
    keeps : dict of str to str
        Values of ``keep`` to draw, and what the legend calls them.
    x_label : str
        What the ratio is.

    Returns
    -------
    matplotlib.figure.Figure
    """
    heights = [table["task"].nunique() for table in groups.values()]
    figure, axes = plt.subplots(
        len(groups),
        1,
        figsize=(6.4, 0.42 * sum(heights) + 1.4),
        height_ratios=heights,
        sharex=True,
        squeeze=False,
        dpi=130,
    )
    figure.set_layout_engine("constrained")
    for axis, (title, table) in zip(axes.flat, groups.items(), strict=True):
        _draw(axis, table, list(keeps))
        axis.set_title(title)
    axes.flat[-1].set_xlabel(x_label)
    handles, _ = axes.flat[0].get_legend_handles_labels()
    names = list(keeps.values())
    figure.legend(handles, names, loc="outside upper center", ncols=min(2, len(names)))
    return figure


def _draw(axis: Axes, table: pd.DataFrame, keeps: Sequence[str]) -> None:
    tasks = list(table["task"].unique())
    colors = sns.color_palette("colorblind")
    axis.axvline(1, color="0.35", linestyle="--", linewidth=1.2)
    for number, keep in enumerate(keeps):
        part = table[table["keep"] == keep]
        if part.empty:
            continue
        shift = 0.24 * (number - (len(keeps) - 1) / 2)
        y = [tasks.index(task) + shift for task in part["task"]]
        sides = [part["ratio"] - part["low"], part["high"] - part["ratio"]]
        look = {"fmt": "osD^"[number], "color": colors[(0, 1, 2, 4)[number]], "ms": 5}
        axis.errorbar(part["ratio"], y, xerr=sides, label=keep, lw=1.4, **look)
    axis.set_xscale("log")
    axis.xaxis.set_major_locator(FixedLocator([0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10]))
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.xaxis.set_minor_locator(NullLocator())
    axis.set_yticks(range(len(tasks)), tasks)
    axis.invert_yaxis()
    axis.grid(alpha=0.25, axis="x")
    sns.despine(ax=axis)
