"""Scores by model size, one line a label, where labels are no families."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.errors import UsageError
from emergestudy.figures.series import Style, series_style

_MARKERS = "sD^vPX"
_COLORS = (4, 2, 0, 3, 8, 7)  # of seaborn's "colorblind"


def labeled_lines(
    points: pd.DataFrame,
    *,
    references: dict[str, float] | None = None,
    y_labels: dict[str, str],
) -> Figure:
    """Draw one panel a measure, side by side.

    Parameters
    ----------
    points : pandas.DataFrame
        Columns ``measure``, ``series`` (a family or any text), ``params``, ``score``,
        ``low`` and ``high`` (NaN where there is no interval).
    references : dict of str to float, optional
        By measure: the score that means "nothing", drawn as a dashed line.
    y_labels : dict of str to str
        By measure: what the score is, with its unit.

    Returns
    -------
    matplotlib.figure.Figure
        A series that names a family looks as it does everywhere.
    """
    measures = list(points["measure"].unique())
    figure, axes = plt.subplots(
        1, len(measures), figsize=(4.2 * len(measures), 3.6), squeeze=False, dpi=130
    )
    figure.set_layout_engine("constrained")
    looks = _looks(points["series"].unique())
    for axis, measure in zip(axes.flat, measures, strict=True):
        if references and measure in references:
            axis.axhline(references[measure], color="0.35", ls="--", lw=1.2)
        _draw(axis, points[points["measure"] == measure], looks)
        axis.set(title=measure, xlabel="Model parameters", ylabel=y_labels[measure])
    handles = [
        plt.Line2D([], [], color=look.color, marker=look.marker, label=name)
        for name, look in looks.items()
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2)
    return figure


def _draw(axis: Axes, points: pd.DataFrame, looks: dict[str, Style]) -> None:
    axis.set_xscale("log")
    for name, curve in points.groupby("series", sort=False):
        look, curve = looks[str(name)], curve.sort_values("params")
        axis.vlines(
            curve["params"], curve["low"], curve["high"], color=look.color, lw=1.4
        )
        line = {"color": look.color, "marker": look.marker, "ms": 6, "lw": 1.4}
        axis.plot(curve["params"], curve["score"], **line)
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)


def _looks(names: Sequence[str]) -> dict[str, Style]:
    """Take a family's own style, or else the next of an own palette."""
    colors = sns.color_palette("colorblind")
    own = [Style(colors[c], m, "") for c, m in zip(_COLORS, _MARKERS, strict=True)]
    free, looks = iter(own), {}
    for name in names:
        try:
            looks[name] = series_style([name])[name]
        except UsageError:
            looks[name] = next(free)
    return looks
