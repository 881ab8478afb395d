"""Emergence points against the number of steps, one panel a chain of tasks."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.scaling import X_LABELS
from emergestudy.figures.series import Style, series_style


def step_points(
    calls: pd.DataFrame, *, x_axis: str = "train_flops", columns: int = 2
) -> Figure:
    """Draw where each length of a task leaves chance, with its interval.

    Parameters
    ----------
    calls : pandas.DataFrame
        ``chain``, ``setting``, ``steps``, ``point``, ``low``, ``high``; NaN where no
        point was found.
    x_axis : str
        A key of `X_LABELS`: the scale that ``point`` holds. It is the y axis here.
    columns : int
        Panels a row at the most.

    Returns
    -------
    matplotlib.figure.Figure
        A logarithmic scale axis shared by all panels; no marker where there is no
        point.
    """
    groups = list(calls.groupby("chain", sort=False))
    columns = min(columns, len(groups))
    rows = -(-len(groups) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(max(5.4, 3.2 * columns), 2.4 * rows + 0.5),
        sharey=True, squeeze=False, layout="constrained", dpi=130,
    )  # fmt: skip
    styles = series_style(calls["setting"])
    for axis, (chain, part) in zip(axes.flat, groups, strict=False):
        _draw(axis, part, styles)
        axis.set_title(chain.replace("_", " "))
    for axis in axes.flat[len(groups) :]:
        axis.set_visible(False)
    for axis in axes[:, 0]:
        axis.set_ylabel(f"Emergence point\n({X_LABELS[x_axis]})")
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, label=s.label)
        for s in styles.values()
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def _draw(axis: Axes, part: pd.DataFrame, styles: dict[str, Style]) -> None:
    axis.set_yscale("log")
    for k, (setting, curve) in enumerate(part.groupby("setting", sort=False)):
        style, found = styles[setting], curve.dropna(subset="point")
        bars = [found["point"] - found["low"], found["high"] - found["point"]]
        # A little to the side, so that intervals of two settings do not overlap.
        axis.errorbar(
            found["steps"] + 0.12 * k, found["point"], yerr=bars, capsize=3,
            color=style.color, marker=style.marker, ms=6, lw=1.4,
        )  # fmt: skip
    axis.set_xticks(sorted(part["steps"].unique()))
    unit = "objects" if part["steps"].max() > 5 else "digits"
    axis.set_xlabel(f"Number of {unit}")
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)
