"""Verdicts and errata as tables that a page can show."""

import html
from collections.abc import Mapping, Sequence

import pandas as pd

from emergestudy.audit.finding import SIGNS, VERDICTS
from emergestudy.chapters.choose import check_choice


def choose_verdicts(table: pd.DataFrame, verdicts: Sequence[str]) -> pd.DataFrame:
    """Keep the rows with some verdicts; all of them if none is named.

    Raises
    ------
    UsageError
        If there is no such verdict.
    """
    if not len(verdicts):
        return table
    check_choice("verdict", verdicts, VERDICTS)
    return table[table["verdict"].isin(list(verdicts))].reset_index(drop=True)


def count_by(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count verdicts by the values of a column, in the order of `VERDICTS`."""
    if table.empty:
        return pd.DataFrame({"all": pd.Series(dtype=int)})
    counts = pd.crosstab(table[column], table["verdict"])
    order = [v for v in VERDICTS if v in counts.columns]
    counts = counts.loc[table[column].unique(), order]
    return counts.rename_axis(columns=None).assign(all=counts.sum(axis=1))


def as_page(table: pd.DataFrame, title: Sequence[str], lines: Mapping[str, str]) -> str:
    """Make a list of entries in HTML: verdicts with a sign, notebooks as links.

    Parameters
    ----------
    table : pandas.DataFrame
        One row an entry; every text is escaped.
    title : sequence of str
        Columns of the first line of an entry.
    lines : mapping of str to str
        Column to the label of its line; empty cells are left out.

    Returns
    -------
    str
        A list that reads the same on a phone, in print and to a screen reader.
    """
    if table.empty:
        return "<p>None.</p>"
    entries = []
    for row in table.to_dict("records"):
        head = " &middot; ".join(_cell(row[c], c) for c in title)
        said = {label: _cell(row[c], c) for c, label in lines.items() if row[c]}
        body = "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in said.items())
        entries.append(f"<li><p>{head}</p><dl>{body}</dl></li>")
    return '<ul class="entries">\n' + "\n".join(entries) + "\n</ul>"


def _cell(value: object, column: str) -> str:
    text = html.escape(str(value))
    if column == "verdict":
        return f'<span class="verdict">{SIGNS[value]} {text}</span>'
    if column == "notebook":
        return f'<a href="{text}.html">{text.replace("_", " ")}</a>'
    return text
