"""All finished runs of a plan as one tidy table, written run by run."""

import csv
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from emergestudy.results import SCALAR, TABLE, read_result
from emergestudy.sweep.plan import Plan
from emergestudy.sweep.store import Store


def gather(plan: Plan, store: Store, file: Path) -> int:
    """Write the results of all finished runs.

    Scalars make one row a run; a table keeps its rows. The swept parameters come
    first; a column of the results with the name of a parameter is called
    ``result_NAME``. Memory does not grow with the number of runs.

    Parameters
    ----------
    plan : Plan
        What was to run.
    store : Store
        What is finished.
    file : Path
        A CSV; it is replaced when all of it is written.

    Returns
    -------
    int
        Rows.
    """
    columns: dict[str, None] = dict.fromkeys(plan.axes)
    for frame in _frames(plan, store):
        columns |= dict.fromkeys(frame.columns)
    draft, rows = file.with_name(f".{file.name}.{os.getpid()}"), 0
    try:
        with draft.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerow(columns)
            for frame in _frames(plan, store):
                part = frame.reindex(columns=list(columns))
                part.to_csv(out, index=False, header=False)
                rows += len(part)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return rows


def _frames(plan: Plan, store: Store) -> Iterator[pd.DataFrame]:
    for task in plan.whole:
        found = store.read(task.key)
        if found is None:
            continue
        values = {name: _shown(task.parameters[name]) for name in plan.axes}
        yield from _of_run(found["results"], values)


def _of_run(
    results: Mapping[str, str], values: Mapping[str, object]
) -> Iterator[pd.DataFrame]:
    """Yield a table for each table, and one for all scalars together."""
    read = {name: _read(text) for name, text in results.items()}
    tables = {n: found for n, found in read.items() if isinstance(found, pd.DataFrame)}
    scalars = {name: found for name, found in read.items() if name not in tables}
    if scalars:
        tables[""] = pd.DataFrame([scalars])
    for name, frame in tables.items():
        clash = {c: f"result_{c}" for c in frame.columns if c in values}
        about = dict(values) | ({"result": name} if len(read) > 1 and name else {})
        frame = frame.rename(columns=clash)
        yield pd.concat([pd.DataFrame([about] * len(frame)), frame], axis=1)


def _read(text: str) -> object:
    found = json.loads(text)
    kind = TABLE if isinstance(found, dict) and "schema" in found else SCALAR
    return read_result({kind: text})


def _shown(value: object) -> object:
    return "+".join(map(str, value)) if isinstance(value, list) else value
