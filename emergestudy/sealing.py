"""Check every cell and relation of the tables, and record the checksums."""

import hashlib
import json
import os
import secrets
from pathlib import Path

import numpy as np
import pandas as pd

from emergestudy.data import joined, keys_of
from emergestudy.descriptor import Table, line_of, parse, read_descriptor
from emergestudy.errors import DataTableError
from emergestudy.paths import data_dir


def seal(folder: Path | None = None) -> list[str]:
    """Check every table, then write its rows, bytes and SHA-256 down.

    Nothing is written unless every table passes, and the new descriptor replaces the
    old one only when it lies complete on the disk.

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
    _check_relations(known, frames)
    package = json.loads(path.read_text(encoding="utf-8"))
    changed = []
    for resource in package["resources"]:
        name, before = resource["name"], dict(resource)
        resource["rows"] = len(frames[name])
        resource["bytes"] = len(contents[name])
        resource["hash"] = f"sha256:{hashlib.sha256(contents[name]).hexdigest()}"
        if resource != before:
            changed.append(name)
    _replace(path, json.dumps(package, indent=1) + "\n")
    return changed


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with new.open("x", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        new.replace(path)
    except OSError as error:
        told = f"cannot be written ({error.strerror}); it is as it was"
        raise DataTableError(f"data/{path.name}: {told}") from None
    finally:
        new.unlink(missing_ok=True)


def _check_relations(known: dict[str, Table], frames: dict[str, pd.DataFrame]) -> None:
    """Check what tables say of each other; `DataTableError` at the first fault.

    Keys must be listed where they belong. What one table holds for others, as
    ``tasks`` does chance, stands in no other, unless a join declares it as the
    table's ``own``, and then only where the value is another one.
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
                path = known[home].path
                table.refuse(f"column {column!r} is kept in data/{path.name} alone")
        for column, other in table.foreign_keys:
            listed = keys_of(frames[other], [known[other].primary_key[0]])
            _check_listed(table, frame, [column], known[other], listed)
        for join in table.joins:
            _check_join(table, frame, join, known[join["from"]], frames[join["from"]])


def _check_join(
    table: Table, frame: pd.DataFrame, join: dict, home: Table, lookup: pd.DataFrame
) -> None:
    """Refuse rows that the lookup does not know, and values that it knows already."""
    if "as_given_by" in join:
        lookup = lookup[lookup["source"].isin(join["as_given_by"])]
    _check_listed(table, frame, join["on"], home, keys_of(lookup, join["on"]))
    for column, values in joined(frame, join, lookup.reset_index(drop=True)).items():
        if column in frame:
            again = frame[column].notna() & (frame[column] == values)
            if again.any():
                what = f"{column!r} is what data/{home.path.name} says; leave it empty"
                table.refuse(what, row=line_of(again))


def _check_listed(
    table: Table, frame: pd.DataFrame, on: list[str], home: Table, listed: list
) -> None:
    """Refuse a row whose key, if it has one, another table does not list."""
    listed = set(listed)
    missing = np.array([key not in listed for key in keys_of(frame, on)], dtype=bool)
    bad = missing & frame[on[0]].notna()
    if bad.any():
        what = " and ".join(f"{c!r} is {frame.loc[bad, c].iloc[0]!r}" for c in on)
        where = f"data/{table.path.name}, line {line_of(bad)}"
        told = f"{what}, which data/{home.path.name} does not list"
        raise DataTableError(f"{where}: {told}; add it there or correct the row")
