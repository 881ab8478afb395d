"""One score on several axes: a grid whose panels differ in both axes."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator

from emergestudy.figures.series import Style

# Labels of log axes that span too little for powers of ten.
_TICKS = np.array([2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100, 200, 1000, 10000])
_FEW = 12  # points a series up to which they are joined and drawn large


@dataclass(frozen=True)
class LensPanel:
    """One panel: what it draws and what its axes say.

    Attributes
    ----------
    title : str
        Heading of the panel.
    points : pandas.DataFrame
        Columns ``series``, ``x`` and ``y``.
    x_label, y_label : str
        What the axes hold, with units.
    falls : str
        Axes on which less is better, so that they are reversed: ``""``, ``"x"``,
        ``"y"`` or ``"xy"``. Such axes, perplexities, have few decades and get
        plain numbers.
    logs : str
        Axes with a log scale.
    chance : float or None
        Where to draw the chance line.
    marks : pandas.DataFrame or None
        Columns ``series``, ``point``, ``low`` and ``high`` on the x axis: where
        series leave chance.
    """

    title: str
    points: pd.DataFrame
    x_label: str
    y_label: str
    falls: str = ""
    logs: str = "x"
    chance: float | None = None
    marks: pd.DataFrame | None = None


def size_styles(sizes: Sequence[str]) -> dict[str, Style]:
    """Give model sizes an ordered palette, dark for the largest.

    Parameters
    ----------
    sizes : sequence of str
        From small to large.

    Returns
    -------
    dict of str to Style
    """
    shades = plt.get_cmap("viridis_r")(np.linspace(0.2, 1, len(sizes)))
    colors = [tuple(shade[:3]) for shade in shades]
    markers = "osD^vPXph"
    return {
        size: Style(colors[i], markers[i % len(markers)], size)
        for i, size in enumerate(sizes)
    }


def lens_grid(
    panels: Sequence[LensPanel], styles: dict[str, Style], *, columns: int = 3
) -> Figure:
    """Draw panels that differ in their axes, in the styles given.

    Parameters
    ----------
    panels : sequence of LensPanel
        In reading order.
    styles : dict of str to Style
        Look of each series, in the order of the legend.
    columns : int
        Panels a row.

    Returns
    -------
    matplotlib.figure.Figure
        With one legend. Short series are joined by lines; of long ones each point is
        a small dot.
    """
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    size = (max(5.4, 2.6 * columns), 2.5 * rows + 0.5)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, dpi=130)
    figure.set_layout_engine("constrained")
    for axis, panel in zip(axes.flat, panels, strict=False):
        _draw(axis, panel, styles)
    for axis in axes.flat[len(panels) :]:
        axis.set_visible(False)
    drawn = {name for panel in panels for name in panel.points["series"]}
    shown = [style for name, style in styles.items() if name in drawn]
    _legend(figure, shown, panels)
    return figure


def _draw(axis: Axes, panel: LensPanel, styles: dict[str, Style]) -> None:
    if panel.chance is not None:
        axis.axhline(panel.chance, color="0.35", linestyle="--", linewidth=1.2)
    for name, part in panel.points.groupby("series", sort=False):
        style, part = styles[name], part.sort_values("x")
        few = len(part) <= _FEW
        look = {"ls": "-", "ms": 6} if few else {"ls": "", "ms": 2.2, "alpha": 0.6}
        axis.plot(part["x"], part["y"], style.marker, color=style.color, **look)
    for letter, line in (("x", axis.xaxis), ("y", axis.yaxis)):
        if letter in panel.logs:
            getattr(axis, f"set_{letter}scale")("log")
        if letter in panel.falls:
            _plain_ticks(line)
            line.set_inverted(True)
    if panel.marks is not None:
        _mark(axis, panel.marks, styles)
    axis.set(title=panel.title, xlabel=panel.x_label, ylabel=panel.y_label)
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)


def _plain_ticks(line: Axis) -> None:
    low, high = np.log(sorted(line.get_view_interval()))
    ticks = []
    for tick in np.log(_TICKS):
        if low <= tick <= high and tick - max(ticks, default=-1) > (high - low) / 6:
            ticks.append(tick)
    ticks = np.exp(ticks)
    line.set_major_locator(FixedLocator(ticks))
    line.set_major_formatter(lambda value, _: f"{value:,.0f}")
    line.set_minor_locator(NullLocator())
    line.set_minor_formatter(NullFormatter())


def _mark(axis: Axes, marks: pd.DataFrame, styles: dict[str, Style]) -> None:
    """Draw emergence points and intervals in a strip below the points."""
    ends = axis.get_xlim()
    bottom, top = axis.get_ylim()
    axis.set_ylim(bottom - 0.2 * (top - bottom), top)
    place = axis.get_xaxis_transform()
    for row, mark in enumerate(marks.itertuples()):
        color, height = styles[mark.series].color, 0.05 + 0.07 * row
        span = np.clip([mark.low, mark.high], *sorted(ends))
        axis.plot(span, [height] * 2, color=color, lw=4, alpha=0.45, transform=place)
        axis.plot(
            [mark.point], [height], "|", color=color, ms=8, mew=2, transform=place
        )
    axis.set_xlim(ends)


def _legend(figure: Figure, styles: list[Style], panels: Sequence[LensPanel]) -> None:
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, ls="", label=s.label)
        for s in styles
    ]
    if any(panel.chance is not None for panel in panels):
        handles.append(plt.Line2D([], [], color="0.35", ls="--", label="chance"))
    if any(panel.marks is not None and len(panel.marks) for panel in panels):
        bar = {"lw": 4, "alpha": 0.6, "label": "leaves chance here"}
        handles.append(plt.Line2D([], [], color="0.35", **bar))
    figure.legend(
        handles=handles, loc="outside upper center", ncols=min(5, len(handles))
    )
