"""Check every cell of every table, and record the checksums of what passed."""

import hashlib
import json
import os
from pathlib import Path
from typing import NoReturn

import numpy as np
import pandas as pd

from emergestudy.data import (
    DTYPES,
    Field,
    Table,
    joined,
    keys_of,
    read_descriptor,
    unpacked,
)
from emergestudy.errors import DataTableError
from emergestudy.paths import data_dir

BOOLEANS = {"true": True, "false": False}


def seal(folder: Path | None = None) -> list[str]:
    """Check every table, then write its rows, bytes and SHA-256 down.

    Nothing is written unless every table passes, and the new descriptor replaces the
    old one only when it lies complete on the disk.

    Parameters
    ----------
    folder : Path, optional
        Folder of the tables; by default the study's own.

    Returns
    -------
    list of str
        Names of the tables whose record changed.

    Raises
    ------
    DataTableError
        If a table does not fit its description, or contradicts another one.
    """
    folder = Path(folder or data_dir())
    path = folder / "datapackage.json"
    known = read_descriptor(folder)
    contents = {name: table.read_bytes() for name, table in known.items()}
    frames = {name: parse(table, contents[name]) for name, table in known.items()}
    check_relations(known, frames)
    package = json.loads(path.read_text(encoding="utf-8"))
    changed = []
    for resource in package["resources"]:
        content = contents[resource["name"]]
        record = {
            "rows": len(frames[resource["name"]]),
            "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        }
        if any(resource.get(key) != value for key, value in record.items()):
            changed.append(resource["name"])
        resource.update(record)
    _replace(path, json.dumps(package, indent=1) + "\n")
    return changed


def _replace(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    try:
        with new.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        new.replace(path)
    except OSError as error:
        raise DataTableError(
            f"data/{path.name}: cannot be written ({error.strerror}); it is as it was"
        ) from None
    finally:
        new.unlink(missing_ok=True)


def explain(table: Table, content: bytes) -> NoReturn:
    """Say what is wrong with a file whose checksum is not the recorded one.

    Raises
    ------
    DataTableError
        Always; it names the first fault by file and line.
    """
    rows = len(parse(table, content))
    if rows != table.rows:
        _refuse(table, f"{rows} rows where {table.rows} are declared")
    _refuse(table, "its content differs from the recorded checksum")


def parse(table: Table, content: bytes) -> pd.DataFrame:
    """Turn the bytes of a table into a frame, checking each cell.

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
        The stored columns; ``float64``, ``Int64``, ``bool`` or ``str`` by type.

    Raises
    ------
    DataTableError
        If a column or a cell is not as declared.
    """
    raw = read_cells(table, content)
    declared = [f.name for f in table.stored]
    home = {f["name"]: j["from"] for j in table.joins for f in j["fields"]}
    for column in raw.columns.difference(declared, sort=False):
        cure = f"; {home[column]!r} alone keeps it" if column in home else ""
        _refuse(table, f"unknown column {column!r}{cure}", row=1)
    for column in declared:
        if column not in raw:
            _refuse(table, f"column {column!r} is missing", row=1)
    frame = pd.DataFrame({f.name: _column(table, f, raw[f.name]) for f in table.stored})
    _check_key(table, frame)
    return frame


def read_cells(table: Table, content: bytes) -> pd.DataFrame:
    """Return every cell of a file as text, empty cells as ``""``."""
    try:
        return pd.read_csv(
            unpacked(table, content), dtype=str, keep_default_na=False, encoding="utf-8"
        )
    except (ValueError, OSError, EOFError) as error:
        reason = str(error).strip().splitlines()[-1]
        _refuse(table, f"is not the CSV table it should be ({reason})")


def check_relations(known: dict[str, Table], frames: dict[str, pd.DataFrame]) -> None:
    """Check what tables say of each other.

    Keys must be listed where they belong. What one table holds for others, as
    ``tasks`` does chance, stands in no other, unless a join declares it as the
    table's ``own``, and then only where the value is another one.

    Raises
    ------
    DataTableError
        At the first fault.
    """
    joins = [join for table in known.values() for join in table.joins]
    homes = {join["from"] for join in joins}
    held = {
        (f["name"], join["from"], tuple(join["on"]))
        for join in joins
        for f in join["fields"]
    }
    for name, table in known.items():
        frame = frames[name]
        own = {c for join in table.joins for c in join.get("own", [])}
        for column, home, on in sorted(held) if name not in homes else ():
            if {column, *on} <= set(frame) and column not in own:
                _refuse(
                    table,
                    f"column {column!r} is kept in data/{known[home].path.name} alone",
                )
        for column, other in table.foreign_keys:
            listed = keys_of(frames[other], [known[other].primary_key[0]])
            _check_listed(table, frame, [column], known[other], listed)
        for join in table.joins:
            _check_join(table, frame, join, known[join["from"]], frames[join["from"]])


def _check_join(
    table: Table, frame: pd.DataFrame, join: dict, home: Table, lookup: pd.DataFrame
) -> None:
    if "as_given_by" in join:
        lookup = lookup[lookup["source"].isin(join["as_given_by"])]
    _check_listed(table, frame, join["on"], home, keys_of(lookup, join["on"]))
    for column, values in joined(frame, join, lookup.reset_index(drop=True)).items():
        if column in frame:
            again = frame[column].notna() & (frame[column] == values)
            if again.any():
                what = f"{column!r} is what data/{home.path.name} says; leave it empty"
                _refuse(table, what, row=_row(again))


def _check_listed(
    table: Table, frame: pd.DataFrame, on: list[str], home: Table, listed: list
) -> None:
    """Refuse a row whose key, if it has one, another table does not list."""
    listed = set(listed)
    missing = np.array([key not in listed for key in keys_of(frame, on)], dtype=bool)
    bad = missing & frame[on[0]].notna()
    if bad.any():
        what = " and ".join(f"{c!r} is {frame.loc[bad, c].iloc[0]!r}" for c in on)
        raise DataTableError(
            f"data/{table.path.name}, line {_row(bad)}: {what}, which "
            f"data/{home.path.name} does not list; add it there or correct the row"
        )


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


def _refuse(table: Table, what: str, row: int | None = None) -> NoReturn:
    where = f"data/{table.path.name}" + (f", line {row}" if row else "")
    raise DataTableError(
        f"{where}: {what}. Restore it with 'git checkout data/{table.path.name}', "
        "or, if you meant the change, describe it in data/datapackage.json and run "
        "'emergestudy data --seal'"
    )
