"""One training run by several metrics, and where each metric bends."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.lab.picture import LOSS_LABEL

_MARKERS = "osD^"


def lab_metric_lines(
    run: pd.DataFrame, elbows: pd.DataFrame, names: dict[str, str], *, chance: float
) -> Figure:
    """Draw metrics of the same answers side by side.

    Parameters
    ----------
    run : pandas.DataFrame
        ``loss``, a column for each key of `names`, and ``token_power``.
    elbows : pandas.DataFrame
        ``world``, ``metric`` (a value of `names`), ``elbow``, ``low``, ``high``.
    names : dict of str to str
        Columns and what they are.
    chance : float
        Accuracy of guessing.
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(8.0, 4.0), dpi=130, width_ratios=[1.6, 1]
    )
    figure.set_layout_engine("constrained")
    colors = sns.color_palette("colorblind")
    run = run.sort_values("loss")
    for place, (column, name) in enumerate(names.items()):
        look = {"color": colors[place], "marker": _MARKERS[place], "ms": 4.5}
        left.plot(run["loss"], run[column], label=name, **look)
    label = "5th power of right among all tokens"
    left.plot(run["loss"], run["token_power"], color="0.3", ls=":", label=label)
    left.axhline(chance, color="0.35", ls="--", lw=1.2, label="chance among 4 labels")
    left.set(xlabel=LOSS_LABEL, ylabel="Score (1 is perfect)")
    left.legend(fontsize=8, frameon=False, loc="upper left")
    left.invert_xaxis()
    _elbows(right, elbows, list(names.values()), colors)
    for axis in (left, right):
        axis.grid(alpha=0.25)
        sns.despine(ax=axis)
    return figure


def _elbows(axis: Axes, elbows: pd.DataFrame, names: list, colors: list) -> None:
    worlds = sorted(elbows["world"].unique())
    for row in elbows.itertuples():
        place = names.index(row.metric)
        y = place + 0.18 * (worlds.index(row.world) - (len(worlds) - 1) / 2)
        axis.hlines(y, row.low, row.high, color=colors[place], lw=1.8)
        axis.plot(row.elbow, y, _MARKERS[place], color=colors[place], ms=5)
    wrapped = [name.replace(" about", "\nabout").replace(" among", "\namong")
               for name in names]  # fmt: skip
    axis.set_yticks(range(len(names)), wrapped, fontsize=8)
    axis.set(xlabel="Elbow (nats per token, falling)", title="one mark a world")
    axis.invert_yaxis()
    axis.invert_xaxis()
