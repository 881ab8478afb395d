"""What a sweep found: each result against the first swept parameter."""

from pathlib import Path

import matplotlib as mpl
import pandas as pd
import seaborn as sns

from emergestudy.errors import UsageError

MOST_PANELS, MOST_LINES, MOST_KINDS, COLUMNS = 6, 8, 7, 3


def save_overview(results: Path, axes: list[str], picture: Path) -> None:
    """Draw the table that `emergestudy.running.sweep.gather` wrote; see `overview`."""
    picture.unlink(missing_ok=True)
    mpl.use("agg")
    # A model may be called NA or null.
    found = pd.read_csv(results, keep_default_na=False, na_values=[""])
    overview(found, axes).savefig(picture, facecolor="white", dpi=130)


def overview(results: pd.DataFrame, axes: list[str]) -> sns.FacetGrid:
    """Draw a panel a result that varies, at most `MOST_PANELS`.

    The first swept parameter is the x-axis, the second the color. Lines are the median
    of a run's rows, with the range of their middle 80 %; for kinds (texts of few
    values) the share of the rows.

    Raises
    ------
    UsageError
        If nothing varies.
    """
    values = varying(results, axes)
    if values.empty:
        raise UsageError("nothing varies over this sweep, so there is nothing to draw")
    if not pd.api.types.is_numeric_dtype(values[axes[0]]):
        values[axes[0]] = values[axes[0]].astype(str)
    hue = axes[1] if axes[1:] else None
    if hue:
        first = values[hue].drop_duplicates()[:MOST_LINES]
        values = values[values[hue].isin(first)].astype({hue: str})
    grid = sns.relplot(
        values, x=axes[0], y="value", col="result", hue=hue, style=hue, kind="line",
        col_wrap=COLUMNS, estimator="median", errorbar=("pi", 80), markers=bool(hue),
        dashes=False, palette="colorblind" if hue else None, height=2.9,
        facet_kws={"sharey": False},
    )  # fmt: skip
    return grid.set_titles("{col_name}").tick_params(axis="x", labelrotation=30)


def varying(results: pd.DataFrame, axes: list[str]) -> pd.DataFrame:
    """Return what changes in a sweep, a row a ``value`` of a named ``result``."""
    columns = {}
    for name in results.columns.difference([*axes, "result"], sort=False):
        column = results[name]
        if pd.api.types.is_numeric_dtype(column):
            columns[name] = column
        elif 1 < column.nunique() <= MOST_KINDS:
            for kind in sorted(column.dropna().unique()):
                share = (column == kind).groupby(
                    [results[a] for a in axes], dropna=False
                )
                columns[f"{name}: {kind} (%)"] = 100.0 * share.transform("mean")
    found = results[axes].assign(**columns)
    told = found.groupby(axes, dropna=False)[list(columns)].agg(
        lambda part: tuple(sorted(part.dropna()))
    )
    kept = [name for name in columns if told[name].nunique() > 1]
    first = told.groupby(level=axes[1:])[kept].nunique().max() if axes[1:] else None
    kept.sort(key=lambda name: first is not None and first[name] < 2)
    return found.melt(axes, kept[:MOST_PANELS], "result", "value").dropna()
