"""Posterior distributions known by a few percentiles, drawn as cumulative curves."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_COLORS = sns.color_palette("colorblind")
_LOOKS = {"MCMC": (_COLORS[0], "o", "-"), "Bootstrap": (_COLORS[1], "s", "--")}


def percentile_cdfs(table: pd.DataFrame, *, columns: int = 4) -> Figure:
    """Draw one panel a task: the probability that the ability has emerged by a loss.

    Parameters
    ----------
    table : pandas.DataFrame
        ``task``, ``method`` (``"MCMC"`` or ``"Bootstrap"``), ``percentile``, ``elbow``
        (nats), ``mle`` and ``truth`` (NaN where unknown).
    columns : int
        Panels a row at the most.

    Returns
    -------
    matplotlib.figure.Figure
        Loss falls to the right; markers stand at the percentiles, lines between them
        are straight.
    """
    tasks = list(dict.fromkeys(table["task"]))
    columns = min(columns, len(tasks))
    rows = -(-len(tasks) // columns)
    size = (max(5.4, 2.4 * columns), 2.2 * rows + 0.7)
    figure, axes = plt.subplots(
        rows, columns, figsize=size, squeeze=False, sharey=True, dpi=130
    )
    figure.set_layout_engine("constrained")
    for axis, task in zip(axes.flat, tasks, strict=False):
        _panel(axis, table[table["task"] == task])
        axis.set(title=task, xlabel="Loss (nats per token)")
    for axis in axes.flat[len(tasks) :]:
        axis.set_visible(False)
    for axis in axes[:, 0]:
        axis.set_ylabel("P(emerged by then)")
    _legend(figure)
    return figure


def _panel(axis: Axes, rows: pd.DataFrame) -> None:
    for method, part in rows.groupby("method", sort=False):
        color, marker, line = _LOOKS[method]
        emerged = 1 - part["percentile"] / 100
        look = {"color": color, "marker": marker, "ls": line, "ms": 4.5}
        axis.plot(part["elbow"], emerged, **look)
    axis.axvline(rows["mle"].iloc[0], color="0.35", ls=":", lw=1.6)
    if np.isfinite(rows["truth"].iloc[0]):
        axis.plot(rows["truth"].iloc[0], 0.5, "*", color="black", ms=11)
    axis.set_ylim(0, 1)
    axis.margins(x=0.08)
    axis.invert_xaxis()
    axis.locator_params(axis="x", nbins=4)
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)


def _legend(figure: Figure) -> None:
    handles = [
        plt.Line2D([], [], color=c, marker=m, ls=ls, ms=4.5, label=name)
        for name, (c, m, ls) in _LOOKS.items()
    ]
    handles.append(plt.Line2D([], [], color="0.35", ls=":", lw=1.6, label="MLE"))
    star = {"color": "black", "marker": "*", "ls": "", "ms": 11, "label": "truth"}
    handles.append(plt.Line2D([], [], **star))
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
