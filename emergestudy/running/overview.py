"""What a sweep found: each result against the first swept parameter."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.errors import UsageError

MOST_PANELS, MOST_LINES, MOST_KINDS, COLUMNS = 6, 8, 7, 3


def save_overview(results: Path, axes: list[str], picture: Path) -> None:
    """Draw the table that `emergestudy.running.sweep.gather` wrote; see `overview`."""
    picture.unlink(missing_ok=True)
    mpl.use("agg")
    # A model may be called NA or null.
    found = pd.read_csv(results, keep_default_na=False, na_values=[""])
    overview(found, axes).savefig(picture, facecolor="white")


def overview(results: pd.DataFrame, axes: list[str]) -> Figure:
    """Draw the results of a sweep.

    Parameters
    ----------
    results : pandas.DataFrame
        The swept parameters and what was collected.
    axes : list of str
        Swept parameters: the first is the x-axis, the second the color.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a column that varies, at most `MOST_PANELS`: for numbers the median of
        a run's rows and the range of its middle 80 %, for kinds (texts of few values)
        the share of its rows.

    Raises
    ------
    UsageError
        If nothing varies.
    """
    columns = varying(results, axes)
    if not columns:
        raise UsageError("nothing varies over this sweep, so there is nothing to draw")
    wide = min(len(columns), COLUMNS)
    rows = -(-len(columns) // wide)
    figure, panels = plt.subplots(
        rows, wide, figsize=(3.6 * wide + 0.4, 2.9 * rows + 0.5), dpi=130,
        squeeze=False, layout="constrained",
    )  # fmt: skip
    for panel, column in zip(panels.flat, columns, strict=False):
        if pd.api.types.is_numeric_dtype(results[column]):
            _numbers(panel, results, column, axes)
        else:
            _kinds(panel, results, column, axes[0])
        panel.set_xlabel(axes[0].replace("_", " "))
        panel.tick_params(axis="x", labelrotation=30)
        panel.grid(alpha=0.25)
        sns.despine(ax=panel)
    for panel in panels.flat[len(columns) :]:
        panel.set_visible(False)
    return figure


def varying(results: pd.DataFrame, axes: list[str]) -> list[str]:
    """Return the columns that change in a sweep: with the first parameter first."""
    found = {True: [], False: []}
    for column in [c for c in results.columns if c not in (*axes, "result")]:
        values = results[column]
        if not pd.api.types.is_numeric_dtype(values):
            if not 1 < values.nunique() <= MOST_KINDS:
                continue
            values = pd.Series(pd.factorize(values)[0], index=values.index)
        by_run = values.groupby([results[a] for a in axes], dropna=False)
        told = by_run.agg(lambda part: tuple(np.sort(part.dropna().to_numpy(float))))
        if told.nunique() > 1:
            rest = told.groupby(level=list(range(1, len(axes)))) if axes[1:] else None
            first = rest is None or rest.nunique().max() > 1
            found[bool(first)].append(column)
    return [*found[True], *found[False]][:MOST_PANELS]


def _numbers(panel: Axes, results: pd.DataFrame, column: str, axes: list[str]) -> None:
    hue = axes[1] if len(axes) > 1 else None
    groups = results.groupby(hue) if hue else [("", results)]
    colors = sns.color_palette("colorblind")
    for i, (name, part) in enumerate(list(groups)[:MOST_LINES]):
        told = part.groupby(axes[0])[column].quantile([0.1, 0.5, 0.9]).unstack()
        where, line = _places(told.index)
        look = {"color": colors[i % 10], "marker": "osD^vPXp"[i % 8], "ms": 4}
        look |= {"ls": line, "alpha": 0.8}
        panel.plot(where, told[0.5], label=str(name), **look)
        panel.fill_between(where, told[0.1], told[0.9], color=look["color"], alpha=0.15)
    values = results[column].dropna()
    if len(values) and values.min() > 0 and values.max() > 30 * values.min():
        panel.set_yscale("log")
    panel.set_ylabel(str(column).replace("_", " "))
    if hue:
        panel.legend(title=hue.replace("_", " "), fontsize=7, title_fontsize=7)


def _kinds(panel: Axes, results: pd.DataFrame, column: str, axis: str) -> None:
    shares = pd.crosstab(results[axis], results[column], normalize="index")
    where, line = _places(shares.index)
    markers = dict(zip(shares.columns, "osD^vPX", strict=False))
    colors = dict(zip(shares.columns, sns.color_palette("colorblind"), strict=False))
    for kind in shares.columns:
        panel.plot(
            where, 100 * shares[kind], color=colors[kind], marker=markers[kind], ms=4,
            ls=line, label=str(kind).replace("_", " "),
        )  # fmt: skip
    panel.set_ylim(-3, 103)
    panel.set_ylabel(f"{str(column).replace('_', ' ')}: rows (%)")
    panel.legend(fontsize=7)


def _places(index: pd.Index) -> tuple[pd.Index, str]:
    """Return places on the x-axis and a line: names have no order to join."""
    if pd.api.types.is_numeric_dtype(index):
        return index, "-"
    return index.astype(str), "none"
