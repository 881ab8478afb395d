"""Figures 1 and 2 of Snell et al. as a schematic: shift, then extrapolate. No data."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_ELBOWS = {"little data": 0.52, "more data": 0.38, "most data": 0.27}
_FEW_SHOT = 0.74


def shift_schematic() -> Figure:
    """Draw how finetuning moves the elbow, and how that is carried back to few-shot.

    Returns
    -------
    matplotlib.figure.Figure
        Left: one hinge an amount of data. Right: elbow against amount, and the curve
        through them carried on to (almost) no data. Axes have no numbers.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.0), dpi=130)
    figure.set_layout_engine("constrained")
    colors = sns.color_palette("viridis_r", 4)[1:]
    _hinges(left, colors)
    _law(right, colors)
    left.set(title="1. Finetuning shifts", xlabel="Pretrained model: weak to strong")
    left.set_ylabel("Score on the task")
    right.set(title="2. Extrapolate back", xlabel="Finetuning data: none to much")
    right.set_ylabel("Where it emerges: weak to strong")
    for axis in (left, right):
        axis.set(xticks=[], yticks=[])
        sns.despine(ax=axis)
    return figure


def _hinges(axis: Axes, colors: list) -> None:
    x = np.linspace(0, 1, 200)
    known = x < 0.62
    for (label, elbow), color in zip(_ELBOWS.items(), colors, strict=True):
        y = 0.2 + 1.2 * np.maximum(x - elbow, 0)
        axis.plot(x[known], y[known], color=color, lw=2.2, label=label)
    few_shot = 0.2 + 1.2 * np.maximum(x - _FEW_SHOT, 0)
    axis.plot(x[known], few_shot[known], color="0.3", lw=2.2, label="few-shot, seen")
    hidden = {"color": "0.3", "lw": 1.8, "ls": ":", "label": "few-shot, to come"}
    axis.plot(x[~known], few_shot[~known], **hidden)
    axis.axvline(0.62, color="0.6", lw=1)
    axis.text(0.63, 0.72, "strongest\nmodel so far", fontsize=8, color="0.35")
    axis.set_ylim(0.1, 0.86)
    axis.legend(fontsize=8, loc="upper left", frameon=False)


def _law(axis: Axes, colors: list) -> None:
    amounts = np.array([0.42, 0.66, 0.9])
    curve = np.polyfit([0.06, *amounts], [_FEW_SHOT, *_ELBOWS.values()], 2)
    x = np.linspace(0.06, 0.95, 100)
    axis.plot(x, np.polyval(curve, x), color="0.6", ls="--", lw=1.6)
    for place, elbow, color in zip(amounts, _ELBOWS.values(), colors, strict=True):
        axis.plot(place, elbow, "o", color=color, ms=8)
    axis.plot(0.06, _FEW_SHOT, "*", color="0.3", ms=13)
    axis.annotate(
        "predicted few-shot\nemergence",
        (0.08, _FEW_SHOT),
        (0.3, 0.72),
        fontsize=8,
        arrowprops={"arrowstyle": "->", "color": "0.4"},
    )
    axis.set(xlim=(0, 1), ylim=(0.15, 0.86))
