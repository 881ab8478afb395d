"""Loss over training, with the losses at which abilities appear as lines across."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.series import ordered_styles


def loss_ladder(
    groups: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
    elbows: Mapping[str, float],
    *,
    sizes: Sequence[str],
) -> Figure:
    """Draw one panel a group of models whose losses compare.

    Parameters
    ----------
    groups : mapping
        By title: curves with ``model``, ``tokens``, ``loss`` and ``spread``, and
        checkpoints with ``model``, ``train_tokens`` and ``train_loss``.
    elbows : mapping of str to float
        Name and loss of each line; drawn in the first panel only.
    sizes : sequence of str
        Sizes in order; the last word of a model's name starts with its size.

    Returns
    -------
    matplotlib.figure.Figure
        One color and marker a size; markers are checkpoints, bands the spread of the
        drawn line.
    """
    size = (5.4, 3.4 * len(groups) + 0.4)
    figure, axes = plt.subplots(
        len(groups), 1, figsize=size, squeeze=False, layout="constrained", dpi=130
    )
    styles = ordered_styles(sizes)
    for axis, (title, (curves, points)) in zip(axes.flat, groups.items(), strict=True):
        for model, curve in curves.groupby("model"):
            size = next(s for s in sizes if f" {s}" in model)
            _draw(axis, curve, points[points["model"] == model], styles[size])
        axis.set(
            title=title,
            xlabel="Training tokens (billions)",
            ylabel="Training loss (nats per token)",
        )
        axis.grid(alpha=0.25)
        sns.despine(ax=axis)
    _lines(axes.flat[0], elbows)
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, label=s.label)
        for s in styles.values()
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(sizes))
    return figure


def _draw(axis: Axes, curve: pd.DataFrame, points: pd.DataFrame, style: object) -> None:
    tokens = curve["tokens"] / 1e9
    low, high = curve["loss"] - curve["spread"], curve["loss"] + curve["spread"]
    axis.fill_between(tokens, low, high, color=style.color, alpha=0.25, lw=0)
    axis.plot(tokens, curve["loss"], color=style.color, lw=1.2)
    look = {"color": style.color, "marker": style.marker, "ls": "none", "ms": 6}
    axis.plot(points["train_tokens"] / 1e9, points["train_loss"], mec="0.15", **look)


def _lines(axis: Axes, elbows: Mapping[str, float]) -> None:
    """Draw the elbows, and write their names where they do not cover each other."""
    room = 0.05 * (axis.get_ylim()[1] - axis.get_ylim()[0])
    lowest = float("-inf")
    for name, loss in sorted(elbows.items(), key=lambda item: item[1]):
        axis.axhline(loss, color="0.35", ls="--", lw=1)
        lowest = max(loss, lowest + room)
        place = axis.get_yaxis_transform()
        axis.text(1.0, lowest, f" {name}", transform=place, va="center", fontsize=9)
