"""Two elbows a row: few-shot and finetuned, under several choices."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_LOOKS = {"": ("0.4", "o", "few-shot"), "tuned_": (None, "s", "finetuned")}


def elbow_rows(groups: dict[str, pd.DataFrame]) -> Figure:
    """Draw few-shot and finetuned elbows with intervals, one row a choice.

    Parameters
    ----------
    groups : dict of str to pandas.DataFrame
        By title of the panel: ``choice``, ``models``, ``elbow``, ``low``, ``high``, and
        the last three with the prefix ``tuned_`` (log10 FLOPs).

    Returns
    -------
    matplotlib.figure.Figure
        Stronger models to the right, on one axis for all panels.
    """
    heights = [len(table) for table in groups.values()]
    figure, axes = plt.subplots(
        len(groups),
        1,
        figsize=(6.4, 0.36 * sum(heights) + 0.5 * len(groups) + 0.9),
        height_ratios=heights,
        sharex=True,
        squeeze=False,
        dpi=130,
    )
    figure.set_layout_engine("constrained")
    for axis, (title, table) in zip(axes.flat, groups.items(), strict=True):
        _draw(axis, table)
        axis.set_title(title, fontsize=10, loc="left")
    axes.flat[-1].set_xlabel("Elbow, log10 training FLOPs")
    handles, names = axes.flat[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper center", ncols=2)
    return figure


def _draw(axis: Axes, table: pd.DataFrame) -> None:
    for prefix, (color, marker, label) in _LOOKS.items():
        color = color or sns.color_palette("colorblind")[0]
        y = [row + (0.13 if prefix else -0.13) for row in range(len(table))]
        ends = table[f"{prefix}low"], table[f"{prefix}high"]
        axis.hlines(y, *ends, color=color, lw=2)
        look = {"marker": marker, "color": color, "ls": "none", "label": label}
        axis.plot(table[f"{prefix}elbow"], y, **look)
    names = [f"{row.choice} ({row.models})" for row in table.itertuples()]
    axis.set_yticks(range(len(table)), names)
    axis.set_ylim(len(table) - 0.5, -0.5)
    axis.grid(alpha=0.25, axis="x")
    sns.despine(ax=axis)
