"""Score against loss of a few runs, and their elbows by the window of the fit."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.series import Style, series_style


def run_windows(
    runs: pd.DataFrame,
    elbows: pd.DataFrame,
    windows: pd.DataFrame,
    *,
    highest: float,
    labels: tuple[str, str],
) -> Figure:
    """Draw the transition of each run, and below what other windows would say.

    Parameters
    ----------
    runs : pandas.DataFrame
        ``run``, ``loss``, ``score`` and ``chance``.
    elbows : pandas.DataFrame
        ``run``, ``elbow``, ``low``, ``high``, ``floor`` and ``slope``: the hinges.
    windows : pandas.DataFrame
        The same with ``highest``, the highest score kept.
    highest : float
        Highest score kept for `elbows`: a dotted line.
    labels : (str, str)
        What loss and score are, with units.

    Returns
    -------
    matplotlib.figure.Figure
        Better models to the right; bars along the bottom are intervals of the elbows.
    """
    figure, (top, bottom) = plt.subplots(
        2, 1, figsize=(6.4, 6.2), height_ratios=[1.3, 1], dpi=130
    )
    figure.set_layout_engine("constrained")
    styles = series_style(runs["run"].unique())
    _transition(top, runs, elbows, styles, highest)
    top.set(xlabel=labels[0], ylabel=labels[1])
    _by_window(bottom, windows, styles)
    bottom.set(xlabel="Highest score kept in the fit (%)", ylabel="Elbow (loss)")
    for axis in (top, bottom):
        axis.grid(alpha=0.25)
        sns.despine(ax=axis)
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, label=s.label)
        for s in styles.values()
    ]
    handles.append(plt.Line2D([], [], color="0.35", ls="--", label="chance"))
    handles.append(plt.Line2D([], [], color="0.35", ls=":", label="end of the fit"))
    figure.legend(handles=handles, loc="outside upper center", ncols=3, fontsize=9)
    return figure


def _transition(
    axis: Axes,
    runs: pd.DataFrame,
    elbows: pd.DataFrame,
    styles: dict[str, Style],
    highest: float,
) -> None:
    axis.axhline(runs["chance"].iloc[0], color="0.35", ls="--", lw=1.2)
    axis.axhline(highest, color="0.35", ls=":", lw=1.2)
    for run, part in runs.groupby("run", sort=False):
        look = styles[run]
        dots = {"marker": look.marker, "color": look.color, "ls": "none", "ms": 4}
        axis.plot(part["loss"], part["score"], alpha=0.7, **dots)
    bottom = runs["score"].min()
    for place, row in enumerate(elbows.itertuples()):
        color = styles[row.run].color
        end = row.elbow - (highest - row.floor) / row.slope
        x = np.array([runs["loss"].max(), row.elbow, end])
        y = row.floor + row.slope * np.maximum(row.elbow - x, 0)
        axis.plot(x, y, color=color, lw=1.8)
        height = bottom - 2 - 1.6 * place
        axis.plot([row.low, row.high], [height] * 2, color=color, lw=4, alpha=0.5)
        axis.plot([row.elbow], [height], "|", color=color, ms=9, mew=2.2)
    # The transition and what is near it; a long tail of training is left out.
    middle = elbows["elbow"].mean()
    axis.set_xlim(middle + 0.16, middle - 0.14)


def _by_window(axis: Axes, windows: pd.DataFrame, styles: dict[str, Style]) -> None:
    names = list(styles)
    for run, part in windows.groupby("run", sort=False):
        look, aside = styles[run], 0.35 * (names.index(run) - 1)
        x = part["highest"] + aside
        axis.vlines(x, part["low"], part["high"], color=look.color, lw=2)
        dots = {"marker": look.marker, "color": look.color, "ls": "none", "ms": 6}
        axis.plot(x, part["elbow"], **dots)
    axis.invert_yaxis()
