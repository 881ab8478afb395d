"""Horizontal stacked bars of counts, with the counts written in."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure


def class_colors(names: Mapping[str, str]) -> dict[str, tuple[float, float, float]]:
    """Return one color-blind safe color a class, the same in every figure.

    Parameters
    ----------
    names : mapping of str to str
        Classes in the order of the stack, with their labels.

    Returns
    -------
    dict of str to tuple
    """
    palette = sns.color_palette("colorblind")
    order = [palette[i] for i in (3, 1, 0, 7)]
    return dict(zip(names, order, strict=False))


def stacked_bars(
    counts: pd.DataFrame, labels: Mapping[str, str], *, x_label: str
) -> Figure:
    """Draw one bar a row, one part a class.

    Parameters
    ----------
    counts : pandas.DataFrame
        One row a bar, its name in the index, the first on top; a column of counts
        for each key of `labels`.
    labels : mapping of str to str
        Classes in the order of the stack, with their legend text.
    x_label : str
        What is counted.

    Returns
    -------
    matplotlib.figure.Figure
    """
    height = 0.23 * len(counts) + 1.3
    figure, axis = plt.subplots(figsize=(7.2, height), layout="constrained", dpi=130)
    left = pd.Series(0, index=counts.index)
    for part, color in class_colors(labels).items():
        bars = axis.barh(
            counts.index,
            counts[part],
            left=left,
            color=color,
            label=labels[part],
            edgecolor="white",
            linewidth=0.6,
        )
        shown = [str(n) if n else "" for n in counts[part]]
        axis.bar_label(bars, shown, label_type="center", color="black", fontsize=8)
        left = left + counts[part]
    axis.invert_yaxis()
    axis.margins(y=0.01)
    axis.set_xlabel(x_label)
    axis.tick_params(axis="y", labelsize=9)
    sns.despine(ax=axis)
    figure.legend(loc="outside upper center", ncols=2)
    return figure
