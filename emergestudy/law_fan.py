"""The picture of a fitted emergence law."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from emergestudy.drawing import legend, ordered_styles
from emergestudy.law import EmergenceLaw, SoftLaw

SCALES = {
    "loss": ("Pretraining loss, falling", "nats per token"),
    "compute": ("Training compute", "log10 FLOPs"),
}
"""What the scale of a law is called on an axis, and its unit."""


def law_fan(
    fit: SoftLaw | EmergenceLaw, points: pd.DataFrame, *, truth: float | None = None
) -> tuple[Axes, Axes]:
    """Draw a fan of fitted curves, and the law that links their places.

    Left: score against scale, with the fitted curve of each amount of finetuning data,
    and dashed the one that is forecast without finetuning, if there is a forecast.
    Right: the elbow (soft corners: where chance + delta is crossed) against the amount,
    from what prompting is worth to the most data: posterior median with its interval
    (band) and, of sharp corners, best fit (dashed), extrapolated left of the dots.

    Parameters
    ----------
    fit : SoftLaw or EmergenceLaw
        The fit, to scores from 0 to 1.
    points : pandas.DataFrame
        Scores, not only those that were fitted: ``scale`` (as fitted), ``score`` (from
        0 to 1), ``examples`` (NaN: few-shot) and, if there, ``visible``: points where
        it is false are drawn hollow.
    truth : float, optional
        True few-shot place: a star.

    Returns
    -------
    left, right : matplotlib Axes
        Of a figure of their own. A loss runs from right to left.
    """
    law, soft = fit.posterior.law, isinstance(fit, SoftLaw)
    amounts, x, start = law.data.amounts, law.data.x, max(law.few, 1.0)
    floor = fit.chance if soft else fit.hinges.floor
    floor = fit.mle.B if floor is None else floor
    shades = [look.color for look in ordered_styles(amounts).values()]
    looks = dict(zip(amounts, [(c, "o") for c in shades], strict=True))
    prompted, unknown = ("0.35", "D"), ("0.8", "o")
    left, right = plt.subplots(1, 2, figsize=(9.6, 4.2))[1]
    # At most eight amounts in the legend.
    for i in range(0, len(amounts), -(-len(amounts) // 8)):
        left.plot([], [], "o", color=shades[i], label=f"{amounts[i]:,.0f}")

    visible = points.get("visible", pd.Series(True, points.index))
    few_shot = points["examples"].isna()
    for (amount, few, seen), part in points.fillna({"examples": 0}).groupby(
        ["examples", few_shot, visible]
    ):
        color, marker = prompted if few else looks.get(amount, unknown)
        left.scatter(
            part["scale"], 100 * part["score"], s=22, marker=marker, linewidths=0.9,
            facecolors=color if seen else "none", edgecolors=[color],
            alpha=1 if seen else 0.45,
        )  # fmt: skip

    low, high = points["scale"].min(), points["scale"].max()
    better = -1 if x == "loss" else 1
    beyond = high if better > 0 else low
    if told := None if soft and fit.missing else fit.prediction:
        # A little beyond the forecast, so that its curve is seen to rise.
        forecast = told.median if soft else told.mle
        beyond = forecast + better * 0.1 * (high - low)
    scale = np.linspace(min(low, beyond), max(high, beyond), 120)
    for amount, color in zip(amounts, shades, strict=True):
        left.plot(scale, 100 * fit.curve(amount, scale), color=color, lw=1.6)
    if told:
        style = {"color": prompted[0], "lw": 1.6, "label": "forecast"}
        left.plot(scale, 100 * fit.curve(None, scale), "--", **style)
    left.axhline(100 * floor, color="0.6", ls=":", lw=1)
    top = 100 * points["score"].max()
    left.set_ylim(100 * floor - 0.08 * top, 1.05 * top)

    law_line = fit.elbow(np.geomspace(start, amounts[-1], 60))
    at, blue = law_line["examples"], sns.color_palette("colorblind")[0]
    right.fill_between(at, law_line["low"], law_line["high"], color=blue, alpha=0.2)
    right.plot(at, law_line["median"], color=blue, lw=1.8)
    if not soft:
        right.plot(at, law_line["mle"], "--", color=blue, lw=1.2)
    right.axvline(amounts[0], color="0.5", ls=":", lw=1)

    name, unit = SCALES[x]
    left.set(xlabel=f"{name} ({unit})", ylabel="Accuracy (%)")
    right.set(
        xlabel="Finetuning examples D",
        ylabel=f"{'Place' if soft else 'Elbow'} E(D) ({unit})",
    )
    right.set_xscale("log")
    if x == "loss":
        left.xaxis.set_inverted(True)
        right.yaxis.set_inverted(True)
    if few_shot.any():
        left.plot([], [], "D", color=prompted[0], label="few-shot")
    if truth is not None:
        star = {"color": "black", "ms": 13, "ls": "", "zorder": 5}
        left.plot(
            truth,
            100 * floor,
            marker="*",
            label=f"true {'place' if soft else 'elbow'}",
            **star,
        )
        right.plot(start, truth, marker="*", **star)
    place = {"columns": 8, "loc": "outside lower center"}
    legend(left.figure, title="Finetuning examples", **place)
    return left, right
