"""Figures of the calibration study: who is called what, and how often rightly."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

SPACING = {"random": "random spacing", "equal": "equal spacing"}


def confusion_figure(rates: pd.DataFrame) -> Figure:
    """Draw the rate of each verdict (columns) by true kind (rows).

    Parameters
    ----------
    rates : pandas.DataFrame
        Shares from 0 to 1; the index holds the true kinds, columns the verdicts.

    Returns
    -------
    matplotlib.figure.Figure
        A heat map with the rates written in.
    """
    figure, axis = plt.subplots(figsize=(8, 4.2), layout="constrained", dpi=130)
    clean = rates.rename(index=_words, columns=_words)
    sns.heatmap(
        clean,
        annot=True,
        fmt=".2f",
        cmap="Blues",
        vmin=0,
        vmax=1,
        linewidths=0.5,
        cbar_kws={"label": "share of curves"},
        ax=axis,
    )
    axis.set(xlabel="verdict", ylabel="true kind")
    axis.tick_params(axis="x", rotation=0)
    return figure


def coverage_figure(cells: pd.DataFrame, level: float) -> Figure:
    """Draw coverage of the interval against points a curve, by n and spacing.

    Parameters
    ----------
    cells : pandas.DataFrame
        Columns ``kind``, ``points``, ``spacing``, ``n``, ``coverage_identifiable``
        and ``coverage_identifiable_se``.
    level : float
        The level that the intervals claim.

    Returns
    -------
    matplotlib.figure.Figure
        One panel a spacing and kind; bars are two Monte Carlo errors each way.
    """
    kinds = cells["kind"].unique()
    figure, axes = plt.subplots(
        1,
        2 * len(kinds),
        figsize=(10.4, 3.4),
        sharey=True,
        layout="constrained",
        dpi=130,
    )
    panels = [(k, s) for k in kinds for s in SPACING]
    for axis, (kind, spacing) in zip(axes, panels, strict=True):
        rows = cells[(cells["kind"] == kind) & (cells["spacing"] == spacing)]
        _coverage(axis, rows)
        axis.axhline(level, color="0.35", ls="--", lw=1.2)
        axis.set_title(f"{_words(kind)}\n{SPACING[spacing]}", fontsize=10)
        axis.set_xlabel("points a curve")
        axis.set_xticks([4, 5, 8, 13])
        sns.despine(ax=axis)
    axes[0].set_ylabel("coverage, identifiable curves")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels))
    return figure


def _coverage(axis: plt.Axes, rows: pd.DataFrame) -> None:
    colors = sns.color_palette("viridis_r", 4)[1:]
    for color, marker, (n, part) in zip(colors, "vso", rows.groupby("n"), strict=False):
        part = part.sort_values("points")
        axis.errorbar(
            part["points"],
            part["coverage_identifiable"],
            2 * part["coverage_identifiable_se"],
            color=color,
            marker=marker,
            ms=5,
            lw=1.2,
            label=f"n = {n:,}",
        )


def _words(name: str) -> str:
    return name.replace("u_shaped", "U-shaped").replace("_", " ")
