"""Elbows of some corpora, one row an evaluation text."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from emergestudy.figures.series import series_style

_APART = 0.22  # between corpora of one row


def elbow_by_text(elbows: pd.DataFrame, *, x_label: str, falling: bool) -> Figure:
    """Draw elbows with intervals; the leftmost of a row emerges first.

    Parameters
    ----------
    elbows : pandas.DataFrame
        Columns ``text_name`` (rows, in order), ``family``, ``elbow``, ``low``, ``high``
        and ``rank``; those of rank 1 are drawn filled, the rest open.
    x_label : str
        What the scale is, with its unit.
    falling : bool
        Whether less is better on the scale; then it is reversed.

    Returns
    -------
    matplotlib.figure.Figure
        One color and marker a family.
    """
    texts = list(dict.fromkeys(elbows["text_name"]))
    styles = series_style(elbows["family"])
    height = 0.55 * len(texts) + 1.3
    figure, axis = plt.subplots(figsize=(5.4, height), layout="constrained", dpi=130)
    families = list(styles)
    for row in elbows.itertuples():
        style = styles[row.family]
        middle = (len(families) - 1) / 2
        y = texts.index(row.text_name) + _APART * (families.index(row.family) - middle)
        axis.plot([row.low, row.high], [y, y], color=style.color, lw=2)
        face = style.color if row.rank == 1 else "white"
        look = {"marker": style.marker, "color": style.color, "mfc": face}
        axis.plot([row.elbow], [y], ls="none", ms=7, mew=1.5, **look)
    axis.set_yticks(range(len(texts)), texts)
    axis.set(xlabel=x_label, ylim=(len(texts) - 0.4, -0.6))
    if falling:
        axis.invert_xaxis()
    axis.grid(alpha=0.25, axis="x")
    sns.despine(ax=axis)
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, label=s.label)
        for s in styles.values()
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2, fontsize=9)
    return figure
