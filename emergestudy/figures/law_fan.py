"""A fitted emergence law: the fan of hinges, and the elbow against the amount."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

SCALE_LABELS = {
    "loss": "Pretraining loss (nats per token, falling)",
    "compute": "Training compute (log10 FLOPs)",
}
FEW_SHOT, TRUTH = "0.35", "black"


def amount_colors(amounts: np.ndarray) -> dict[float, tuple[float, float, float]]:
    """Give amounts of finetuning data an ordered palette, dark for the most."""
    palette = sns.color_palette("viridis_r", len(amounts) + 1)[1:]
    return dict(zip(sorted(amounts), palette, strict=True))


def law_fan(
    points: pd.DataFrame,
    hinges: pd.DataFrame,
    elbows: pd.DataFrame,
    *,
    x: str,
    seen: np.ndarray,
    floor: float,
    truth: float | None = None,
    visible: pd.Series | None = None,
) -> Figure:
    """Draw scores with fitted hinges, and the law that links their elbows.

    Parameters
    ----------
    points, hinges, elbows : pandas.DataFrame
        As `emergestudy.chapters.emergence_law.law_fan_tables.Fan`.
    x : {"loss", "compute"}
        What the scale is; a loss is drawn falling to the right.
    seen : numpy.ndarray
        Amounts in the fit.
    floor : float
        Chance level.
    truth : float, optional
        True few-shot elbow: a star.
    visible : pandas.Series, optional
        Which points the fit saw; the others are drawn hollow.

    Returns
    -------
    matplotlib.figure.Figure
        Left: score against scale. Right: elbow against amount, with its interval, and
        how far it is extrapolated (left of the dotted line).
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4.2), dpi=130)
    figure.set_layout_engine("constrained")
    colors = amount_colors(seen)
    seen_by_fit = pd.Series(True, points.index) if visible is None else visible
    _scores(left, points, seen_by_fit, colors)
    for amount, line in hinges.groupby("examples", dropna=False):
        few = np.isnan(amount)
        look = {"color": FEW_SHOT, "ls": "--"} if few else {"color": colors[amount]}
        left.plot(line["scale"], 100 * line["score"], lw=1.6, **look)
    left.axhline(100 * floor, color="0.6", ls=":", lw=1)
    left.set(xlabel=SCALE_LABELS[x], ylabel="Accuracy (%)")
    top = 100 * points["score"].max()
    left.set_ylim(100 * floor - 0.08 * top, 1.05 * top)
    _elbows(right, elbows, seen, x)
    if truth is not None:
        left.plot(truth, 100 * floor, "*", color=TRUTH, ms=13, zorder=5)
        right.plot(elbows["examples"].min(), truth, "*", color=TRUTH, ms=13, zorder=5)
    if x == "loss":
        left.invert_xaxis()
    few_shot = bool(points["examples"].isna().any())
    _legend(figure, left, colors, few_shot, truth is not None)
    return figure


def _scores(axis: Axes, points: pd.DataFrame, visible: pd.Series, colors: dict) -> None:
    for amount, rows in points.groupby("examples", dropna=False):
        color = FEW_SHOT if np.isnan(amount) else colors.get(amount, "0.8")
        marker = "D" if np.isnan(amount) else "o"
        for shown in (True, False):
            part = rows[visible[rows.index] == shown]
            face = color if shown else "none"
            axis.scatter(
                part["scale"], 100 * part["score"], s=22, marker=marker,
                facecolors=face, edgecolors=[color], linewidths=0.9,
                alpha=1 if shown else 0.45,
            )  # fmt: skip


def _elbows(axis: Axes, elbows: pd.DataFrame, seen: np.ndarray, x: str) -> None:
    blue = sns.color_palette("colorblind")[0]
    amounts = elbows["examples"]
    axis.fill_between(amounts, elbows["low"], elbows["high"], color=blue, alpha=0.2)
    axis.plot(amounts, elbows["median"], color=blue, lw=1.8)
    axis.plot(amounts, elbows["mle"], color=blue, lw=1.2, ls="--")
    axis.axvline(seen.min(), color="0.5", ls=":", lw=1)
    axis.set_xscale("log")
    axis.set(xlabel="Finetuning examples D", ylabel=f"Elbow E(D), {_unit(x)}")
    if x == "loss":
        axis.invert_yaxis()


def _unit(x: str) -> str:
    return "nats per token" if x == "loss" else "log10 FLOPs"


def _legend(
    figure: Figure, axis: Axes, colors: dict, few_shot: bool, truth: bool
) -> None:
    handles = [
        axis.plot([], [], "o", color=c, label=f"{a:,.0f}")[0] for a, c in colors.items()
    ]
    if len(handles) > 8:
        handles = handles[:: -(-len(handles) // 8)]
    handles += axis.plot([], [], "--", color=FEW_SHOT, label="forecast")
    if few_shot:
        handles += axis.plot([], [], "D", color=FEW_SHOT, label="few-shot")
    if truth:
        handles += axis.plot([], [], "*", color=TRUTH, ms=11, label="true elbow")
    figure.legend(
        handles=handles, title="Finetuning examples", ncols=min(len(handles), 6),
        loc="outside lower center", frameon=False,
    )  # fmt: skip
