"""Shares with intervals, one row each, around an overall share."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

PLAIN, MARKED = (sns.color_palette("colorblind")[i] for i in (7, 0))


def share_rows(
    shares: pd.DataFrame,
    overall: float,
    *,
    x_label: str,
    plain: str,
    marked: str,
) -> Figure:
    """Draw one share a row, with its interval.

    Parameters
    ----------
    shares : pandas.DataFrame
        The first row on top: ``keyword``, ``hits``, ``tasks``, ``share``, ``low`` and
        ``high`` (percent) and ``marked`` (bool).
    overall : float
        Where the dashed line is drawn, percent.
    x_label : str
        What the share is of.
    plain, marked : str
        Legend text of unmarked and of marked rows.

    Returns
    -------
    matplotlib.figure.Figure
    """
    height = 0.23 * len(shares) + 1.3
    figure, axis = plt.subplots(figsize=(7.2, height), layout="constrained", dpi=130)
    place = np.arange(len(shares))
    looks = {False: (PLAIN, "o", plain), True: (MARKED, "D", marked)}
    for flag, (color, marker, label) in looks.items():
        rows = (shares["marked"] == flag).to_numpy()
        if not rows.any():
            continue
        chosen = shares[rows]
        axis.hlines(place[rows], chosen["low"], chosen["high"], color=color, lw=1.8)
        axis.plot(chosen["share"], place[rows], marker, color=color, label=label)
    axis.axvline(
        overall, color="0.35", ls="--", lw=1.2, label=f"all tasks ({overall:.0f} %)"
    )
    names = shares["keyword"] + "  " + shares["hits"].astype(str) + "/"
    axis.set_yticks(place, names + shares["tasks"].astype(str), fontsize=9)
    axis.set(xlabel=x_label, xlim=(0, 100), ylim=(len(shares) - 0.4, -0.6))
    axis.grid(axis="x", alpha=0.25)
    sns.despine(ax=axis)
    figure.legend(loc="outside upper center", ncols=3)
    return figure
