"""The study's tables: load one by name, and say where its numbers come from.

Loading compares the checksum in the descriptor and reads; cells are checked only to
say what is wrong with a file that differs. What belongs to a task or a model stands
once, in ``tasks``, ``model_sizes`` and ``checkpoints``; the descriptor's ``joins`` say
which tables get it from there.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from emergestudy import descriptor
from emergestudy.errors import DataTableError, EmergenceDataError, check_known


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
    table = descriptor.find_table(name, folder)
    for needed in table.needs:
        descriptor.note(needed)
    return _loaded(table).copy()


def tables(folder: Path | None = None) -> pd.DataFrame:
    """Return what there is: one row a table, with its title and size.

    Returns
    -------
    pandas.DataFrame
        Columns ``table``, ``title``, ``rows``, ``columns`` (comma-separated).
    """
    descriptor.note(descriptor.ALL)
    rows = [
        (t.name, t.title, t.rows, ", ".join(f.name for f in t.fields))
        for t in descriptor.read_descriptor(folder).values()
    ]
    return pd.DataFrame(rows, columns=["table", "title", "rows", "columns"])


def provenance(via: str, folder: Path | None = None) -> str:
    """Say how the numbers marked with a ``via`` key were obtained.

    Raises
    ------
    DataTableError
        If there is no such key.
    """
    known = load("provenance", folder).set_index("via")["how_obtained"]
    check_known("provenance key", via, known.index, DataTableError)
    return known[via]


def chance_level(task: str) -> float:
    """Return the chance level of a task that the study knows, for instance ``"mmlu"``.

    It is the share of right answers by guessing, from 0 to 1; its source stands in the
    column ``chance_from`` of the table ``tasks``. An unknown task or level is an
    `EmergenceDataError`.
    """
    known = load("tasks").set_index("task")["chance"]
    check_known("task", task, known.index, EmergenceDataError)
    if not known[task] >= 0:
        raise EmergenceDataError(
            f"the chance level of {task!r} is not known; give it as a number"
        )
    return float(known[task] / 100)


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
    """Give chance levels in percent the unit and the direction of each row."""
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
    fits = [frame[list(one)].isin(one).all(axis=1) for one in conditions]
    return np.logical_or.reduce(fits)


def _loaded(table: descriptor.Table) -> pd.DataFrame:
    folder = table.path.parent
    paths = [folder / "datapackage.json"]
    paths += [descriptor.find_table(n, folder).path for n in table.needs]
    return _load(table.name, folder, tuple(map(descriptor.file_state, paths)))


@lru_cache(maxsize=64)
def _load(name: str, folder: Path, states: tuple) -> pd.DataFrame:
    """Read a table and its joins; the states of the files are part of the key."""
    table = descriptor.find_table(name, folder)
    frame = _read_csv(table)
    columns = {name: frame[name].array for name in frame}
    for join in table.joins:
        lookup = _loaded(descriptor.find_table(join["from"], folder))
        for column, values in joined(frame, join, lookup).items():
            if column in columns:  # where it is empty, the joined value counts
                empty = columns[column].isna()
                columns[column][empty] = values[empty]
            else:
                columns[column] = values
    return pd.DataFrame({f.name: columns[f.name] for f in table.fields}, copy=False)


def _read_csv(table: descriptor.Table) -> pd.DataFrame:
    """Read a file that has the recorded checksum, or say what is wrong with it."""
    content = table.read_bytes()
    if hashlib.sha256(content).hexdigest() != table.sha256:
        rows = len(descriptor.parse(table, content))
        if rows != table.rows:
            table.refuse(f"{rows} rows where {table.rows} are declared")
        table.refuse("its content differs from the recorded checksum")
    return pd.read_csv(
        table.unpacked(content),
        usecols=[f.name for f in table.stored],
        dtype={f.name: descriptor.DTYPES[f.type] for f in table.stored},
        keep_default_na=False,
        na_values=[""],
    )
