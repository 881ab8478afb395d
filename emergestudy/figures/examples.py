"""Figure of fitted example curves."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

POINTS, CURVE, ELBOW = (sns.color_palette("colorblind")[i] for i in (0, 7, 1))


def examples_figure(examples: Sequence, chance: float = 0.25) -> Figure:
    """Draw simulated curves with their fits, one panel each.

    Parameters
    ----------
    examples : sequence
        Items with ``kind``, ``points`` (a frame with ``scale``, ``score``, ``low``,
        ``high``), ``elbow`` (NaN where there is none) and ``fit`` (an
        `EmergenceFit`).
    chance : float
        Where the dashed line is drawn.

    Returns
    -------
    matplotlib.figure.Figure
        Titles say the true kind and the verdict. Dotted: the true elbow; bar along
        the bottom: the estimated point with its interval.
    """
    rows = -(-len(examples) // 4)
    figure, axes = plt.subplots(
        rows,
        4,
        figsize=(10, 2.5 * rows),
        sharey=True,
        squeeze=False,
        layout="constrained",
        dpi=130,
    )
    for axis, example in zip(axes.flat, examples, strict=False):
        _draw(axis, example, chance)
    for axis in axes[-1]:
        axis.set_xlabel("Training FLOPs")
    for axis in axes[:, 0]:
        axis.set_ylabel("Accuracy (share)")
    return figure


def _draw(axis: Axes, example: object, chance: float) -> None:
    points, fit = example.points, example.fit
    axis.set_xscale("log")
    axis.axhline(chance, color="0.35", ls="--", lw=1.2)
    axis.vlines(points["scale"], points["low"], points["high"], color=POINTS, lw=1.4)
    axis.plot(points["scale"], points["score"], "o", color=POINTS, ms=5)
    x = np.geomspace(points["scale"].min(), points["scale"].max(), 200)
    axis.plot(x, fit.curve(x), color=CURVE, lw=1.6)
    if np.isfinite(example.elbow):
        axis.axvline(example.elbow, color="0.35", ls=":", lw=1.2)
    if fit.point is not None:
        place = axis.get_xaxis_transform()
        axis.plot(
            fit.interval, [0.05] * 2, color=ELBOW, lw=5, alpha=0.6, transform=place
        )
        axis.plot(
            [fit.point], [0.05], "|", color=ELBOW, ms=11, mew=2.5, transform=place
        )
    title = f"{example.kind.replace('_', '-')}\ncalled {fit.verdict.replace('_', '-')}"
    axis.set_title(title, fontsize=10)
    sns.despine(ax=axis)
