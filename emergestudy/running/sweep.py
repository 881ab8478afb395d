"""Sweeps: one notebook over a grid of parameters, each run kept, all as one table."""

import csv
import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from emergestudy.errors import UsageError, check_known, unknown
from emergestudy.running.files import inert, write_text
from emergestudy.running.fingerprint import notebook_key
from emergestudy.running.notebooks import code_cells, read_notebook, records
from emergestudy.running.parameters import Parameter, check_values
from emergestudy.running.workers import Outcome, Task, drive, is_table

if TYPE_CHECKING:  # slow to import, and not needed to say what is wrong with a grid
    import pandas as pd

MOST_RUNS = 100_000
MOST_PANELS, MOST_LINES, MOST_KINDS, COLUMNS = 6, 8, 7, 3  # of the picture


def read_grid(
    notebook: str, known: Sequence[Parameter], texts: Sequence[str]
) -> dict[str, list]:
    """Read axes such as ``level=0.8,0.9`` or ``level=0.5:0.99:50``, each value once.

    Values are separated by commas; ``start:stop:count`` are numbers at equal steps; for
    a parameter that is a list, the items of one value are joined by ``+``. What is not
    understood, or has more than `MOST_RUNS` runs, is a `UsageError`.
    """
    by_name, axes = {p.name: p for p in known}, {}
    for text in texts:
        name, equals, values = text.partition("=")
        if not equals or not values:
            raise UsageError(f"-g {text}: write NAME=VALUE,VALUE")
        check_known(f"parameter of {notebook}", name, by_name)
        if name in axes:
            raise UsageError(f"-g {name} is given twice; give it once")
        told = [{name: value} for value in _values(by_name[name], values)]
        checked = [check_values(notebook, known, each)[name] for each in told]
        axes[name] = list({json.dumps(value): value for value in checked}.values())
    if not axes:
        raise UsageError("a sweep needs a grid: -g NAME=VALUE,VALUE")
    runs = math.prod(len(values) for values in axes.values())
    if runs > MOST_RUNS:
        raise UsageError(f"the grid has {runs:,} runs; at most {MOST_RUNS:,} are made")
    return axes


def _values(parameter: Parameter, text: str) -> list:
    if parameter.type == "list":
        return [value.split("+") for value in text.split(",")]
    ends = text.split(":")
    if parameter.type not in ("float", "int") or len(ends) != 3:
        return text.split(",")
    try:
        low, high, count = float(ends[0]), float(ends[1]), int(ends[2])
    except ValueError:
        count = 0
    if count < 1:
        raise UsageError(f"-g {parameter.name}={text}: write START:STOP:COUNT")
    if count > MOST_RUNS:
        raise UsageError(f"-g {parameter.name}: at most {MOST_RUNS:,} steps are made")
    parts = [i / max(1, count - 1) for i in range(count)]
    steps = [low * (1 - part) + high * part for part in parts]
    whole = parameter.type == "int"
    return [round(v) if whole else float(f"{v:.12g}") for v in steps]


@dataclass(frozen=True)
class Plan:
    """The runs of a sweep: of which notebook, over which grid, collecting what.

    Identical runs appear once in `tasks`. `shorter` are shorter notebooks that may give
    the same, the shortest first.
    """

    name: str
    axes: Mapping[str, Sequence]
    collect: tuple[str, ...]
    tasks: tuple[Task, ...]
    shorter: tuple[str, ...] = ()


def make_plan(
    notebook: Path, axes: Mapping[str, Sequence], fixed: Mapping[str, object],
    collect: Sequence[str] = (), timeout: float | None = None,
) -> Plan:  # fmt: skip
    """Lay out a sweep over a grid, all other parameters fixed.

    An executed notebook says which results there are; those to collect are named whole
    or by their end, ``calls`` for ``a/calls``. Other names are a `UsageError`.
    """
    found = read_notebook(notebook)
    names = tuple(_result(notebook.stem, name, found) for name in collect)
    cells = code_cells(found)
    ends = [i for i, c in enumerate(cells, 1) if {*records({"cells": [c]})} & {*names}]
    cells = [c | {"outputs": [], "execution_count": None} for c in cells]
    upto = cells[: max(ends, default=None)]  # later ones record none of it
    undrawn = [c for c in upto if not c["metadata"].get("mystnb", {}).get("figure")]
    made = (json.dumps(found | {"cells": each}) for each in (cells, undrawn, upto))
    text, *shorter = dict.fromkeys(made)
    environment, runs = notebook_key(notebook, {}), {}
    for values in product(*axes.values()):
        values = dict(fixed) | dict(zip(axes, values, strict=True))
        told = json.dumps([environment, values, list(names)], sort_keys=True)
        key = hashlib.sha256(told.encode()).hexdigest()[:20]
        runs[key] = Task(key, text, values, names, timeout)
    return Plan(notebook.stem, axes, names, tuple(runs.values()), tuple(shorter))


def _result(notebook: str, name: str, found: dict) -> str:
    known = list(records(found))
    ends = [full for full in known if full == name or full.endswith(f"/{name}")]
    if name in known:
        return name
    if len(ends) != 1:
        raise UsageError(unknown(f"result of {notebook}", name, ends or known))
    return ends[0]


class Store:
    """Finished runs and the logs of failed ones, a small file each, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def log(self, key: str) -> Path:
        """Return the file of a failed run's traceback."""
        return self.folder / f"{key}.log"

    def read(self, key: str) -> dict | None:
        """Return a finished run, or None if there is none that can be read."""
        try:
            found = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
            return found if found["key"] == key and "results" in found else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, outcome: Outcome) -> None:
        """Keep a finished run, or the log of a failed one."""
        about = {"key": outcome.key, "parameters": dict(outcome.parameters)}
        if outcome.error:
            text = f"{outcome.error}\n\n{about['parameters']}\n\n{outcome.traceback}\n"
            write_text(text, self.log(outcome.key))
            return
        self.log(outcome.key).unlink(missing_ok=True)
        about |= {"seconds": round(outcome.seconds, 3), "study": outcome.study}
        about |= {"results": dict(outcome.results)}
        write_text(json.dumps(about), self.folder / f"{outcome.key}.json")


@dataclass
class _Swept:
    """How a sweep went: runs that were there, that finished, that failed, by key."""

    reused: int = 0
    ran: int = 0
    failed: dict[str, Outcome] = field(default_factory=dict)
    short: bool = False  # without cells that change nothing of what is collected


def run_sweep(
    plan: Plan, store: Store, make_executor: Callable[[], Executor], *, ahead: int,
    fresh: bool = False, progress: bool = False,
) -> _Swept:  # fmt: skip
    """Run what a plan holds and a store does not, or all of it afresh.

    No figure is rendered. The first run is made of all cells and, beside it, without
    those that draw or come after the last result; what gives the same is kept to.
    """
    from tqdm import tqdm

    done = _Swept()
    todo = [t for t in plan.tasks if fresh or not store.read(t.key)]
    done.reused = len(plan.tasks) - len(todo)
    with tqdm(
        total=len(plan.tasks), initial=done.reused, desc=plan.name, unit="run",
        disable=None if progress else True,
    ) as bar:  # fmt: skip

        def note(outcome: Outcome) -> None:
            store.keep(outcome)
            if outcome.error:
                done.failed[outcome.key] = outcome
            else:
                done.ran += 1
            bar.update()

        while len(todo) > 1 and plan.shorter:
            first, *todo = todo
            made = [first, *(replace(first, key=t, text=t) for t in plan.shorter)]
            outcomes = {o.key: o for o in drive(made, make_executor, len(made))}
            note(whole := outcomes[first.key])
            if whole.error:  # a run that fails says nothing of the rest
                continue
            same = [t for t in plan.shorter if outcomes[t].results == whole.results]
            todo = [replace(task, text=[*same, task.text][0]) for task in todo]
            done.short = bool(same)
            break
        for outcome in drive(todo, make_executor, ahead) if todo else ():
            note(outcome)
    return done


def gather(plan: Plan, store: Store, file: Path) -> int:
    """Write the results of all finished runs as one tidy table; return its rows.

    Scalars make one row a run; a table keeps its rows. The swept parameters come
    first; a column of the results with the name of a parameter is called
    ``result_NAME``. Memory does not grow with the number of runs.
    """
    columns: dict[str, None] = dict.fromkeys(plan.axes)
    for row in _rows(plan, store):
        columns |= dict.fromkeys(row)
    draft, count = file.with_name(f".{file.name}.part"), 0
    try:
        with draft.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            for row in _rows(plan, store):
                writer.writerow({name: _cell(value) for name, value in row.items()})
                count += 1
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _rows(plan: Plan, store: Store) -> Iterator[dict[str, object]]:
    for task in plan.tasks:
        found = store.read(task.key)
        if not found:
            continue
        about = {name: task.parameters[name] for name in plan.axes}
        own, results = {name: f"result_{name}" for name in about}, found["results"]
        scalars = {n: json.loads(t) for n, t in results.items() if not is_table(t)}
        tables = {n: json.loads(t)["data"] for n, t in results.items() if is_table(t)}
        if scalars:
            tables[""] = [scalars]
        for name, rows in tables.items():
            told = {"result": name} if len(results) > 1 and name else {}
            for row in rows:
                yield about | told | {own.get(c, c): v for c, v in row.items()}


def _cell(value: object) -> object:
    return inert("+".join(map(str, value)) if isinstance(value, list) else value)


def save_overview(results: Path, axes: list[str], picture: Path) -> None:
    """Draw the table that `gather` wrote: a panel a result that varies.

    There are at most `MOST_PANELS`. The first swept parameter is the x-axis, the second
    the color. Lines are the median of a run's rows, with the range of their middle
    80 %; for kinds (texts of few values) the share of the rows. That nothing varies is
    a `UsageError`.
    """
    import matplotlib as mpl
    import pandas as pd

    picture.unlink(missing_ok=True)
    mpl.use("agg")
    # A model may be called NA or null.
    found = pd.read_csv(results, keep_default_na=False, na_values=[""])
    _overview(found, axes).savefig(picture, facecolor="white", dpi=130)


def _overview(results: "pd.DataFrame", axes: list[str]) -> object:
    import pandas as pd
    import seaborn as sns

    values = _varying(results, axes)
    if values.empty:
        raise UsageError("nothing varies over this sweep, so there is nothing to draw")
    if not pd.api.types.is_numeric_dtype(values[axes[0]]):
        values[axes[0]] = values[axes[0]].astype(str)
    hue = axes[1] if axes[1:] else None
    if hue:
        first = values[hue].drop_duplicates()[:MOST_LINES]
        values = values[values[hue].isin(first)].astype({hue: str})
    grid = sns.relplot(
        values, x=axes[0], y="value", col="result", hue=hue, style=hue, kind="line",
        col_wrap=COLUMNS, estimator="median", errorbar=("pi", 80), markers=bool(hue),
        dashes=False, palette="colorblind" if hue else None, height=2.9,
        facet_kws={"sharey": False},
    )  # fmt: skip
    return grid.set_titles("{col_name}").tick_params(axis="x", labelrotation=30)


def _varying(results: "pd.DataFrame", axes: list[str]) -> "pd.DataFrame":
    """Return what changes in a sweep, a row a ``value`` of a named ``result``."""
    import pandas as pd

    columns, each = {}, [results[name] for name in axes]
    for name in results.columns.difference([*axes, "result"], sort=False):
        column = results[name]
        if pd.api.types.is_numeric_dtype(column):
            columns[name] = column
        elif 1 < column.nunique() <= MOST_KINDS:
            for kind in sorted(column.dropna().unique()):
                share = (column == kind).groupby(each, dropna=False)
                columns[f"{name}: {kind} (%)"] = 100.0 * share.transform("mean")
    found = results[axes].assign(**columns)
    told = found.groupby(axes, dropna=False)[list(columns)].agg(
        lambda part: tuple(sorted(part.dropna()))
    )
    kept = [name for name in columns if told[name].nunique() > 1]
    first = told.groupby(level=axes[1:])[kept].nunique().max() if axes[1:] else None
    kept.sort(key=lambda name: first is not None and first[name] < 2)
    return found.melt(axes, kept[:MOST_PANELS], "result", "value").dropna()
