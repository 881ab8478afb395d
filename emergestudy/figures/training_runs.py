"""Scores over size and over training: one curve a run, its end marked."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_MARKERS = "osD^vPXd"


def training_grid(panels: Sequence[tuple[str, pd.DataFrame]]) -> Figure:
    """Draw score against the compute spent so far, one curve a model.

    Parameters
    ----------
    panels : sequence of (str, pandas.DataFrame)
        Title, and a table with ``model``, ``params``, ``scale`` (training FLOPs so
        far), ``score``, ``low``, ``high`` (percent) and ``final``.

    Returns
    -------
    matplotlib.figure.Figure
        Darker is larger. Full markers at the end of training, small ones before; a
        dotted line joins the ends, which is the curve over size.
    """
    figure, axes = plt.subplots(
        1,
        len(panels),
        figsize=(4.4 * len(panels), 3.6),
        sharey=True,
        squeeze=False,
        dpi=130,
    )
    figure.set_layout_engine("constrained")
    for axis, (title, runs) in zip(axes.flat, panels, strict=True):
        _draw(axis, runs)
        axis.set(title=title, xlabel="Training FLOPs so far")
    axes.flat[0].set_ylabel("Accuracy (%)")
    handles, names = axes.flat[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper center", ncols=4)
    return figure


def _draw(axis: Axes, runs: pd.DataFrame) -> None:
    axis.set_xscale("log")
    models = runs.sort_values("params")["model"].unique()
    colors = sns.color_palette("viridis_r", len(models) + 1)[1:]
    for model, color, marker in zip(models, colors, _MARKERS, strict=False):
        run = runs[runs["model"] == model].sort_values("scale")
        axis.vlines(run["scale"], run["low"], run["high"], color=color, lw=1.2)
        look = {"color": color, "marker": marker, "label": model}
        axis.plot(run["scale"], run["score"], ms=4, lw=1.4, **look)
    ends = runs[runs["final"]].sort_values("scale")
    dotted = {"color": "0.35", "ls": ":", "lw": 1.3, "label": "ends of training"}
    axis.plot(ends["scale"], ends["score"], marker="o", mfc="none", ms=9, **dotted)
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)
