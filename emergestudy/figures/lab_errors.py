"""Forecasts of the lab beside the truth: one row a study, one panel a margin."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

LINEAR = 0.05
TICKS = (-0.2, -0.05, 0.05, 0.2)


def lab_errors(found: pd.DataFrame) -> Figure:
    """Draw forecast minus truth with its 90 % interval, in nats.

    Parameters
    ----------
    found : pandas.DataFrame
        ``world``, ``seed``, ``margin``, ``truth``, ``truth_low``, ``truth_high``,
        ``median``, ``low``, ``high``, ``covered``.

    Returns
    -------
    matplotlib.figure.Figure
        Zero is the true elbow, the gray bar its own interval; right of it the forecast
        is too late. The scale is linear within `LINEAR` and logarithmic beyond.
        Intervals that miss the truth are orange squares.
    """
    margins = sorted(found["margin"].unique())
    rows = found[["world", "seed"]].drop_duplicates()
    figure, axes = plt.subplots(
        1, len(margins), figsize=(8.0, 1.7 + 0.27 * len(rows)), dpi=130,
        sharey=True, sharex=True, squeeze=False,
    )  # fmt: skip
    figure.set_layout_engine("constrained")
    for axis, margin in zip(axes.flat, margins, strict=True):
        _draw(axis, found[found["margin"] == margin].reset_index(drop=True))
        axis.set_title(f"seen up to {margin:g} nats before", fontsize=9)
        axis.set_xscale("symlog", linthresh=LINEAR, linscale=2)
        axis.set_xticks(TICKS, [f"{t:g}" for t in TICKS], fontsize=7)
        axis.minorticks_off()
    axes.flat[len(margins) // 2].set_xlabel(
        "Truth minus forecast (nats per token; right: too late)"
    )
    names = [f"world {r.world}, seed {r.seed}" for r in rows.itertuples()]
    axes[0, 0].set_yticks(range(len(names)), names, fontsize=8)
    axes[0, 0].invert_yaxis()
    _legend(figure)
    return figure


def _draw(axis: Axes, part: pd.DataFrame) -> None:
    blue, orange = (
        sns.color_palette("colorblind")[0],
        sns.color_palette("colorblind")[3],
    )
    axis.axvline(0, color="black", lw=1)
    place = part.index
    truth = part["truth"]
    axis.hlines(
        place, truth - part["truth_high"], truth - part["truth_low"], color="0.8", lw=6
    )
    for hit, color, marker in ((True, blue, "o"), (False, orange, "s")):
        some = part[part["covered"] == hit]
        ends = some["truth"] - some["high"], some["truth"] - some["low"]
        axis.hlines(some.index, *ends, color=color, lw=1.8)
        axis.plot(some["truth"] - some["median"], some.index, marker, color=color, ms=5)
    axis.grid(axis="x", alpha=0.25)
    sns.despine(ax=axis)


def _legend(figure: Figure) -> None:
    colors = sns.color_palette("colorblind")
    handles = [
        plt.Line2D([], [], color=colors[0], marker="o", label="covers the truth"),
        plt.Line2D([], [], color=colors[3], marker="s", label="misses it"),
        plt.Line2D([], [], color="0.8", lw=6, label="interval of the truth"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=3, frameon=False)
