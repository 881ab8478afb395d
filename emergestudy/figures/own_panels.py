"""A reader's curves: one panel a task, one color and marker a family."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.errors import UsageError
from emergestudy.figures.series import Style, series_style

LABELS = {
    "train_flops": "Training FLOPs",
    "params": "Parameters",
    "tokens": "Training tokens",
    "loss": "Pretraining loss (nats per token, falling)",
    "perplexity": "Perplexity (falling)",
}
MOST_PANELS, MOST_NAMES, COLUMNS = 24, 10, 3
WIDE = 1.645  # standard errors on each side: 90 %
_MARKERS = "osD^vPXph*"


def own_panels(points: pd.DataFrame, calls: pd.DataFrame, *, x: str) -> Figure:
    """Draw scores against scale, with chance and the emergence points.

    Parameters
    ----------
    points : pandas.DataFrame
        ``task``, ``group``, ``curve``, ``model``, ``way``, ``n_shot``, ``scale``,
        ``score``, ``stderr``, ``n_eval`` and ``chance``.
    calls : pandas.DataFrame
        ``task``, ``curve``, ``point`` (NaN where there is none), ``low`` and ``high``,
        the tasks in the order of the panels.
    x : str
        A key of `LABELS`.

    Returns
    -------
    matplotlib.figure.Figure
        At most `MOST_PANELS` tasks. Bars hold 90 %; a dotted line marks where a curve
        leaves chance, a band its interval; the mark at its foot says whose it is.
        Fewer shots are hollow.
    """
    tasks = list(dict.fromkeys(calls["task"]))[:MOST_PANELS]
    columns = min(len(tasks), COLUMNS)
    rows = -(-len(tasks) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(2.9 * columns + 0.4, 2.4 * rows + 0.9), dpi=130,
        squeeze=False, sharex=True,
    )  # fmt: skip
    figure.set_layout_engine("constrained")
    looks = group_styles(points["group"]), way_styles(points)
    for axis, task in zip(axes.flat, tasks, strict=False):
        _panel(axis, points[points["task"] == task], calls, looks, x)
        axis.set_title(plain(task), fontsize=9)
    for axis in axes.flat[len(tasks) :]:
        axis.set_visible(False)
    for axis in axes.flat[max(0, len(tasks) - columns) : len(tasks)]:
        axis.tick_params(labelbottom=True)  # the last one of each column
    figure.supxlabel(LABELS[x], fontsize=10)
    figure.supylabel("Score", fontsize=10)
    handles = _legend(*looks)
    figure.legend(handles=handles, loc="outside upper center", ncols=4, fontsize=8)
    return figure


def _legend(families: dict[str, Style], ways: dict) -> list[plt.Line2D]:
    handles = [
        plt.Line2D([], [], color=s.color, marker=s.marker, ls="", label=s.label)
        for s in list(families.values())[:MOST_NAMES]
    ]
    gray = {"color": "0.35", "ms": 5}
    if len(ways) > 1:
        handles += [
            plt.Line2D(
                [], [], marker="o", fillstyle=f, ls=line, label=plain(way), **gray
            )
            for way, (f, line) in ways.items()
        ]
    handles.append(plt.Line2D([], [], ls="--", label="chance", **gray))
    return [*handles, plt.Line2D([], [], ls=":", label="leaves chance", **gray)]


def plain(name: str) -> str:
    """Write a name as it is: a dollar sign starts no formula, and long names end."""
    name = name if len(name) <= 40 else name[:37] + "..."
    return name.replace("$", r"\$")


def group_styles(groups: pd.Series) -> dict[str, Style]:
    """Give each family a color and a marker, the same on all panels.

    A family of this book looks as everywhere in it.
    """
    colors = sns.color_palette("colorblind")
    looks = {}
    for i, name in enumerate(sorted(set(groups))):
        try:
            looks[name] = series_style([name])[name]
        except UsageError:
            marker = _MARKERS[(i + i // 10) % 10]
            looks[name] = Style(colors[i % 10], marker, plain(name))
    return looks


def way_styles(points: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Give each way of asking a fill and a line: the fewest shots are hollow."""
    order = points.sort_values(["n_shot", "way"])["way"].unique()
    looks = [("none", "-"), ("full", "-"), ("top", "--"), ("left", "-.")]
    if len(order) == 1:
        looks = looks[1:]
    return {way: looks[min(i, len(looks) - 1)] for i, way in enumerate(order)}


def _panel(
    axis: Axes,
    part: pd.DataFrame,
    calls: pd.DataFrame,
    looks: tuple[dict, dict],
    x: str,
) -> None:
    families, ways = looks
    for number, curve in part.groupby("curve", sort=False):
        look = families[curve["group"].iloc[0]]
        _curve(axis, curve.sort_values("scale"), look, ways[curve["way"].iloc[0]])
        for call in calls[calls["curve"] == number].dropna(subset="point").itertuples():
            axis.axvline(call.point, color=look.color, ls=":", lw=1.4)
            axis.axvspan(call.low, call.high, color=look.color, alpha=0.10, lw=0)
            axis.plot(
                call.point, curve["chance"].iloc[0], color=look.color, ms=7,
                marker=look.marker, fillstyle=ways[curve["way"].iloc[0]][0],
            )  # fmt: skip
    axis.axhline(part["chance"].iloc[0], color="0.35", ls="--", lw=1.2)
    if x != "loss":
        axis.set_xscale("log")
    if x in ("loss", "perplexity") and not axis.xaxis_inverted():
        axis.invert_xaxis()
    axis.margins(x=0.05)
    top = np.nanmax(part["score"])
    axis.set_ylim(min(0, np.nanmin(part["score"])), max(1.05 * top, 1e-3))
    axis.grid(alpha=0.25)
    sns.despine(ax=axis)


def _curve(axis: Axes, curve: pd.DataFrame, look: Style, way: tuple[str, str]) -> None:
    """Draw one curve; a line joins it where every model has one point."""
    alone = curve["model"].nunique() in (1, len(curve))
    fill, line = way
    axis.errorbar(
        curve["scale"], curve["score"], yerr=WIDE * _noise(curve), color=look.color,
        marker=look.marker, ms=3.5, fillstyle=fill, ls=line if alone else "none",
        lw=0.9, elinewidth=0.6, alpha=0.8,
    )  # fmt: skip


def _noise(curve: pd.DataFrame) -> np.ndarray:
    """Standard errors: of the file, or else of the test items; NaN draws none."""
    share = curve["score"].clip(0, 1)
    items = np.sqrt(share * (1 - share) / curve["n_eval"].where(curve["n_eval"] >= 1))
    return curve["stderr"].fillna(items).to_numpy()
