"""Two scores a row joined by a line: a small model and a large one."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.series import series_style


def dumbbells(table: pd.DataFrame, *, chance: float, x_label: str) -> Figure:
    """Draw one panel a family and one row a category.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``family``, ``category``, ``small_model``, ``large_model``, ``small``,
        ``large`` and ``gain``; the first row of a family on top.
    chance : float
        Where the dashed line is drawn.
    x_label : str
        What the score is, with its unit.

    Returns
    -------
    matplotlib.figure.Figure
        Open markers are the small models; the gain stands above each line.
    """
    groups = list(table.groupby("family"))
    figure, axes = plt.subplots(
        1,
        len(groups),
        figsize=(4.2 * len(groups), 2.9),
        sharex=True,
        squeeze=False,
        layout="constrained",
        dpi=130,
    )
    for axis, (family, rows) in zip(axes.flat, groups, strict=True):
        axis.axvline(chance, color="0.35", ls="--", lw=1.2, label="chance")
        _draw(axis, family, rows)
        axis.set(title=family, xlabel=x_label, ylim=(len(rows) - 0.4, -0.6))
        axis.legend(loc="lower right", fontsize=8)
        axis.grid(axis="x", alpha=0.25)
        sns.despine(ax=axis)
    axes.flat[0].set_xlim(table["small"].min() - 5, table["large"].max() + 14)
    return figure


def _draw(axis: Axes, family: str, rows: pd.DataFrame) -> None:
    style = series_style([family])[family]
    place = np.arange(len(rows))
    look = {"marker": style.marker, "color": style.color, "ls": "none", "ms": 7}
    axis.hlines(place, rows["small"], rows["large"], color=style.color, lw=2, alpha=0.5)
    small, large = rows["small_model"].iloc[0], rows["large_model"].iloc[0]
    axis.plot(rows["small"], place, mfc="white", label=small, **look)
    axis.plot(rows["large"], place, label=large, **look)
    for y, row in zip(place, rows.itertuples(), strict=True):
        middle = (row.small + row.large) / 2
        axis.annotate(f"+{row.gain:.1f}", (middle, y), (0, 3), ha="center", **_POINTS)
    axis.set_yticks(place, rows["category"])


_POINTS = {"textcoords": "offset points", "va": "bottom", "fontsize": 9}
