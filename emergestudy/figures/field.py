"""A field of models: some families as curves, all others as gray dots."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.scaling import X_LABELS
from emergestudy.figures.series import series_style


@dataclass(frozen=True)
class FieldPanel:
    """One panel of a field.

    Attributes
    ----------
    title : str
        Heading of the panel.
    curves : pandas.DataFrame
        Columns ``series`` (a family), ``scale``, ``score``, ``low`` and ``high``
        (NaN where there is no interval): drawn in the color of the family.
    dots : pandas.DataFrame
        Columns ``scale`` and ``score``: drawn in gray.
    chance : float or None
        Score of random guessing, in the unit of the score.
    y_label : str
        What the score is, with its unit.
    """

    title: str
    curves: pd.DataFrame
    dots: pd.DataFrame
    chance: float | None
    y_label: str


def field_grid(
    panels: Sequence[FieldPanel], *, x_axis: str = "train_flops", columns: int = 4
) -> Figure:
    """Draw score against scale over a field of models, one panel a task.

    Parameters
    ----------
    panels : sequence of FieldPanel
        What to draw, in reading order.
    x_axis : str
        A key of `emergestudy.figures.scaling.X_LABELS`: what ``scale`` holds.
    columns : int
        Panels a row at the most.

    Returns
    -------
    matplotlib.figure.Figure
        With a dashed chance line where there is one, and one legend for all.
    """
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    size = (max(5.4, 2.5 * columns), 2.4 * rows + 0.9)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, dpi=130)
    figure.set_layout_engine("constrained")
    for axis, panel in zip(axes.flat, panels, strict=False):
        _draw(axis, panel)
        axis.set(title=panel.title, xlabel=X_LABELS[x_axis], ylabel=panel.y_label)
    for axis in axes.flat[len(panels) :]:
        axis.set_visible(False)
    _legend(figure, panels)
    return figure


def _draw(axis: Axes, panel: FieldPanel) -> None:
    axis.set_xscale("log")
    if panel.chance is not None:
        axis.axhline(panel.chance, color="0.35", linestyle="--", linewidth=1.2)
    dots = panel.dots
    axis.scatter(dots["scale"], dots["score"], s=14, color="0.7", linewidths=0)
    for name, style in series_style(panel.curves["series"].unique()).items():
        curve = panel.curves[panel.curves["series"] == name].sort_values("scale")
        axis.vlines(
            curve["scale"], curve["low"], curve["high"], color=style.color, lw=1.4
        )
        look = {"color": style.color, "marker": style.marker, "ms": 5, "lw": 1.3}
        axis.plot(curve["scale"], curve["score"], **look)
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)


def _legend(figure: Figure, panels: Sequence[FieldPanel]) -> None:
    names = sorted({name for p in panels for name in p.curves["series"]})
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, label=s.label)
        for s in series_style(names).values()
    ]
    if any(len(p.dots) for p in panels):
        dot = {"color": "0.7", "marker": "o", "ms": 4, "ls": "none"}
        handles.append(plt.Line2D([], [], label="other models", **dot))
    if any(p.chance is not None for p in panels):
        handles.append(plt.Line2D([], [], color="0.35", ls="--", label="chance"))
    ncols = min(len(handles), max(3, int(figure.get_figwidth() / 1.35)))
    figure.legend(handles=handles, loc="outside upper center", ncols=ncols)
