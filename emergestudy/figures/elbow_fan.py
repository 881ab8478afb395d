"""Score against compute by amount of finetuning; elbow and slope against amount."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.series import Style, ordered_styles

FEW_SHOT = "few-shot"


def elbow_fan(points: pd.DataFrame, elbows: pd.DataFrame, *, y_label: str) -> Figure:
    """Draw all curves with their hinges, and below what the hinges say.

    Parameters
    ----------
    points : pandas.DataFrame
        ``examples`` (0 is few-shot), ``scale`` (training FLOPs), ``score``, ``chance``.
    elbows : pandas.DataFrame
        One row an amount: ``examples``, ``elbow``, ``low``, ``high`` (log10 FLOPs),
        ``floor``, ``slope`` and ``told``. Elbows that are not told are not drawn.
    y_label : str
        What the score is, with its unit.

    Returns
    -------
    matplotlib.figure.Figure
        Few-shot is gray, amounts go from light to dark.
    """
    figure, axes = plt.subplot_mosaic(
        [["curves", "curves"], ["elbow", "slope"]],
        figsize=(6.4, 6.4),
        height_ratios=[1.35, 1],
        dpi=130,
    )
    figure.set_layout_engine("constrained")
    styles = _styles(elbows["examples"])
    _curves(axes["curves"], points, elbows, styles)
    axes["curves"].set(xlabel="Training FLOPs", ylabel=y_label)
    _against_amount(axes["elbow"], axes["slope"], elbows, styles)
    axes["elbow"].set_ylabel("Elbow, log10 FLOPs")
    axes["slope"].set_ylabel("Slope, points per tenfold")
    for axis in axes.values():
        axis.grid(alpha=0.25)
        sns.despine(ax=axis)
    _legend(figure, styles)
    return figure


def amount_label(examples: int) -> str:
    """Write an amount briefly: few-shot, 640, 16k, 1.6M."""
    if examples == 0:
        return FEW_SHOT
    for unit, letter in ((10**6, "M"), (10**3, "k")):
        if examples >= unit:
            return f"{examples / unit:.3g}{letter}"
    return str(examples)


def _legend(figure: Figure, styles: dict[int, Style]) -> None:
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, label=s.label, ms=5)
        for s in styles.values()
    ]
    handles.append(plt.Line2D([], [], color="0.35", ls="--", label="chance"))
    figure.legend(
        handles=handles,
        loc="outside upper center",
        ncols=5,
        fontsize=8,
        title="examples of finetuning",
        title_fontsize=9,
    )


def _styles(amounts: pd.Series) -> dict[int, Style]:
    labels = {n: amount_label(n) for n in amounts if n}
    looks = ordered_styles(labels.values())
    few_shot = {0: Style((0.4, 0.4, 0.4), "o", FEW_SHOT)} if 0 in set(amounts) else {}
    return few_shot | {n: looks[label] for n, label in labels.items()}


def _curves(
    axis: Axes, points: pd.DataFrame, elbows: pd.DataFrame, styles: dict[int, Style]
) -> None:
    axis.set_xscale("log")
    axis.axhline(points["chance"].iloc[0], color="0.35", ls="--", lw=1.2)
    ends = np.log10([points["scale"].min(), points["scale"].max()])
    for row in elbows.itertuples():
        look, part = styles[row.examples], points[points["examples"] == row.examples]
        dots = {"marker": look.marker, "color": look.color, "ls": "none", "ms": 3}
        axis.plot(part["scale"], part["score"], alpha=0.55, **dots)
        bend = np.clip(row.elbow, *ends)
        x = np.array([ends[0], bend, ends[1]])
        y = row.floor + row.slope * np.maximum(x - row.elbow, 0)
        axis.plot(10**x, y, color=look.color, lw=2)


def _against_amount(
    top: Axes, bottom: Axes, elbows: pd.DataFrame, styles: dict[int, Style]
) -> None:
    amounts = elbows.loc[elbows["examples"] > 0, "examples"]
    place = elbows["examples"].where(elbows["examples"] > 0, amounts.min() / 6)
    for row, x in zip(elbows.itertuples(), place, strict=True):
        look = styles[row.examples]
        dot = {"marker": look.marker, "color": look.color, "ms": 6}
        if row.told:
            top.plot([x, x], [row.low, row.high], color=look.color, lw=2)
            top.plot([x], [row.elbow], **dot)
        bottom.plot([x], [row.slope], **dot)
    ticks = [place.iloc[0], *(10.0**k for k in range(3, 7) if 10**k <= amounts.max())]
    labels = [amount_label(elbows["examples"].iloc[0])]
    for axis in (top, bottom):
        axis.set_xscale("log")
        axis.set_xticks(ticks, labels + [amount_label(int(t)) for t in ticks[1:]])
        axis.minorticks_off()
        axis.set_xlabel("Examples of finetuning")
