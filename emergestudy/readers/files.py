"""Files from strangers: opened with care, and a value is what it should be or nothing.

A file is data, never code; it is bounded in size and depth, and what is wrong with it
is told in one line.
"""

import csv
import io
import json
import math
import re
import stat
from ast import literal_eval
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, TypedDict

import pandas as pd

from emergestudy.errors import StudyError

LARGEST = 256 * 2**20  # bytes
# Of a table: a small file may hold many, packed or empty.
MOST_CELLS, MOST_ROWS, MOST_COLUMNS = 20_000_000, 2_000_000, 100_000
DEEPEST = 100  # levels of JSON
NUMERIC, NESTED = (float, int, Decimal), (dict, list)
KEY = re.compile(r'"\s*:')
DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d)[-:](\d\d)[-:](\d\d)")
USUAL = re.compile(r"(results?|evals?|metrics|scores|summary|samples|readme)([-_.]|$)")
AMOUNT = re.compile(
    r"(?i)([-+]?(?:\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(?:\.\d*)?(?:e[-+]?\d+)?)"
    r"\s*([kmbt%]|million|billion|trillion)?",
)
TIMES = {"": 1.0, "%": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
TABLES = (".csv", ".tsv", ".parquet", ".xlsx")
PROSE = (".txt", ".md", ".log", ".out")  # texts, with tables or without
POINTER = b"version https://git-lfs.github.com/spec/"
ELSEWHERE = "is a Git LFS pointer; run git lfs pull"
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class BrokenFile(StudyError):
    """A file that is not what it should be; the text says what is wrong with it."""


class Score(TypedDict, total=False):
    """One score of one model; what a file does not say is left out."""

    model: str  # as the tool names it, in full (`emergestudy.readers.names`)
    family: str  # else the model's name without its size
    params: float
    tokens: float
    step: float
    loss: float  # nats per token
    task: str
    part_of: str  # the group with a score of its own that the task belongs to
    metric: str
    setting: str  # how it was asked, for instance few_shot
    n_shot: float  # examples in the prompt
    examples: float  # that the model was finetuned on
    value: float
    stderr: float
    unit: str  # of both: fraction, percent or other
    n_eval: float  # test items behind the score
    higher_is_better: bool
    file: str
    chance: float  # what guessing earns, a share, where a file says so
    open_ended: bool  # the answer is free text
    seed: str  # of a run that was repeated
    date: float  # of the file, in seconds since 1970
    samples: str  # the file with the answers one by one
    chosen: bool  # the metric is one that counts for the task


COLUMNS = tuple(Score.__annotations__)
NUMBERS = tuple(c for c, kind in Score.__annotations__.items() if kind is float)
"""Columns that hold numbers; NaN where a file does not say."""


@dataclass
class Source:
    """One file; its JSON is parsed once, however many readers look at it."""

    path: Path
    notes: list[str] = field(default_factory=list)  # what a reader left out, and why

    @cached_property
    def text(self) -> str:
        """The text of the file, or `BrokenFile`."""
        return read_text(self.path)

    @cached_property
    def json(self) -> Any:
        """What the file holds, or `BrokenFile`."""
        return parse_json(self.text)

    @cached_property
    def date(self) -> float | None:
        """The date in the name of the file, in seconds since 1970."""
        found = DATE.search(self.path.name)
        return found and seconds("{}-{}-{}T{}:{}:{}+00:00".format(*found.groups()))


@dataclass(frozen=True)
class Reader:
    """One format of evaluation results."""

    name: str  # what such a file is called, with the keys by which it is known
    endings: tuple[str, ...]  # of the names of its files, for instance (".json",)
    sniff: Callable[[Source], bool]  # whether a file with such an ending is one
    read: Callable[[Source], Iterator[Score]]  # its scores; `BrokenFile` if it cannot


def opened(path: Path) -> BinaryIO:
    """Open a file of bytes; `BrokenFile` of a device or a pipe, which may never end.

    So may a file of the kernel (``/proc``), which says that it is empty.
    """
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise BrokenFile("is no regular file")
    return path.open("rb") if about.st_size else io.BytesIO()


def read_text(path: Path) -> str:
    """Read text that is not too large: UTF-8, or UTF-16 if a mark says so."""
    try:
        with opened(path) as file:  # which may have more than its size says
            size = path.stat().st_size
            content = b"" if size > LARGEST else file.read(LARGEST + 1)
        if (size := max(size, len(content))) > LARGEST:
            told = f"has {size / 2**20:,.0f} MiB; at most {LARGEST // 2**20} are read"
            raise BrokenFile(told)
        if content.startswith(POINTER):
            raise BrokenFile(ELSEWHERE)
        if not content:
            raise BrokenFile("is empty")
        marks = (code for mark, code in MARKS.items() if content.startswith(mark))
        code = next(marks, "utf-8")
        return content.decode(code)
    except UnicodeDecodeError as error:
        told = f"is not {code.upper()[:6]} (byte {error.start}); save it as UTF-8"
        raise BrokenFile(told) from None
    except OSError as error:
        raise BrokenFile(f"cannot be read ({error.strerror})") from None


def bounded(rows: int, cells: int, columns: int = 0) -> None:
    """Raise `BrokenFile` if a table would have too many rows, cells or columns."""
    most = {"rows": MOST_ROWS, "cells": MOST_CELLS, "columns": MOST_COLUMNS}
    for (what, limit), count in zip(most.items(), (rows, cells, columns), strict=True):
        if count > limit:
            raise BrokenFile(f"has {count:,} {what}; at most {limit:,} are read")


def parse_csv(text: str, delimiter: str | None = None) -> pd.DataFrame:
    """Parse CSV; every cell is text without spaces around it, "" where there is none.

    So a model may be called ``NA`` or ``007``. `BrokenFile` if a column stands there
    twice or a row is longer than the header, which would shift its cells.
    """
    sign = delimiter or max(",;\t|", key=text.lstrip().partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=sign)
    try:
        header = [name.strip() for name in next(reader, [])]
        named = pd.Index([name for name in header if name])
        for twice in named[named.duplicated()]:
            raise BrokenFile(f"has the column {twice[:60]!r} twice")
        rows = []
        for row in reader:
            while len(row) > len(header) and not row[-1].strip():
                row.pop()
            if len(row) > len(header):
                told = f"has {len(row)} cells in line {reader.line_num}"
                raise BrokenFile(f"{told}, but {len(header)} columns")
            if any(cells := [cell.strip() for cell in row]):
                bounded(len(rows), len(rows) * len(header), len(header))
                rows.append(cells + [""] * (len(header) - len(row)))
    except csv.Error as error:
        raise BrokenFile(f"is not a table ({error})") from None
    if any(amount(cell) is None for cell, *_ in rows if cell):
        header[:1] = [header[0] or "unnamed"]  # names, perhaps, as pandas writes them
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    return frame.loc[:, [bool(name) for name in header]]


def parse_json(text: str) -> Any:
    """Parse JSON; NaN and Infinity, which some tools write, come as floats.

    `BrokenFile` if it is none, or has deep nesting, a key twice or an endless number.
    """
    too_deep = BrokenFile(f"is nested more than {DEEPEST} levels deep")
    try:
        found = json.loads(text)
        level, keys = [found], 0
        for _ in range(DEEPEST + 1):
            level = [x for x in level if isinstance(x, NESTED)]
            if not level:
                break
            keys += sum(len(x) for x in level if isinstance(x, dict))
            level = [y for x in level for y in (x.values() if type(x) is dict else x)]
        else:
            raise too_deep
        # Fewer keys than the text may have: it has one twice, or such signs in a text.
        if keys < len(KEY.findall(text)):
            json.loads(text, object_pairs_hook=_no_key_twice)
        return found
    except json.JSONDecodeError as error:
        raise BrokenFile(f"is not JSON (line {error.lineno}: {error.msg})") from None
    except ValueError:  # Python refuses whole numbers of thousands of digits
        raise BrokenFile("holds a whole number that is too long") from None
    except RecursionError:  # the parser's own limit, some way beyond ours
        raise too_deep from None


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise BrokenFile(f"has the key {twice[:60]!r} twice in one object")
    return found


def number(value: Any) -> float | None:
    """Return a finite number, or None for anything else ("N/A", NaN, true, text)."""
    if isinstance(value, bool) or not isinstance(value, NUMERIC):
        return None
    try:
        found = float(value)
    except (OverflowError, ValueError):
        return None
    return found if math.isfinite(found) else None


def seconds(said: Any) -> float | None:
    """Return seconds since 1970 of a number or an ISO date."""
    try:
        if not isinstance(said, str):
            return number(said)
        return datetime.fromisoformat(said.removesuffix(" UTC")).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def positive(value: Any) -> float | None:
    """Return a number above 0, or None: tools write -1 or 0 for "not known"."""
    found = number(value)
    return found if found is not None and found > 0 else None


def amount(value: Any) -> float | None:
    """Return a number that may be written as people write sizes: 7B, 1.5e9, 1,000."""
    if not isinstance(value, str):
        return number(value)
    found = AMOUNT.fullmatch(value.strip())
    if not found:
        return None
    times = TIMES[(found[2] or "")[:1].lower()]
    return number(round(float(found[1].replace(",", "")) * times, 6))


def text(value: Any) -> str | None:
    """Return a text that is not empty, or None; control characters become spaces."""
    if not isinstance(value, str):
        return None
    plain = value.strip()
    if not plain.isprintable():
        plain = "".join(c if c.isprintable() else " " for c in value).strip()
    return plain[:200] or None


def as_object(value: Any, what: str) -> dict[str, Any]:
    """Return a JSON object, {} for what is missing; `BrokenFile` for anything else."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BrokenFile(f"{what!r} is a {type(value).__name__}, not an object")
    return value


def holds(found: Any, **kinds: type) -> bool:
    """Say whether something is a JSON object with values of these types by key."""
    return isinstance(found, dict) and all(
        isinstance(found.get(key), kind) for key, kind in kinds.items()
    )


def listed(found: Any, **kinds: type) -> bool:
    """Say whether something is a list of such objects, and not empty."""
    return isinstance(found, list) and bool(found) and all(
        holds(one, **kinds) for one in found
    )  # fmt: skip


def inner(found: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the object at a key, {} where there is anything else."""
    return found[key] if holds(found, **{key: dict}) else {}


def first_text(*values: Any) -> str | None:
    """Return the first that is a text and not empty, or None."""
    return next(filter(None, map(text, values)), None)


def needed(what: str, *values: Any) -> str:
    """Return the first that is a text; `BrokenFile` says what is not named."""
    if (found := first_text(*values)) is None:
        raise BrokenFile(f"names no {what}")
    return found


def at_revision(name: str, revision: Any) -> str:
    """Return a model's name with its revision, if it has one."""
    return f"{name}@{text(revision)}" if text(revision) else name


def known(**values: Any) -> Score:
    """Return the parts of a score that a file says."""
    return {key: value for key, value in values.items() if value is not None}


def with_shots(score: Score, shots: float | None) -> Score:
    """Add the number of shots, if it is one, and the setting that follows from it."""
    if shots is None or shots < 0:
        return score
    setting = "few_shot" if shots > 0 else "zero_shot"
    return score | Score(n_shot=shots, setting=setting)


def guessing(options: Any) -> float | None:
    """Return what guessing earns among options, listed or written as such a list."""
    if isinstance(options, str) and options.strip().startswith("["):
        try:
            options = literal_eval(options.strip()[:10_000])
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    return 1 / len(options) if isinstance(options, list) and len(options) > 1 else None


def named_by_place(source: Source, tasks: Iterable[str] = ()) -> str:
    """Name a model by its file, or by the folder if the file is called as a task."""
    at = source.path.absolute().with_suffix("")
    if USUAL.match(at.name.lower()) or at.name.lower() in map(str.lower, tasks):
        at = at.parent  # else without its _eval_results_02-15-2023
    at = at.parent / re.sub(r"(?<=.)_(eval_)?results?([-_.].*|$)", "", at.name)
    source.notes.append(f"names no model; called {at.name} after its place")
    return at.as_posix()
