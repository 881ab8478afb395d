"""What early checkpoints foresee of loss and of score, and what came."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.series import series_style


def foresight_grid(
    foreseen: pd.DataFrame, panels: dict[str, str], *, chance: float
) -> Figure:
    """Draw measured points and the curve that the early ones foresee.

    Parameters
    ----------
    foreseen : pandas.DataFrame
        ``run``, ``tokens``, ``early``, ``measure``, ``measured``, ``foreseen``.
    panels : dict of str to str
        Measure to the label of its axis; ``"score"`` gets a chance line.
    chance : float
        Score of random guessing.

    Returns
    -------
    matplotlib.figure.Figure
        Full markers were fitted, open ones were not.
    """
    size = (6.4, 2.5 * len(panels) + 0.6)
    figure, axes = plt.subplots(len(panels), 1, figsize=size, sharex=True, dpi=130)
    figure.set_layout_engine("constrained")
    for axis, (measure, label) in zip(axes, panels.items(), strict=True):
        _draw(axis, foreseen[foreseen["measure"] == measure])
        axis.set_ylabel(label)
        if measure == "score":
            look = {"color": "0.35", "ls": "--", "lw": 1.2, "label": "chance"}
            axis.axhline(chance, **look)
    axes[-1].set_xlabel("Training tokens")
    handles, names = axes[-1].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper center", ncols=2, fontsize=8)
    return figure


def _draw(axis: Axes, table: pd.DataFrame) -> None:
    axis.set_xscale("log")
    styles = series_style(table["run"].unique())
    for run, part in table.groupby("run", sort=False):
        style, early = styles[run], part["early"]
        look = {"color": style.color, "marker": style.marker, "ls": "none", "ms": 5}
        names = f"{style.label}, fitted", f"{style.label}, came later"
        axis.plot(
            part["tokens"][early], part["measured"][early], label=names[0], **look
        )
        late = part["tokens"][~early], part["measured"][~early]
        axis.plot(*late, mfc="white", label=names[1], **look)
        axis.plot(part["tokens"], part["foreseen"], color=style.color, lw=1.8)
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)
