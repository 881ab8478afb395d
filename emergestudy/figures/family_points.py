"""Where families leave chance, one row a family, one panel a task."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from emergestudy.figures.scaling import X_LABELS
from emergestudy.figures.series import Style, series_style


def family_point_grid(
    panels: Sequence[tuple[str, pd.DataFrame]],
    *,
    x_axis: str = "train_flops",
    columns: int = 4,
) -> Figure:
    """Draw emergence points with intervals, and what is known where there is none.

    Parameters
    ----------
    panels : sequence of (str, pandas.DataFrame)
        Title of a task, and a table with ``series`` (a family), ``point``, ``low``,
        ``high`` (NaN without a point), ``first`` and ``last`` (its smallest and largest
        scale) and ``arrow``: ``"left"`` (it left chance before its smallest model),
        ``"right"`` (it has not by its largest) or ``""``.
    x_axis : str
        A key of `emergestudy.figures.scaling.X_LABELS`.
    columns : int
        Panels a row at the most.

    Returns
    -------
    matplotlib.figure.Figure
        Families stand in one order in every panel. A thin line spans the sizes.
    """
    names = sorted({name for _, table in panels for name in table["series"]})
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    size = (max(5.4, 2.3 * columns + 0.9), rows * (0.19 * len(names) + 0.8))
    figure, axes = plt.subplots(
        rows, columns, figsize=size, sharex=True, sharey=True, squeeze=False, dpi=130
    )
    figure.set_layout_engine("constrained")
    for axis, (title, table) in zip(axes.flat, panels, strict=False):
        _draw(axis, table, names)
        axis.set_title(title, fontsize=10)
    for axis in axes.flat[len(panels) :]:
        axis.set_visible(False)
    for axis in axes.flat[max(0, len(panels) - columns) : len(panels)]:
        axis.set_xlabel(X_LABELS[x_axis])
        axis.tick_params(labelbottom=True)
    return figure


def _draw(axis: Axes, table: pd.DataFrame, names: list[str]) -> None:
    axis.set_xscale("log")
    axis.xaxis.set_major_locator(LogLocator(numticks=5))
    styles = series_style(names)
    for row in table.itertuples():
        _row(axis, row, names.index(row.series), styles[row.series])
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)


def _row(axis: Axes, row: tuple, y: int, style: Style) -> None:
    axis.plot([row.first, row.last], [y, y], color="0.75", lw=1)
    if pd.notna(row.point):
        axis.plot([row.low, row.high], [y, y], color=style.color, lw=4, alpha=0.45)
        axis.plot([row.point], [y], marker=style.marker, color=style.color, ms=6)
    elif row.arrow:
        left = row.arrow == "left"
        place, marker = (row.first, "<") if left else (row.last, ">")
        axis.plot([place], [y], marker=marker, color="0.35", ms=7, mfc="white")
