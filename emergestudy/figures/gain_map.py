"""Benchmark by model size: does a technique help, hurt, or can one not tell?"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.figures.scaling import X_LABELS
from emergestudy.figures.series import series_style

_COLORS = sns.color_palette("colorblind")
_LOOKS = {
    "helps": (_COLORS[0], "^", True, "helps"),
    "hurts": (_COLORS[3], "v", True, "hurts"),
    "unclear": ("0.55", "o", False, "interval holds zero"),
    "higher": (_COLORS[0], "^", False, "higher (no n)"),
    "lower": (_COLORS[3], "v", False, "lower (no n)"),
    "equal": ("0.55", "o", False, "interval holds zero"),
}


def gain_map(
    gains: pd.DataFrame, calls: pd.DataFrame, *, x_axis: str = "params"
) -> Figure:
    """Draw one row a benchmark, one column a family, one mark a model.

    Parameters
    ----------
    gains : pandas.DataFrame
        ``task``, ``family``, ``scale`` and ``effect``: "helps", "hurts", "unclear",
        "higher", "lower" or "equal".
    calls : pandas.DataFrame
        ``task``, ``family``, ``point``, ``low``, ``high`` (NaN: no crossing).
    x_axis : str
        A key of `X_LABELS`: what ``scale`` holds.

    Returns
    -------
    matplotlib.figure.Figure
        Marks up and blue, down and red, filled where the interval leaves out zero;
        a bar behind them is the interval of the crossing.
    """
    tasks, families = gains["task"].unique(), gains["family"].unique()
    row = {task: i for i, task in enumerate(tasks)}
    size = (max(5.0, 2.0 + 2.7 * len(families)), 1.7 + 0.34 * len(tasks))
    figure, axes = plt.subplots(
        1, len(families), figsize=size, squeeze=False, sharey=True, dpi=130
    )
    figure.set_layout_engine("constrained")
    for axis, family in zip(axes.flat, families, strict=True):
        points = gains[gains["family"] == family]
        bars = calls[(calls["family"] == family) & calls["point"].notna()]
        _crossings(axis, bars, row, points["scale"].agg(["min", "max"]))
        _marks(axis, points, row)
        axis.set(title=series_style([family])[family].label, xlabel=X_LABELS[x_axis])
        axis.margins(x=0.1)
        axis.grid(alpha=0.25)
        sns.despine(ax=axis)
    words = [_words(t) for t in tasks]
    axes.flat[0].set_yticks(range(len(tasks)), words)
    axes.flat[0].set_ylim(len(tasks) - 0.5, -0.5)
    _legend(figure, gains["effect"].unique())
    return figure


def _marks(axis: Axes, points: pd.DataFrame, row: dict[str, int]) -> None:
    axis.set_xscale("log")
    for effect, some in points.groupby("effect"):
        color, marker, filled, _ = _LOOKS[effect]
        face = color if filled else "white"
        look = {"color": color, "marker": marker, "mfc": face, "ls": "", "ms": 7}
        axis.plot(some["scale"], some["task"].map(row), **look)


def _crossings(
    axis: Axes, bars: pd.DataFrame, row: dict[str, int], seen: pd.Series
) -> None:
    for bar in bars.itertuples():
        low, high = np.clip([bar.low, bar.high], *seen)
        axis.plot([low, high], [row[bar.task]] * 2, color="0.5", lw=8, alpha=0.4)
        axis.plot([bar.point], [row[bar.task]], "|", color="black", ms=11, mew=2)


def _legend(figure: Figure, effects: np.ndarray) -> None:
    labels = {}
    for effect, (color, marker, filled, label) in _LOOKS.items():
        if effect in effects:
            face = color if filled else "white"
            look = {"color": color, "marker": marker, "mfc": face, "ls": ""}
            labels[label] = plt.Line2D([], [], label=label, **look)
    bar = {"color": "0.5", "lw": 8, "alpha": 0.4, "label": "starts to help"}
    handles = [*labels.values(), plt.Line2D([], [], **bar)]
    columns = max(2, int(figure.get_figwidth() / 1.7))
    figure.legend(handles=handles, loc="outside upper center", ncols=columns)


def _words(task: str) -> str:
    return task.replace("_in_domain", "").replace("_", " ")
