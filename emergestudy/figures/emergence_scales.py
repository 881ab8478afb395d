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
STEP = 0.3  # from one estimate of a row to the next, in rows


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
    groups = [(n, r, _places(r, calls)) for n, r in rows.groupby("group", sort=False)]
    heights = [places[-1] for _, _, places in groups]
    figure, axes = plt.subplots(
        len(groups),
        1,
        figsize=(8.4, 0.36 * sum(heights) + 1.9),
        height_ratios=heights,
        sharex=True,
        squeeze=False,
        layout="constrained",
        dpi=130,
    )
    axes.flat[0].set_xscale("log")
    axes.flat[0].set_xlim(*_limits(rows))
    for axis, (name, group, places) in zip(axes.flat, groups, strict=True):
        _draw(axis, group, calls, places)
        axis.set_title(name, fontsize=11)
    axes.flat[-1].set_xlabel(X_LABELS[x_axis])
    _legend(figure, rows, bool(calls["point"].notna().any()))
    return figure


def _places(rows: pd.DataFrame, calls: pd.DataFrame) -> np.ndarray:
    """Return the height of each row, more room below one with many estimates."""
    count = calls.dropna(subset="point").groupby("row").size()
    below = rows["row"].map(count).fillna(0).clip(lower=1) - 1
    return np.concatenate([[0.0], np.cumsum(1 + STEP * below.to_numpy())])


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    least = rows[["smaller", "printed"]].min().min()
    return least / 4, 2.5 * rows["printed"].max()


def _draw(
    axis: Axes, rows: pd.DataFrame, calls: pd.DataFrame, places: np.ndarray
) -> None:
    heights = places[:-1]
    axis.hlines(heights, rows["smaller"], rows["printed"], color="0.6", lw=1.2)
    axis.plot(rows["smaller"], heights, "|", color="0.4", ms=8, mew=1.4)
    for y, row in zip(heights, rows.itertuples(), strict=True):
        style = _style(row)
        axis.plot([row.printed], [y], style.marker, color=style.color, ms=7)
        _name(axis, row, y)
        own = calls[calls["row"] == row.row].dropna(subset="point")
        for k, call in enumerate(own.itertuples()):
            below = y + 0.3 + STEP * k
            axis.plot([call.low, call.high], [below] * 2, color=style.color, **BAR)
            axis.plot([call.point], [below], "|", color="black", ms=6, mew=1.4)
    axis.set_ylim(places[-1] - 0.3, -0.6)
    axis.set_yticks([])
    axis.grid(axis="x", alpha=0.25)
    sns.despine(ax=axis, left=True)


def _name(axis: Axes, row: object, y: float) -> None:
    """Write the ability beside its row, on the side that has room for it."""
    low, high = np.log(axis.get_xlim())
    start = row.printed if np.isnan(row.smaller) else row.smaller
    left = np.log(start) > (low + high) / 2
    place, shift, side = (start, -8, "right") if left else (row.printed, 8, "left")
    axis.annotate(
        row.ability,
        (place, y),
        (shift, 0),
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=9,
    )


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
