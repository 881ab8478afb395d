"""The study's tables: load one by name, and say where its numbers come from.

``data/datapackage.json`` describes every table and holds the SHA-256 of its file,
recorded by `emergestudy.sealing.seal` after each cell was checked. Loading compares
that checksum and reads; it checks cells only to say what is wrong with a file that
differs. What belongs to a task or a model stands once, in ``tasks``, ``model_sizes``
and ``checkpoints``; the descriptor's ``joins`` say which tables get it from there.
"""

import gzip
import hashlib
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from emergestudy.errors import DataTableError, EmergenceDataError, unknown
from emergestudy.paths import data_dir

DTYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "bool"}
READS_FILE = "EMERGESTUDY_READS"
"""Environment variable that names the file of noted reads; a kernel inherits it."""
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
    joins: tuple[dict, ...]
    foreign_keys: tuple[tuple[str, str], ...]
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
        raise DataTableError(
            f"data/{self.path.name} {what}; restore it with "
            f"'git checkout data/{self.path.name}'"
        )


def read_descriptor(folder: Path | None = None) -> dict[str, Table]:
    """Read ``datapackage.json``: the tables by name, in its order.

    Raises
    ------
    DataTableError
        If the descriptor is missing or is not JSON.
    """
    folder = Path(folder) if folder else data_dir()
    return _read_descriptor(folder, file_state(folder / "datapackage.json"))


def find_table(name: str, folder: Path | None = None) -> Table:
    """Return one table's description; `DataTableError` names the nearest there is."""
    known = read_descriptor(folder)
    if name not in known:
        raise DataTableError(unknown("table", str(name), known))
    return known[name]


def load(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Load one table of the study, with what it takes from tasks and models.

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
        If the table is unknown, missing or altered; the message names the file,
        the line and the cure.

    Examples
    --------
    >>> load("models").query("family == 'PaLM'").shape[0] > 0
    True
    """
    table = find_table(name, folder)
    for needed in table.needs:
        note(needed)
    return _loaded(table).copy()


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


def chance_level(task: str) -> float:
    """Return the chance level of a task: the share of right answers by guessing.

    Parameters
    ----------
    task : str
        Key of the ``tasks`` table, for instance ``"mmlu"``; its column
        ``chance_from`` says where the level is from.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    EmergenceDataError
        If the task is unknown, or its chance level is.
    """
    known = load("tasks").set_index("task")["chance"]
    if task not in known.index:
        raise EmergenceDataError(unknown("task", task, known.index))
    if not known[task] >= 0:
        raise EmergenceDataError(
            f"the chance level of {task!r} is not known; give it as a number"
        )
    return float(known[task] / 100)


def note(table: str) -> None:
    """Note that a table was read, if the runner asked for it with `noting`."""
    file = os.environ.get(READS_FILE)
    if file:
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(table + "\n")


def noted(file: Path) -> list[str]:
    """Return the tables that were noted in a file, sorted."""
    if not file.is_file():
        return []
    return sorted(set(file.read_text(encoding="utf-8").split()))


@contextmanager
def noting(file: Path) -> Iterator[None]:
    """Note what this process and its children read, in an empty file."""
    file.unlink(missing_ok=True)
    before = os.environ.get(READS_FILE)
    os.environ[READS_FILE] = str(file)
    try:
        yield
    finally:
        del os.environ[READS_FILE]
        if before is not None:
            os.environ[READS_FILE] = before


def file_state(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file does, so that reading it can be remembered."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def joined(frame: pd.DataFrame, join: dict, lookup: pd.DataFrame) -> dict:
    """Return the columns that a join adds to a frame, as arrays by name.

    A row takes the row of the lookup with the same ``on``; of several sources, the
    first of ``as_given_by`` that has it. ``rows`` and ``except`` say which rows get
    a value: lists of conditions, each a column and its values. A chance level has
    the row's unit, and is one minus that of a right answer where errors count.
    """
    at = _places(frame, join, lookup)
    if "rows" in join:
        at[~_any_of(frame, join["rows"])] = -1
    if "except" in join:
        at[_any_of(frame, join["except"])] = -1
    names = [f["name"] for f in join["fields"]]
    found = {n: lookup[n].array.take(at, allow_fill=True) for n in names}
    if "chance" in found:
        found["chance"] = _chance(frame, join, np.asarray(found["chance"]))
    return found


def keys_of(frame: pd.DataFrame, columns: list[str]) -> list[tuple]:
    """Return the key of each row."""
    return list(zip(*(frame[c].tolist() for c in columns), strict=True))


def _places(frame: pd.DataFrame, join: dict, lookup: pd.DataFrame) -> np.ndarray:
    """Row of the lookup for each row of the frame, -1 where there is none."""
    place: dict[tuple, int] = {}
    keys = keys_of(lookup, join["on"])
    for source in join.get("as_given_by", [None]):
        meant = lookup["source"] == source if source else np.full(len(keys), True)
        for row in np.flatnonzero(meant):
            place.setdefault(keys[row], row)
    return np.array([place.get(k, -1) for k in keys_of(frame, join["on"])])


def _chance(frame: pd.DataFrame, join: dict, percent: np.ndarray) -> np.ndarray:
    if "one_minus" in join:
        errors = _any_of(frame, [join["one_minus"]])
        percent = np.where(errors, 100 - percent, percent)
    if "unit" not in frame:
        return percent
    # rounded as decimals: 33.3333 percent is 0.333333, to the last bit
    level, which = np.unique(percent, return_inverse=True)
    share = np.array([round(v / 100, 12) for v in level])[which]
    return np.where(frame["unit"] == "percent", percent, share)


def _any_of(frame: pd.DataFrame, conditions: list[dict]) -> np.ndarray:
    """Which rows meet all parts of one of the conditions."""
    fits = [
        np.logical_and.reduce([frame[c].isin(values) for c, values in one.items()])
        for one in conditions
    ]
    return np.logical_or.reduce(fits)


def _loaded(table: Table) -> pd.DataFrame:
    folder = table.path.parent
    paths = [find_table(n, folder).path for n in table.needs]
    states = tuple(file_state(p) for p in [folder / "datapackage.json", *paths])
    return _load(table.name, folder, states)


@lru_cache(maxsize=64)
def _load(name: str, folder: Path, states: tuple) -> pd.DataFrame:
    """Read a table and its joins; the states of the files are part of the key."""
    table = find_table(name, folder)
    frame = _read_csv(table)
    columns = {name: frame[name].array for name in frame}
    for join in table.joins:
        added = joined(frame, join, _loaded(find_table(join["from"], folder)))
        for column, values in added.items():
            if column in columns:  # where it is empty, the joined value counts
                empty = columns[column].isna()
                columns[column][empty] = values[empty]
            else:
                columns[column] = values
    return pd.DataFrame({f.name: columns[f.name] for f in table.fields}, copy=False)


def _read_csv(table: Table) -> pd.DataFrame:
    content = table.read_bytes()
    if hashlib.sha256(content).hexdigest() != table.sha256:
        from emergestudy.sealing import explain  # needed only when something is wrong

        explain(table, content)
    return pd.read_csv(
        unpacked(table, content),
        usecols=[f.name for f in table.stored],
        dtype={f.name: DTYPES[f.type] for f in table.stored},
        keep_default_na=False,
        na_values=[""],
    )


def unpacked(table: Table, content: bytes) -> io.BytesIO:
    """Return the CSV text of a file, which is compressed if its name ends in .gz."""
    packed = table.path.suffix == ".gz"
    return io.BytesIO(gzip.decompress(content) if packed else content)


@lru_cache(maxsize=8)
def _read_descriptor(folder: Path, state: tuple | None) -> dict[str, Table]:
    path = folder / "datapackage.json"
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataTableError(
            f"{path.name}: cannot be read ({error}); restore it with "
            "'git checkout data/datapackage.json'"
        ) from None
    return {r["name"]: _table(r, folder) for r in package["resources"]}


def _table(resource: dict, folder: Path) -> Table:
    schema, joins = resource["schema"], tuple(resource.get("joins", []))
    stored = tuple(_field(f) for f in schema["fields"])
    fields = {f.name: f for f in stored}
    for added in (f for j in joins for f in j["fields"]):
        names = list(fields)
        place = names.index(added.get("after", names[-1])) + 1
        if added["name"] not in fields:
            names.insert(place, added["name"])
        fields = {n: fields.get(n) or _field(added) for n in names}
    return Table(
        name=resource["name"],
        title=resource["title"],
        path=folder / resource["path"],
        rows=resource["rows"],
        sha256=resource["hash"].removeprefix("sha256:"),
        fields=tuple(fields.values()),
        stored=stored,
        joins=joins,
        foreign_keys=tuple(
            (k["fields"][0], k["reference"]["resource"])
            for k in schema.get("foreignKeys", [])
        ),
        primary_key=tuple(schema.get("primaryKey", [])),
    )


def _field(told: dict) -> Field:
    return Field(**{k: v for k, v in told.items() if k != "after"})
