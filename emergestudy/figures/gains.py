"""The gain of a technique, model by model, against training compute."""

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
class GainPanel:
    """One panel: gains of many models.

    Attributes
    ----------
    title : str
        Heading of the panel.
    points : pandas.DataFrame
        ``family``, ``scale`` (training FLOPs), ``gain``, ``gain_low`` and
        ``gain_high`` in percentage points.
    curve : pandas.DataFrame or None
        ``scale`` and ``gain``: the fitted curve.
    crossing : (float, float, float) or None
        Low end, median and high end of where the gain starts.
    """

    title: str
    points: pd.DataFrame
    curve: pd.DataFrame | None
    crossing: tuple[float, float, float] | None


def gain_figure(panels: Sequence[GainPanel]) -> Figure:
    """Draw gain against training FLOPs, one panel beside the other.

    Parameters
    ----------
    panels : sequence of GainPanel
        One or two read best.

    Returns
    -------
    matplotlib.figure.Figure
        A dashed line at zero, bars for intervals, the fitted curve in black, a gray
        band for the interval of the crossing; one legend for all families.
    """
    size = (max(5.0, 4.8 * len(panels)), 5.6)
    figure, axes = plt.subplots(1, len(panels), figsize=size, squeeze=False, dpi=130)
    figure.set_layout_engine("constrained")
    for axis, panel in zip(axes.flat, panels, strict=True):
        _draw(axis, panel)
    axes.flat[0].set_ylabel("Gain of the technique (points)")
    names = [n for p in panels for n in sorted(p.points["family"].unique())]
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, ls="", label=s.label)
        for s in series_style(names).values()
    ]
    columns = max(3, int(size[0] / 1.6))
    figure.legend(
        handles=handles, loc="outside lower center", ncols=columns, fontsize=8.5
    )
    return figure


def _draw(axis: Axes, panel: GainPanel) -> None:
    points = panel.points
    styles = series_style(points["family"])
    axis.set_xscale("log")
    axis.axhline(0, color="0.35", ls="--", lw=1.2)
    if panel.crossing is not None:
        low, middle, high = panel.crossing
        axis.axvspan(low, min(high, points["scale"].max()), color="0.5", alpha=0.25)
        axis.axvline(middle, color="0.25", lw=1.2, ls=":")
    colors = [styles[name].color for name in points["family"]]
    ends = points["gain_low"], points["gain_high"]
    axis.vlines(points["scale"], *ends, color=colors, lw=1, alpha=0.5)
    for family, rows in points.groupby("family"):
        style = styles[family]
        drawn = {"color": style.color, "marker": style.marker, "ls": ""}
        axis.plot(rows["scale"], rows["gain"], ms=5.5, **drawn)
    if panel.curve is not None:
        axis.plot(panel.curve["scale"], panel.curve["gain"], color="black", lw=1.6)
    axis.set(title=panel.title, xlabel=X_LABELS["train_flops"])
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)
