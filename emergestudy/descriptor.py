"""What each table should hold, whether a file does, and which tables a run reads.

``data/datapackage.json`` describes every table and holds the SHA-256 of its file,
recorded by `emergestudy.sealing.seal` after each cell was checked.
"""

import gzip
import io
import json
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

import numpy as np
import pandas as pd

from emergestudy.errors import DataTableError, check_known
from emergestudy.paths import data_dir

DTYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "bool"}
READS_FILE = "EMERGESTUDY_READS"
"""Environment variable: the file in which a run notes what it reads."""
ALL = "*"
"""Stands for the list of tables among noted reads."""


@dataclass(frozen=True)
class Field:
    """One column: its name, Table Schema type, meaning, unit and constraints."""

    name: str
    type: str
    description: str
    unit: str | None = None
    constraints: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """One table: where it is and what it must hold.

    ``fields`` are the columns of the loaded frame, ``stored`` those of the file;
    ``joins`` say where the others come from, as the descriptor has it.
    """

    name: str
    title: str
    path: Path
    rows: int
    sha256: str
    fields: tuple[Field, ...]
    stored: tuple[Field, ...]
    joins: list[dict]
    foreign_keys: list[tuple[str, str]]
    primary_key: tuple[str, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """Names of the tables that loading this one reads, its own first."""
        return tuple(dict.fromkeys([self.name, *(j["from"] for j in self.joins)]))

    def read_bytes(self) -> bytes:
        """Return the file as it lies on the disk; `DataTableError` if it cannot be."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            what = "is missing"
        except OSError as error:
            what = f"cannot be read ({error.strerror})"
        cure = f"restore it with 'git checkout data/{self.path.name}'"
        raise DataTableError(f"data/{self.path.name} {what}; {cure}")

    def unpacked(self, content: bytes) -> io.BytesIO:
        """Return the CSV text of a file, compressed if its name ends in ``.gz``."""
        packed = self.path.suffix == ".gz"
        return io.BytesIO(gzip.decompress(content) if packed else content)

    def refuse(self, what: str, row: int | None = None) -> NoReturn:
        """Raise `DataTableError` with a fault, its line and the cure."""
        where = f"data/{self.path.name}" + (f", line {row}" if row else "")
        raise DataTableError(
            f"{where}: {what}. Restore it with 'git checkout data/{self.path.name}', "
            "or, if you meant the change, describe it in data/datapackage.json and run "
            "'emergestudy data --seal'"
        )


def read_descriptor(folder: Path | None = None) -> dict[str, Table]:
    """Read ``datapackage.json``: the tables by name, in its order.

    `DataTableError` if it is missing or is not JSON.
    """
    folder = Path(folder) if folder else data_dir()
    return _read_descriptor(folder, file_state(folder / "datapackage.json"))


def find_table(name: str, folder: Path | None = None) -> Table:
    """Return one table's description; `DataTableError` names the nearest there is."""
    known = read_descriptor(folder)
    check_known("table", name, known, DataTableError)
    return known[name]


def note(table: str) -> None:
    """Note that a table was read, in the file that `READS_FILE` names, if it does."""
    if file := os.environ.get(READS_FILE):
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(table + "\n")


def file_state(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file does, so that reading it can be remembered."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _read_descriptor(folder: Path, state: tuple | None) -> dict[str, Table]:
    path = folder / "datapackage.json"
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        return {r["name"]: _table(r, folder) for r in package["resources"]}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        cure = "restore it with 'git checkout data/datapackage.json'"
        told = f"cannot be read ({error!r:.99}); {cure}"
        raise DataTableError(f"{path.name}: {told}") from None


def _table(resource: dict, folder: Path) -> Table:
    schema, joins = resource["schema"], resource.get("joins", [])
    keys = schema.get("foreignKeys", [])
    stored = tuple(_field(f) for f in schema["fields"])
    fields = {f.name: f for f in stored}
    for added in (f for j in joins for f in j["fields"]):
        names = list(fields)
        place = names.index(added.get("after", names[-1])) + 1
        if added["name"] not in fields:
            names.insert(place, added["name"])
        fields = {n: fields.get(n) or _field(added) for n in names}
    return Table(
        name=resource["name"], title=resource["title"], rows=resource["rows"],
        path=folder / resource["path"], sha256=resource["hash"].removeprefix("sha256:"),
        fields=tuple(fields.values()), stored=stored, joins=joins,
        foreign_keys=[(k["fields"][0], k["reference"]["resource"]) for k in keys],
        primary_key=tuple(schema.get("primaryKey", [])),
    )  # fmt: skip


def _field(told: dict) -> Field:
    return Field(**{k: v for k, v in told.items() if k != "after"})


def read_cells(table: Table, content: bytes) -> pd.DataFrame:
    """Return every cell of a file as text, empty cells as ``""``."""
    try:
        return pd.read_csv(
            table.unpacked(content), dtype=str, keep_default_na=False, encoding="utf-8"
        )
    except (ValueError, OSError, EOFError) as error:
        reason = str(error).strip().splitlines()[-1]
        table.refuse(f"is not the CSV table it should be ({reason})")


def parse(table: Table, content: bytes) -> pd.DataFrame:
    """Turn the bytes of a table into a frame of its stored columns, cell by cell.

    `DataTableError` names the first column or cell that is not as declared.
    """
    raw = read_cells(table, content)
    declared = [f.name for f in table.stored]
    home = {f["name"]: j["from"] for j in table.joins for f in j["fields"]}
    for column in (c for c in raw if c not in declared):
        cure = f"; {home[column]!r} alone keeps it" if column in home else ""
        table.refuse(f"unknown column {column!r}{cure}", row=1)
    for column in (c for c in declared if c not in raw):
        table.refuse(f"column {column!r} is missing", row=1)
    frame = pd.DataFrame({f.name: _column(table, f, raw[f.name]) for f in table.stored})
    key = table.primary_key
    if key and (twice := frame.duplicated(list(key))).any():
        table.refuse(f"{key} occurs twice", row=line_of(twice))
    return frame


def line_of(bad: pd.Series) -> int:
    """Return the line of the first bad row in its file: the header is line 1."""
    return int(np.flatnonzero(bad)[0]) + 2


def _column(table: Table, field: Field, raw: pd.Series) -> pd.Series:
    """Check and convert one column."""

    def refuse_if(bad: pd.Series, told: str) -> None:
        if bad.any():
            what = f"{field.name!r} is {raw[bad].iloc[0]!r}{told}"
            table.refuse(what, row=line_of(bad))

    empty = raw == ""
    if field.constraints.get("required") and empty.any():
        table.refuse(f"{field.name!r} is empty", row=line_of(empty))
    if field.type == "string":
        values = raw.mask(empty, np.nan).astype("str")
    elif field.type == "boolean":
        refuse_if(~raw.isin(["true", "false"]), ", not true or false")
        values = raw == "true"
    else:
        values = pd.to_numeric(raw.mask(empty), errors="coerce").astype("float64")
        whole = field.type == "integer"
        right = np.isfinite(values) & (values % 1 == 0 if whole else True)
        kind = "whole number" if whole else "finite number"
        refuse_if(~empty & ~right, f", not a {kind}")
        values = values.astype(DTYPES[field.type])
    rules = field.constraints
    if "enum" in rules:
        allowed = ", ".join(map(str, rules["enum"]))
        refuse_if(values.notna() & ~values.isin(rules["enum"]), f"; allowed: {allowed}")
    elif {"minimum", "maximum"} & set(rules):
        least, most = rules.get("minimum", "-inf"), rules.get("maximum", "inf")
        numbers = values.astype("float64")
        beyond = (numbers < float(least)) | (numbers > float(most))
        refuse_if(beyond, f"; allowed: {least} to {most}")
    return values
