"""Scores one row a task, one marker a model, in the order of the rows."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from emergestudy.figures.series import Style


def score_rows(
    table: pd.DataFrame, styles: Mapping[str, Style], *, x_label: str
) -> Figure:
    """Draw several scores of each task on one row, joined by a line.

    Parameters
    ----------
    table : pandas.DataFrame
        First row on top: ``task``, ``chance`` (NaN where unknown) and a column of
        scores for each key of `styles`.
    styles : mapping of str to Style
        Columns to draw and their looks, in the order of the legend.
    x_label : str
        What the score is, with its unit.

    Returns
    -------
    matplotlib.figure.Figure
        Short gray bars mark chance where it is known.
    """
    height = 0.24 * len(table) + 1.3
    figure, axis = plt.subplots(figsize=(7.2, height), layout="constrained", dpi=130)
    place = np.arange(len(table))
    scores = table[list(styles)]
    axis.hlines(place, scores.min(axis=1), scores.max(axis=1), color="0.75", lw=1.8)
    for name, style in styles.items():
        look = {"color": style.color, "marker": style.marker, "ls": "none", "ms": 6}
        axis.plot(table[name], place, label=style.label, **look)
    if table["chance"].notna().any():
        look = {"marker": "|", "color": "0.35", "ls": "none", "ms": 11, "mew": 1.6}
        axis.plot(table["chance"], place, label="chance", **look)
    axis.set_yticks(place, table["task"].str.replace("_", " "), fontsize=9)
    axis.set(xlabel=x_label, ylim=(len(table) - 0.4, -0.6))
    axis.grid(axis="x", alpha=0.25)
    sns.despine(ax=axis)
    figure.legend(loc="outside upper center", ncols=4)
    return figure
