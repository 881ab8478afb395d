"""Load a table by name, and say which tables there are."""

from functools import lru_cache
from pathlib import Path

import pandas as pd

from emergestudy.dataset.check import parse
from emergestudy.dataset.descriptor import (
    Table,
    file_state,
    find_table,
    read_descriptor,
)
from emergestudy.dataset.reads import ALL, note
from emergestudy.errors import DataTableError, unknown


def load(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Load one table of the study, checked against its description.

    Parameters
    ----------
    name : str
        A name from `tables`, for instance ``"models"``.
    folder : Path, optional
        Folder of the tables; by default the study's own.

    Returns
    -------
    pandas.DataFrame
        One row a number. ``source`` is a key of ``book/references.bib``,
        ``locator`` the table or figure, ``origin`` how it was obtained.

    Raises
    ------
    DataTableError
        If the table is unknown, missing, truncated, altered, or holds an unknown
        column, a wrong unit or a number that is not finite; the message names
        the file, the line and the cure.

    Examples
    --------
    >>> load("models").query("family == 'PaLM'").shape[0] > 0
    True
    """
    table = find_table(name, folder)
    note(name)
    described = file_state(table.path.parent / "datapackage.json")
    frame = _load(name, table.path.parent, described, file_state(table.path))
    return frame.copy()


@lru_cache(maxsize=64)
def _load(name: str, folder: Path, described: object, written: object) -> pd.DataFrame:
    """Parse and check a table; the states of its two files are part of the key."""
    table = find_table(name, folder)
    frame = parse(table, table.read_bytes())
    for column, other in table.foreign_keys:
        _check_foreign_key(table, frame[column], column, other)
    return frame


def tables(folder: Path | None = None) -> pd.DataFrame:
    """Return what there is: one row a table, with its title and size.

    Returns
    -------
    pandas.DataFrame
        Columns ``table``, ``title``, ``rows``, ``columns`` (comma-separated).
    """
    note(ALL)
    known = read_descriptor(folder).values()
    return pd.DataFrame(
        {
            "table": [t.name for t in known],
            "title": [t.title for t in known],
            "rows": [t.rows for t in known],
            "columns": [", ".join(f.name for f in t.fields) for t in known],
        }
    )


def provenance(via: str, folder: Path | None = None) -> str:
    """Say how the numbers marked with a ``via`` key were obtained.

    Raises
    ------
    DataTableError
        If there is no such key.
    """
    known = load("provenance", folder).set_index("via")["how_obtained"]
    if via not in known.index:
        raise DataTableError(unknown("provenance key", via, known.index))
    return known[via]


def _check_foreign_key(
    table: Table, values: pd.Series, column: str, other: str
) -> None:
    target = find_table(other, table.path.parent)
    known = parse(target, target.read_bytes())[target.primary_key[0]]
    bad = values.notna() & ~values.isin(known)
    if bad.any():
        row = int(bad.to_numpy().argmax()) + 2
        raise DataTableError(
            f"data/{table.path.name}, line {row}: {column!r} is "
            f"{values[bad].iloc[0]!r}, which data/{target.path.name} does not list; "
            "add it there or correct the row"
        )
