"""A technique and its baseline against scale: where it hurts, where it helps."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from emergestudy.figures.scaling import X_LABELS
from emergestudy.figures.series import series_style

HELPS, HURTS = sns.color_palette("colorblind")[0], sns.color_palette("colorblind")[3]


@dataclass(frozen=True)
class TwoArms:
    """One panel: a technique and its baseline.

    Attributes
    ----------
    title : str
        Heading of the panel.
    points : pandas.DataFrame
        ``scale``, ``baseline``, ``technique``, and their bounds ``baseline_low``,
        ``baseline_high``, ``technique_low``, ``technique_high`` (NaN: no interval).
    names : (str, str)
        Settings of baseline and technique, as `series_style` knows them.
    y_label : str
        What the score is, with its unit.
    higher_is_better : bool
        False turns the y axis round, so that up is better everywhere.
    crossing : (float, float, float) or None
        Low end, median and high end of where the technique starts to help.
    """

    title: str
    points: pd.DataFrame
    names: tuple[str, str]
    y_label: str
    higher_is_better: bool = True
    crossing: tuple[float, float, float] | None = None


def two_arm_grid(
    panels: Sequence[TwoArms], *, x_axis: str = "train_flops", columns: int = 2
) -> Figure:
    """Draw panels of a technique beside its baseline.

    Parameters
    ----------
    panels : sequence of TwoArms
        In reading order.
    x_axis : str
        A key of `X_LABELS`: what ``scale`` holds.
    columns : int
        Panels a row at the most.

    Returns
    -------
    matplotlib.figure.Figure
        Red between the arms where the technique is worse, blue where it is better; a
        gray band and a line where it starts to help.
    """
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    size = (max(4.6, 4.2 * columns), 3.0 * rows + 0.5)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, dpi=130)
    figure.set_layout_engine("constrained")
    for axis, panel in zip(axes.flat, panels, strict=False):
        _draw(axis, panel)
        axis.set_xlabel(X_LABELS[x_axis])
    for axis in axes.flat[len(panels) :]:
        axis.set_visible(False)
    handles = [
        Patch(color=HURTS, alpha=0.25, label="technique is worse"),
        Patch(color=HELPS, alpha=0.2, label="technique is better"),
        Patch(color="0.5", alpha=0.35, label="starts to help (interval)"),
    ]
    figure.legend(
        handles=handles, loc="outside upper center", ncols=min(3, 2 * columns)
    )
    return figure


def _draw(axis: Axes, panel: TwoArms) -> None:
    points = panel.points.sort_values("scale")
    styles = series_style(panel.names)
    axis.set_xscale("log")
    if panel.crossing is not None:
        low, middle, high = panel.crossing
        axis.axvspan(low, min(high, points["scale"].max()), color="0.5", alpha=0.25)
        axis.axvline(middle, color="0.25", lw=1.2, ls=":")
    _shade(axis, points, panel.higher_is_better)
    for name, arm in zip(panel.names, ("baseline", "technique"), strict=True):
        style = styles[name]
        ends = points[f"{arm}_low"], points[f"{arm}_high"]
        axis.vlines(points["scale"], *ends, color=style.color, lw=1.4)
        drawn = {"color": style.color, "marker": style.marker, "label": style.label}
        axis.plot(points["scale"], points[arm], ms=6, lw=1.6, **drawn)
    better = "" if panel.higher_is_better else ",\nless is better, axis reversed"
    axis.set(title=panel.title, ylabel=panel.y_label + better)
    if not panel.higher_is_better:
        axis.invert_yaxis()
    axis.legend(fontsize=8.5, frameon=False)
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)


def _shade(axis: Axes, points: pd.DataFrame, higher_is_better: bool) -> None:
    """Fill between the arms; lines are straight on the log axis, so is the fill."""
    at = np.log10(points["scale"])
    fine = np.linspace(at.min(), at.max(), 400)
    below, above = (np.interp(fine, at, points[a]) for a in ("baseline", "technique"))
    better = (above >= below) if higher_is_better else (above <= below)
    for where, color, alpha in ((better, HELPS, 0.15), (~better, HURTS, 0.22)):
        kwargs = {"where": where, "color": color, "alpha": alpha, "lw": 0}
        axis.fill_between(10**fine, below, above, **kwargs)
