"""Table 1 as a figure: printed scales, the model before, and estimates."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.scaling import X_LABELS
from emergestudy.figures.series import Style, series_style

UNLISTED = Style((0.35, 0.35, 0.35), "o", "not in Table 2")
BAR = {"lw": 4, "alpha": 0.6, "solid_capstyle": "butt"}


def emergence_scales(
    rows: pd.DataFrame, calls: pd.DataFrame, *, x_axis: str = "train_flops"
) -> Figure:
    """Draw one row of the table a line, one panel a group.

    Parameters
    ----------
    rows : pandas.DataFrame
        The first row on top: ``row``, ``group`` (the heading of its panel),
        ``ability``, ``family``, ``model`` (empty where unknown), ``printed`` and
        ``smaller`` (scale of the next smaller model of the family, NaN if unknown).
    calls : pandas.DataFrame
        Columns ``row``, ``family``, ``point``, ``low`` and ``high``; rows without a
        finite point are not drawn. One row of the table may have several.
    x_axis : str
        ``"train_flops"`` or ``"params"``.

    Returns
    -------
    matplotlib.figure.Figure
        A marker at the printed scale, a thin gray line down to the next smaller
        model, and below it one bar for each estimate with its interval.
    """
    groups = [(name, r) for name, r in rows.groupby("group", sort=False)]
    sizes = [len(r) for _, r in groups]
    figure, axes = plt.subplots(
        len(groups),
        1,
        figsize=(8.4, 0.36 * sum(sizes) + 1.9),
        height_ratios=sizes,
        sharex=True,
        squeeze=False,
        layout="constrained",
        dpi=130,
    )
    drawn = calls.dropna(subset="point")
    for axis, (name, group) in zip(axes.flat, groups, strict=True):
        _draw(axis, group, drawn)
        axis.set_title(name, fontsize=11)
    axes.flat[-1].set_xlabel(X_LABELS[x_axis])
    _legend(figure, rows, bool(len(drawn)))
    return figure


def _draw(axis: Axes, rows: pd.DataFrame, calls: pd.DataFrame) -> None:
    axis.set_xscale("log")
    place = np.arange(len(rows))
    axis.hlines(place, rows["smaller"], rows["printed"], color="0.6", lw=1.2)
    axis.plot(rows["smaller"], place, "|", color="0.4", ms=8, mew=1.4)
    for y, row in zip(place, rows.itertuples(), strict=True):
        style = _style(row)
        axis.plot([row.printed], [y], style.marker, color=style.color, ms=7)
        own = calls[calls["row"] == row.row]
        for k, call in enumerate(own.itertuples()):
            below = y + 0.2 + 0.13 * k
            axis.plot([call.low, call.high], [below] * 2, color=style.color, **BAR)
            axis.plot([call.point], [below], "|", color="black", ms=6, mew=1.4)
    axis.set_yticks(place, rows["ability"], fontsize=9)
    axis.set_ylim(len(rows) - 0.2, -0.6)
    axis.grid(axis="x", alpha=0.25)
    sns.despine(ax=axis)


def _style(row: object) -> Style:
    return series_style([row.family])[row.family] if row.model else UNLISTED


def _legend(figure: Figure, rows: pd.DataFrame, estimates: bool) -> None:
    styles = {_style(row).label: _style(row) for row in rows.itertuples()}
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, ls="none", label=name)
        for name, s in styles.items()
    ]
    before = {"color": "0.5", "marker": "|", "label": "down to the next smaller model"}
    handles.append(plt.Line2D([], [], **before))
    if estimates:
        handles.append(plt.Line2D([], [], color="0.35", label="estimate", **BAR))
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
