"""Verdicts and errata as tables that a page can show."""

import html
from collections.abc import Sequence

import pandas as pd

from emergestudy.audit.finding import VERDICTS
from emergestudy.chapters.choose import check_choice
from emergestudy.errors import UsageError

# A sign beside each verdict, so that color is never needed.
SIGNS = dict(zip(VERDICTS, "✓✓~✗·?…", strict=True))


def choose_verdicts(table: pd.DataFrame, verdicts: Sequence[str]) -> pd.DataFrame:
    """Keep the rows with some verdicts; all of them if none is named.

    Raises
    ------
    UsageError
        If there is no such verdict, or no row has one of them.
    """
    if not len(verdicts):
        return table
    check_choice("verdict", verdicts, VERDICTS)
    kept = table[table["verdict"].isin(list(verdicts))]
    if kept.empty:
        there = ", ".join(table["verdict"].unique())
        raise UsageError(f"no row is {' or '.join(verdicts)}; there are: {there}")
    return kept.reset_index(drop=True)


def count_by(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count verdicts by the values of a column, in the order of `VERDICTS`."""
    counts = pd.crosstab(table[column], table["verdict"])
    order = [v for v in VERDICTS if v in counts.columns]
    counts = counts.loc[table[column].unique(), order]
    return counts.rename_axis(columns=None).assign(all=counts.sum(axis=1))


def as_page(table: pd.DataFrame, columns: Sequence[str]) -> str:
    """Make an HTML table: verdicts with a sign, notebooks as links.

    Parameters
    ----------
    table : pandas.DataFrame
        Text columns; everything is escaped.
    columns : sequence of str
        Columns to show, in order.

    Returns
    -------
    str
        A table in a box that scrolls by itself on a narrow screen.
    """
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    rows = [
        "<tr>" + "".join(f"<td>{_cell(row[c], c)}</td>" for c in columns) + "</tr>"
        for row in table.to_dict("records")
    ]
    body = "\n".join(rows)
    return (
        '<div class="scroll-box verdicts" tabindex="0"><table class="table">\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _cell(value: object, column: str) -> str:
    text = html.escape("" if pd.isna(value) else str(value))
    if column == "verdict":
        return f'<span class="verdict">{SIGNS[value]}&nbsp;{text}</span>'
    if column == "notebook":
        return f'<a href="{text}.html">{text.replace("_", " ")}</a>'
    return text
