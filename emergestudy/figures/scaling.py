"""Score against scale: a grid of panels, one curve a series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.series import Style, series_style

X_LABELS = {
    "train_flops": "Training FLOPs",
    "params": "Model parameters",
    "train_tokens": "Training tokens",
    "perplexity": "WikiText103 perplexity",
    "loss": "Loss (nats per token)",
}
FALLING = ("perplexity", "loss")  # better to the left: these axes are reversed


@dataclass(frozen=True)
class Panel:
    """One panel: its curves and what the axes say.

    Attributes
    ----------
    title : str
        Heading of the panel.
    curves : pandas.DataFrame
        Columns ``series`` (a family or a setting), ``scale``, ``score``, ``low``
        and ``high`` (bounds of the score, NaN where there is no interval).
    chance : float or None
        Score of random guessing, in the unit of the score.
    y_label : str
        What the score is, with its unit.
    styles : mapping of str to Style or None
        Looks of the series; by default those of `series_style`.
    marks : pandas.DataFrame or None
        Columns ``series``, ``point``, ``low`` and ``high``: where series leave
        chance. Drawn as bars along the bottom.
    """

    title: str
    curves: pd.DataFrame
    chance: float | None
    y_label: str
    marks: pd.DataFrame | None = None
    styles: Mapping[str, Style] | None = None

    def looks(self) -> dict[str, Style]:
        """Return the look of each series of the panel."""
        names = list(dict.fromkeys(self.curves["series"]))
        if self.styles is None:
            return series_style(names)
        return {name: self.styles[name] for name in names}


def scaling_grid(
    panels: Sequence[Panel],
    *,
    x_axis: str = "train_flops",
    x_scale: str = "log",
    columns: int = 4,
) -> Figure:
    """Draw score against scale, one panel a task, one curve a series.

    Parameters
    ----------
    panels : sequence of Panel
        What to draw, in reading order.
    x_axis : str
        A key of `X_LABELS`: what ``scale`` holds. Axes on which less is better
        (perplexity, loss) are reversed, so that better models stand to the right.
    x_scale : str
        ``"log"`` or ``"linear"``.
    columns : int
        Panels a row at the most.

    Returns
    -------
    matplotlib.figure.Figure
        With a dashed chance line in each panel, vertical bars for intervals and
        one legend for all.
    """
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    width = max(5.4, 2.5 * columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(width, 2.4 * rows + 0.5), squeeze=False, dpi=130
    )
    figure.set_layout_engine("constrained")
    for axis, panel in zip(axes.flat, panels, strict=False):
        _draw(axis, panel, x_axis, x_scale)
    for axis in axes.flat[len(panels) :]:
        axis.set_visible(False)
    marked = any(p.marks is not None and len(p.marks) for p in panels)
    chance = any(p.chance is not None for p in panels)
    looks = {name: style for p in panels for name, style in p.looks().items()}
    _legend(figure, looks, marked, chance)
    return figure


def _draw(axis: Axes, panel: Panel, x_axis: str, x_scale: str) -> None:
    curves = panel.curves.sort_values("scale")
    styles = panel.looks()
    axis.set_xscale(x_scale)
    if panel.chance is not None:
        axis.axhline(panel.chance, color="0.35", linestyle="--", linewidth=1.2)
    _draw_curves(axis, curves, styles)
    if panel.marks is not None:
        _mark(axis, panel.marks)
    if x_axis in FALLING:
        axis.invert_xaxis()
        # Perplexities span less than a decade: whole numbers, not powers of ten.
        axis.xaxis.set_major_locator(ticker.MaxNLocator(4))
        axis.xaxis.set_major_formatter(ticker.ScalarFormatter())
        axis.xaxis.set_minor_locator(ticker.NullLocator())
    axis.set(title=panel.title, xlabel=X_LABELS[x_axis], ylabel=panel.y_label)
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)


def _draw_curves(axis: Axes, curves: pd.DataFrame, styles: dict[str, Style]) -> None:
    colors = [styles[name].color for name in curves["series"]]
    axis.vlines(curves["scale"], curves["low"], curves["high"], color=colors, lw=1.4)
    sns.lineplot(
        curves,
        x="scale",
        y="score",
        hue="series",
        style="series",
        palette={n: s.color for n, s in styles.items()},
        markers={n: s.marker for n, s in styles.items()},
        dashes=False,
        markersize=6,
        estimator=None,
        legend=False,
        ax=axis,
    )


def _mark(axis: Axes, marks: pd.DataFrame) -> None:
    """Draw emergence points and intervals, one above the other, below the curves."""
    styles = series_style(marks["series"])
    left, right = axis.get_xlim()
    room = (0.03 + 0.07 * len(marks)) * bool(len(marks))
    bottom, top = axis.get_ylim()
    axis.set_ylim(bottom - room / (1 - room) * (top - bottom), top)
    place = axis.get_xaxis_transform()
    for row, mark in enumerate(marks.itertuples()):
        color, height = styles[mark.series].color, 0.05 + 0.07 * row
        ends = [max(mark.low, left), min(mark.high, right)]
        axis.plot(ends, [height] * 2, color=color, lw=4, alpha=0.45, transform=place)
        axis.plot(
            [mark.point], [height], "|", color=color, ms=8, mew=2, transform=place
        )
    axis.set_xlim(left, right)


def _legend(
    figure: Figure, looks: dict[str, Style], marked: bool, chance: bool
) -> None:
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, label=s.label)
        for s in looks.values()
    ]
    if chance:
        handles.append(plt.Line2D([], [], color="0.35", ls="--", label="chance"))
    if marked:
        bar = {"lw": 4, "alpha": 0.6, "label": "leaves chance here"}
        handles.append(plt.Line2D([], [], color="0.35", **bar))
    ncols = min(len(handles), max(3, int(figure.get_figwidth() / 1.3)))
    figure.legend(handles=handles, loc="outside upper center", ncols=ncols)
