"""What evaluation tools wrote, read into one table.

A format is one module with a `Reader`; to add one, write it and put it into `READERS`.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from emergestudy.errors import UsageError
from emergestudy.readers import bigbench, harness, table
from emergestudy.readers.files import COLUMNS, NUMBERS, BrokenFile, Score, Source
from emergestudy.readers.tidy import is_share, read_side_table, tidy

__all__ = ["COLUMNS", "NUMBERS", "READERS", "Ingested", "ingest", "is_share"]

READERS = (harness.READER, bigbench.READER, table.READER)
"""The first that knows a file reads it; a table is taken by any name."""

READABLE = tuple(dict.fromkeys(end for reader in READERS for end in reader.endings))
PACKED = {".gz", ".zip", ".bz2", ".xz", ".zst", ".tar", ".tgz", ".7z"}
NEVER = {".pkl", ".pickle", ".pt", ".pth", ".npy", ".npz", ".joblib"}
MOST = 200_000  # files
ALONE = 5000  # so few files are read faster without starting more processes


@dataclass(frozen=True)
class Ingested:
    """What was read.

    Attributes
    ----------
    scores : pandas.DataFrame
        One row a score, columns as `emergestudy.readers.files.Score`; NaN where
        nothing says. Shares of right answers are fractions.
    problems : list of str
        Scores left out, and what contradicts itself.
    files : int
        Files read.
    broken : dict of str to str
        Files left out, and why.
    """

    scores: pd.DataFrame
    problems: list[str]
    files: int
    broken: dict[str, str]


def ingest(
    paths: Sequence[Path | str],
    models: Path | None = None,
    jobs: int | None = None,
    progress: bool = False,
) -> Ingested:
    """Read evaluation files.

    Parameters
    ----------
    paths : sequence of Path or str
        Files, in a format of `READERS`, and folders of them.
    models : Path, optional
        Side table with what the files do not hold (`tidy.read_side_table`).
    jobs : int, optional
        Processes; by default one a core.
    progress : bool
        Show a bar.

    Raises
    ------
    UsageError
        If there is nothing to read, the side table is wrong, or no file can be read.
    """
    side = None if models is None else read_side_table(models)
    broken: dict[str, str] = {}
    files = find_files([Path(p) for p in paths], broken)
    rows: list[Score] = []
    for path, (scores, problem) in tqdm(
        zip(files, _read_all(files, jobs), strict=True), total=len(files), unit="files",
        leave=False, disable=None if progress else True,
    ):  # fmt: skip
        rows += scores
        if problem:
            broken[as_text(path)] = problem
    if not rows:
        name, why = next(iter(broken.items()))
        raise UsageError(f"none of {len(files)} files could be read; {name} {why}")
    return Ingested(*tidy(rows, side), files=len(files), broken=broken)


def _read_all(
    files: Sequence[Path], jobs: int | None
) -> Iterator[tuple[list[Score], str | None]]:
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(files) <= ALONE:
        yield from map(read_file, files)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(read_file, files, chunksize=50)


def read_file(path: Path) -> tuple[list[Score], str | None]:
    """Return the scores of one file, and in one line what is wrong with it, if so."""
    source = Source(path)
    readers = [r for r in READERS if path.suffix in r.endings]
    try:
        for reader in readers:
            if reader.sniff(source):
                scores = [row | {"file": as_text(path)} for row in reader.read(source)]
                return scores, None if scores else "holds no scores"
        if not isinstance(source.json, dict):
            kind = type(source.json).__name__
            raise BrokenFile(f"holds a JSON {kind}, not an object")
        raise BrokenFile(f"is neither {' nor '.join(r.name for r in readers)}")
    except BrokenFile as error:
        return [], str(error)


def as_text(path: Path) -> str:
    """Return a path as text that any file can hold, whatever bytes it has."""
    return os.fsencode(path).decode("utf-8", "replace")


def find_files(paths: Sequence[Path], closed: dict[str, str]) -> list[Path]:
    """Return the files to read, in a fixed order; `UsageError` if one cannot be.

    A file that is named is taken; of a folder, all files with an ending of `READABLE`,
    at any depth, but hidden ones. Links to folders are not followed: they may loop.
    Folders that cannot be listed go into ``closed``, with the reason.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_walk(path, closed)))
        else:
            found[_named(path)] = None
        if len(found) > MOST:
            raise UsageError(f"more than {MOST:,} files; name a part of them")
    if not found:
        names = ", ".join(map(as_text, paths)) or "no path"
        why = "".join(f"; {folder} {reason}" for folder, reason in closed.items())
        raise UsageError(f"no {_kinds()} file in {names}{why}")
    return sorted(found)


def _named(path: Path) -> Path:
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    if path.suffix in PACKED:
        raise UsageError(f"{path} is packed; unpack it first")
    if path.suffix in NEVER:
        raise UsageError(f"{path} could run code when opened; it is not read")
    if path.suffix not in READABLE or not path.is_file():
        raise UsageError(f"{path} is no {_kinds()} file")
    return path


def _kinds() -> str:
    return f"{', '.join(READABLE[:-1])} or {READABLE[-1]}"


def _walk(folder: Path, closed: dict[str, str]) -> Iterator[Path]:
    def told(error: OSError) -> None:
        closed[as_text(error.filename)] = f"cannot be read ({error.strerror})"

    for where, folders, names in os.walk(folder, onerror=told):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(where, name)
            if path.suffix in READABLE and not name.startswith(".") and path.is_file():
                yield path
