"""Elbows of the lab with their intervals, by amount of data and by size."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.series import ordered_styles
from emergestudy.lab.picture import size_label

_MARKERS = "osD^vP"


def lab_elbow_rows(by_amount: pd.DataFrame, by_size: pd.DataFrame) -> Figure:
    """Draw elbows, weaker checkpoints to the left.

    Parameters
    ----------
    by_amount : pandas.DataFrame
        ``world``, ``examples`` (NaN: few-shot), ``elbow``, ``low``, ``high``.
    by_size : pandas.DataFrame
        The same with ``params``; few-shot and the largest amount.

    Returns
    -------
    matplotlib.figure.Figure
        Top: one row an amount, one mark a world. Below: one row a world and setting,
        one mark a size. Bars are 90 % intervals.
    """
    rows = by_amount["examples"].nunique() + 1
    below = len(by_size[["world", "examples"]].drop_duplicates()) + 1
    figure, (upper, lower) = plt.subplots(
        2, 1, figsize=(6.8, 1.6 + 0.36 * (rows + below)), dpi=130, sharex=True,
        height_ratios=[rows, below],
    )  # fmt: skip
    figure.set_layout_engine("constrained")
    _by_amount(upper, by_amount)
    _by_size(lower, by_size)
    for axis in (upper, lower):
        axis.grid(axis="x", alpha=0.25)
        axis.invert_yaxis()
        sns.despine(ax=axis)
        axis.legend(fontsize=9, frameon=False, loc="lower center", ncols=3,
                    bbox_to_anchor=(0.5, 1.0))  # fmt: skip
    lower.set_xlabel("Elbow, pretraining loss (nats per token, falling)")
    upper.invert_xaxis()
    return figure


def _by_amount(axis: Axes, elbows: pd.DataFrame) -> None:
    colors = sns.color_palette("colorblind")
    worlds = elbows["world"].nunique()
    for place, (world, part) in enumerate(elbows.groupby("world")):
        part = part.assign(row=part["examples"].map(_name, na_action=None))
        look = (colors[place], _MARKERS[place], f"world {world}")
        _marks(axis, part, look, place, worlds)


def _by_size(axis: Axes, elbows: pd.DataFrame) -> None:
    sizes = {p: size_label(p) for p in sorted(elbows["params"].unique())}
    looks = ordered_styles(sizes.values())
    names = elbows["examples"].map(_name, na_action=None)
    rows = elbows.assign(row="world " + elbows["world"].astype(str) + ", " + names)
    for place, (params, part) in enumerate(rows.groupby("params")):
        style = looks[sizes[params]]
        look = (style.color, style.marker, style.label)
        _marks(axis, part, look, place, len(sizes))


def _name(examples: float) -> str:
    return "few-shot" if np.isnan(examples) else f"{examples:.0f} examples"


def _marks(axis: Axes, part: pd.DataFrame, look: tuple, place: int, of: int) -> None:
    color, marker, label = look
    names = list(dict.fromkeys(part["row"]))
    shift = 0.22 * (place - (of - 1) / 2)
    y = np.array([names.index(name) for name in part["row"]]) + shift
    axis.hlines(y, part["low"], part["high"], color=color, lw=1.8)
    axis.plot(part["elbow"], y, marker, color=color, ms=5, label=label)
    axis.set_yticks(range(len(names)), names)
