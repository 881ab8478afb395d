"""What evaluation tools wrote, read into one table.

A format is one module with a `Reader`; to add one, write it and put it into `READERS`.
"""

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from runpy import run_path

import pandas as pd
from tqdm import tqdm

from emergestudy.errors import UsageError, check_known
from emergestudy.readers import files as raw
from emergestudy.readers import formats, harness, table
from emergestudy.readers.files import COLUMNS, NUMBERS
from emergestudy.readers.metrics import is_share
from emergestudy.readers.tidy import read_side_table, tidy

__all__ = ["COLUMNS", "NUMBERS", "READERS", "Ingested", "ingest", "is_share"]

READERS = (*formats.READERS, *harness.READERS, *table.READERS)
"""The first that knows a file reads it; a table is taken by any name."""

READABLE = tuple(dict.fromkeys(end for reader in READERS for end in reader.endings))
KINDS = f"{', '.join(READABLE[:-1])} or {READABLE[-1]}"
PACKED = {".gz", ".zip", ".bz2", ".xz", ".zst", ".tar", ".tgz", ".7z"}
# What the Holistic Evaluation of Language Models writes beside its stats.json.
HELM = """run_spec.json scenario.json scenario_state.json instances.json
    per_instance_stats.json display_predictions.json display_requests.json"""
# What OLMES writes beside its scores.
OLMES = re.compile(
    r"metrics-all.jsonl|task-\d+-.+-(predictions|requests|\w+-inputs).jsonl"
)
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
    models: Path | str | None = None,
    jobs: int = 1,
    progress: bool = False,
    *,
    family: Sequence[str] = (),
    metric: Sequence[str] = (),
    seeds: str = "each",
    reader: str | None = None,
) -> Ingested:
    """Read evaluation files.

    Parameters
    ----------
    paths : sequence of Path or str
        Files, in a format of `READERS`, and folders of them.
    models : Path or str, optional
        Side table with what the files do not hold (`tidy.read_side_table`).
    jobs : int
        Processes; for several, a script needs ``if __name__ == "__main__"``.
    progress : bool
        Show a bar.
    family : sequence of str
        Families, as ``PATTERN=NAME`` of models or one ``NAME`` for all.
    metric : sequence of str
        The metric that counts, as ``TASK=NAME``, for tasks or patterns of them.
    seeds : str
        ``each``: runs of several seeds stay apart; ``mean``: they are averaged.
    reader : str, optional
        ``FILE.py:FUNCTION``, a reader of one's own (`own_reader`), asked first.

    Raises
    ------
    UsageError
        If there is nothing to read, the side table or an option is wrong, or no file
        can be read.
    """
    family, metric = ([g] if isinstance(g, str) else g for g in (family, metric))
    if not isinstance(models, str | os.PathLike | None):
        raise UsageError("models is no path; write the table to a CSV, and give that")
    check_known("way to take seeds", seeds, ("each", "mean"))
    side = None if models is None else read_side_table(models)
    own = () if reader is None else (own_reader(reader),)
    broken: dict[str, str] = {}
    files = find_files([Path(p) for p in paths], broken, every=bool(own))
    rows: list[tuple] = []  # as COLUMNS: a third of the memory of dicts
    told: list[str] = []
    with ExitStack() as stack:
        if own or jobs == 1 or len(files) <= ALONE:
            read = (read_file(path, own) for path in files)
        else:
            pool = ProcessPoolExecutor(jobs, get_context("spawn"))
            read = stack.enter_context(pool).map(read_file, files, chunksize=50)
        for path, (scores, problem, notes) in tqdm(
            zip(files, read, strict=True), total=len(files), unit="files", leave=False,
            disable=None if progress else True,
        ):  # fmt: skip
            rows += [tuple(map(score.get, COLUMNS)) for score in scores]
            told += [f"{_as_text(path)} {note}" for note in notes]
            if problem:
                broken[_as_text(path)] = problem
    if not rows:
        name, why = next(iter(broken.items()), (_as_text(files[0]), "holds no scores"))
        raise UsageError(f"none of {len(files)} files could be read; {name} {why}")
    table, problems = tidy(rows, side, family, metric, seeds == "mean")
    return Ingested(table, problems + told, files=len(files), broken=broken)


def read_file(
    path: Path, own: tuple[raw.Reader, ...] = ()
) -> tuple[list[raw.Score], str | None, list[str]]:
    """Return the scores of one file, what is wrong with it, if so, and notes.

    ``own`` are readers that are asked before those of `READERS`, whatever the file's
    ending. Texts that are no results, such as a README, are passed over.
    """
    source = raw.Source(path)
    file, ending = _as_text(path), path.suffix.lower()
    try:
        for reader in (*own, *READERS):
            if (reader in own or ending in reader.endings) and reader.sniff(source):
                scores = [row | {"file": file} for row in reader.read(source)]
                if scores or reader not in own:
                    return scores, None if scores else "holds no scores", source.notes
        if own or ending in raw.PROSE:
            return [], None, []
        known = ", ".join(dict.fromkeys(reader.name for reader in READERS))
        told = f"is no known form of results (known: {known})"
        raise raw.BrokenFile(f"{told}; --reader reads others")
    except Exception as error:  # one file of a stranger's never stops the others
        known = isinstance(error, raw.BrokenFile)
        told = str(error) if known else f"cannot be read ({error!r:.200})"
        # Tables are not opened as text.
        with suppress(OSError, raw.BrokenFile), raw.opened(path) as whole:
            pointer = whole.read(len(raw.POINTER)) == raw.POINTER
            told = raw.ELSEWHERE if pointer else told
        return [], told, source.notes


def own_reader(place: str) -> raw.Reader:
    """Return the reader that a function in a file of one's own makes.

    ``place`` is ``FILE.py:FUNCTION``. The function is given the path of a file and
    returns its scores, dicts with the keys of `emergestudy.readers.files.Score`, or
    None if the file is not for it. `UsageError` if there is no such function.
    """
    file, _, name = place.rpartition(":")
    if not Path(file).is_file():
        told = f"{file or place} is no file; write FILE.py:FUNCTION"
        raise UsageError(f"--reader {place}: {told}")
    try:
        function = run_path(file)[name]
    except Exception as error:  # whatever stands in a user's file
        why = f"has no {name!r}" if isinstance(error, KeyError) else repr(error)
        raise UsageError(f"--reader {place}: {file} {why}") from None

    def read(source: raw.Source) -> Iterator[raw.Score]:
        for row in function(source.path) or ():
            if not isinstance(row, dict) or not set(row) <= set(COLUMNS):
                told = f"gives {str(row)[:60]!r} by {name}, which is no score"
                raise raw.BrokenFile(told)
            yield row

    return raw.Reader(place, (), lambda _: True, read)


def _as_text(path: Path) -> str:
    """Return a path as text that any file can hold, whatever bytes it has."""
    return os.fsencode(path).decode("utf-8", "replace")


def find_files(
    paths: Sequence[Path], closed: dict[str, str], every: bool = False
) -> list[Path]:
    """Return the files to read, in a fixed order; `UsageError` if one cannot be.

    A file that is named is taken; of a folder, all files with an ending of `READABLE`
    (or ``every`` one), at any depth, but hidden ones, and what only accompanies other
    results. Links to folders are not followed: they may loop. Folders that cannot be
    listed go into ``closed``, with the reason.
    """
    found: set[Path] = set()
    for path in paths:
        is_folder = path.is_dir()
        found.update(_walk(path, closed, every) if is_folder else [_named(path, every)])
        if len(found) > MOST:
            raise UsageError(f"more than {MOST:,} files; name a part of them")
    if not found:
        names = ", ".join(map(_as_text, paths)) or "no path"
        why = "".join(f"; {folder} {reason}" for folder, reason in closed.items())
        raise UsageError(f"no {KINDS} file in {names}{why}")
    return sorted(found)


def _named(path: Path, every: bool) -> Path:
    ending, told = path.suffix.lower(), None
    if not path.exists():
        told = "does not exist"
    elif ending in PACKED:
        told = "is packed; unpack it first"
    elif ending in NEVER:
        told = "could run code when opened; it is not read"
    elif not path.is_file() or not (every or ending in READABLE):
        told = f"is no {KINDS} file"
    if told:
        raise UsageError(f"{path} {told}")
    return path


def _walk(folder: Path, closed: dict[str, str], every: bool) -> Iterator[Path]:
    def told(error: OSError) -> None:
        closed[_as_text(error.filename)] = f"cannot be read ({error.strerror})"

    for where, folders, names in os.walk(folder, onerror=told):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        # The single answers are in the results beside them already.
        beside = any(n.startswith("results") and n.endswith(".json") for n in names)
        others = HELM.split() if "stats.json" in names else []
        others += [n for n in names if OLMES.fullmatch(n)]
        ends = (".json", ".csv", ".scores.csv")  # of an earlier report
        stems = [n.removesuffix(ends[2]) for n in names if n.endswith(ends[2])]
        others += [s + end for s in stems if s + ends[0] in names for end in ends]
        for name in names:
            path = Path(where, name)
            known = every or path.suffix.lower() in READABLE
            again = (beside and name.startswith("samples_")) or name in others
            if known and not again and name[0] != "." and path.is_file():
                yield path
