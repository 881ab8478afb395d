"""Is a table what its descriptor says? The first fault is named by file and row."""

import gzip
import hashlib
import io

import numpy as np
import pandas as pd

from emergestudy.dataset.descriptor import Field, Table
from emergestudy.errors import DataTableError

DTYPES = {"number": "float64", "integer": "Int64"}
BOOLEANS = {"true": True, "false": False}


def parse(table: Table, content: bytes) -> pd.DataFrame:
    """Turn the bytes of a table into a checked frame.

    Parameters
    ----------
    table : Table
        What the table must hold.
    content : bytes
        The file, UTF-8 CSV with a header row, compressed if its name ends in
        ``.gz``.

    Returns
    -------
    pandas.DataFrame
        One row a line; ``float64``, ``Int64``, ``bool`` or ``str`` by the field's type.

    Raises
    ------
    DataTableError
        If a column, cell, the number of rows or the checksum is not as declared.
    """
    raw = read_cells(table, content)
    _check_columns(table, raw)
    frame = pd.DataFrame({f.name: _column(table, f, raw[f.name]) for f in table.fields})
    _check_key(table, frame)
    if len(frame) != table.rows:
        _refuse(table, f"{len(frame)} rows where {table.rows} are declared")
    if hashlib.sha256(content).hexdigest() != table.sha256:
        _refuse(table, "its content differs from the recorded checksum")
    return frame


def read_cells(table: Table, content: bytes) -> pd.DataFrame:
    """Return every cell of a table as text, empty cells as ``""``."""
    try:
        if table.path.suffix == ".gz":
            content = gzip.decompress(content)
        return pd.read_csv(
            io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8"
        )
    except (ValueError, OSError, EOFError) as error:
        reason = str(error).strip().splitlines()[-1]
        _refuse(table, f"is not the CSV table it should be ({reason})")


def _check_columns(table: Table, raw: pd.DataFrame) -> None:
    declared = [f.name for f in table.fields]
    extra = [c for c in raw.columns if c not in declared]
    missing = [c for c in declared if c not in raw.columns]
    if extra:
        _refuse(table, f"unknown column {extra[0]!r}", row=1)
    if missing:
        _refuse(table, f"column {missing[0]!r} is missing", row=1)


def _column(table: Table, field: Field, raw: pd.Series) -> pd.Series:
    empty = raw == ""
    if field.constraints.get("required") and empty.any():
        _refuse(table, f"{field.name!r} is empty", row=_row(empty))
    if field.type == "string":
        values = raw.mask(empty, np.nan).astype("str")
    elif field.type == "boolean":
        values = _booleans(table, field, raw)
    else:
        values = _numbers(table, field, raw, empty)
    _check_constraints(table, field, values, raw)
    return values


def _booleans(table: Table, field: Field, raw: pd.Series) -> pd.Series:
    bad = ~raw.isin(list(BOOLEANS))
    if bad.any():
        text = raw[bad].iloc[0]
        _refuse(table, f"{field.name!r} is {text!r}, not true or false", row=_row(bad))
    return raw.map(BOOLEANS).astype("bool")


def _numbers(table: Table, field: Field, raw: pd.Series, empty: pd.Series) -> pd.Series:
    values = pd.to_numeric(raw.mask(empty), errors="coerce").astype("float64")
    bad = ~empty & ~np.isfinite(values)
    if field.type == "integer":
        bad |= ~empty & (values % 1 != 0)
    if bad.any():
        kind = "finite number" if field.type == "number" else "whole number"
        text = raw[bad].iloc[0]
        _refuse(table, f"{field.name!r} is {text!r}, not a {kind}", row=_row(bad))
    return values.astype(DTYPES[field.type])


def _check_constraints(
    table: Table, field: Field, values: pd.Series, raw: pd.Series
) -> None:
    rules = field.constraints
    bad = pd.Series(False, index=values.index)
    if "enum" in rules:
        bad |= values.notna() & ~values.isin(rules["enum"])
    if "minimum" in rules:
        bad |= (values < rules["minimum"]).fillna(False).astype(bool)
    if "maximum" in rules:
        bad |= (values > rules["maximum"]).fillna(False).astype(bool)
    if bad.any():
        allowed = ", ".join(str(r) for r in rules.get("enum", [])) or (
            f"{rules.get('minimum', '-inf')} to {rules.get('maximum', 'inf')}"
        )
        text = raw[bad].iloc[0]
        _refuse(table, f"{field.name!r} is {text!r}; allowed: {allowed}", row=_row(bad))


def _check_key(table: Table, frame: pd.DataFrame) -> None:
    if not table.primary_key:
        return
    twice = frame.duplicated(list(table.primary_key))
    if twice.any():
        _refuse(table, f"{table.primary_key} occurs twice", row=_row(twice))


def _row(bad: pd.Series) -> int:
    """Line of the file: the header is line 1."""
    return int(np.flatnonzero(bad)[0]) + 2


def _refuse(table: Table, what: str, row: int | None = None) -> None:
    where = f"data/{table.path.name}" + (f", line {row}" if row else "")
    raise DataTableError(
        f"{where}: {what}. Restore it with 'git checkout data/{table.path.name}', "
        "or, if you meant the change, describe it in data/datapackage.json and run "
        "'emergestudy data --seal'"
    )
