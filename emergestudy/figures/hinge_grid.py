"""Points with one hinge a panel: rows are sets of models, columns are metrics."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def hinge_grid(
    points: pd.DataFrame, hinges: pd.DataFrame, labels: dict[str, str]
) -> Figure:
    """Draw score against compute with the fitted hinge and the interval of its elbow.

    Parameters
    ----------
    points : pandas.DataFrame
        ``set``, ``metric``, ``scale`` (training FLOPs), ``score`` and ``chance``.
    hinges : pandas.DataFrame
        One row a set and metric: ``elbow``, ``low``, ``high`` (log10 FLOPs),
        ``floor`` and ``slope``.
    labels : dict of str to str
        Metric to the label of its axis, in the order of the columns.

    Returns
    -------
    matplotlib.figure.Figure
        The band is the interval of the elbow.
    """
    sets = list(points["set"].unique())
    figure, axes = plt.subplots(
        len(sets),
        len(labels),
        figsize=(6.4, 2.3 * len(sets) + 0.4),
        sharex=True,
        squeeze=False,
        dpi=130,
    )
    figure.set_layout_engine("constrained")
    for row in hinges.itertuples():
        axis = axes[sets.index(row.set)][list(labels).index(row.metric)]
        chosen = (points["set"] == row.set) & (points["metric"] == row.metric)
        _draw(axis, points[chosen], row)
        axis.set_ylabel(labels[row.metric], fontsize=9)
        axis.set_title(row.set, fontsize=10, loc="left")
    for axis in axes[-1]:
        axis.set_xlabel("Training FLOPs")
    handles, names = axes.flat[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper center", ncols=4, fontsize=8)
    return figure


def _draw(axis: Axes, part: pd.DataFrame, row: tuple) -> None:
    colors = sns.color_palette("colorblind")
    axis.set_xscale("log")
    band = {"color": colors[1], "alpha": 0.3, "label": "elbow, interval"}
    axis.axvspan(10**row.low, 10**row.high, **band)
    chance = {"color": "0.35", "ls": "--", "lw": 1.2, "label": "chance"}
    axis.axhline(part["chance"].iloc[0], **chance)
    dots = {"color": "0.4", "ms": 4, "alpha": 0.8, "label": "one model"}
    axis.plot(part["scale"], part["score"], "o", **dots)
    ends = np.log10([part["scale"].min(), part["scale"].max()])
    x = np.array([ends[0], np.clip(row.elbow, *ends), ends[1]])
    y = row.floor + row.slope * np.maximum(x - row.elbow, 0)
    axis.plot(10**x, y, color=colors[0], lw=2, label="hinge")
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)
