"""Folders of evaluation files to one tidy table, and a list of what is wrong."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from emergestudy.errors import UsageError
from emergestudy.ingest.doubts import doubts
from emergestudy.ingest.families import family_of
from emergestudy.ingest.find import find_files
from emergestudy.ingest.one_file import FromFile, read_file
from emergestudy.ingest.records import COLUMNS, NUMBERS, Score
from emergestudy.ingest.side_table import fill_in, named_as, read_side_table
from emergestudy.ingest.units import with_units

ALONE = 5000  # so few files are read faster without starting more processes
CHUNK = 50
# What makes two scores the same measurement.
KEY = ["model", "step", "task", "metric", "n_shot", "setting", "examples"]


@dataclass(frozen=True)
class Ingested:
    """What was read.

    Attributes
    ----------
    scores : pandas.DataFrame
        One row a score, columns as `emergestudy.ingest.records.Score`; NaN where
        nothing says. Shares of right answers are fractions.
    files : int
        Files read.
    broken : dict of str to str
        Files left out, and why.
    problems : list of str
        Scores left out, and what contradicts itself.
    """

    scores: pd.DataFrame
    files: int
    broken: dict[str, str]
    problems: list[str]


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
        Files and folders: results of lm-evaluation-harness, scores of BIG-bench, CSV,
        Parquet.
    models : Path, optional
        Side table with what the files do not hold; see `read_side_table`.
    jobs : int, optional
        Processes; by default one a core.
    progress : bool
        Show a bar.

    Returns
    -------
    Ingested

    Raises
    ------
    UsageError
        If there is nothing to read, the side table is wrong, or no file can be read.
    """
    side = None if models is None else read_side_table(models)
    files = find_files([Path(p) for p in paths])
    broken: dict[str, str] = {}
    rows: list[Score] = []
    for found in tqdm(
        _read(files, jobs), total=len(files), unit="files", leave=False,
        disable=None if progress else True,
    ):  # fmt: skip
        rows += found.scores
        if found.problem:
            broken[found.file] = found.problem
    if not rows:
        name, why = next(iter(broken.items()))
        raise UsageError(f"none of {len(files)} files could be read; {name} {why}")
    scores, problems = _tidy(rows, side)
    return Ingested(scores, len(files), broken, problems)


def _read(files: Sequence[Path], jobs: int | None) -> Iterator[FromFile]:
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(files) <= ALONE:
        yield from map(read_file, files)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(read_file, files, chunksize=CHUNK)


def _tidy(
    rows: list[Score], side: pd.DataFrame | None
) -> tuple[pd.DataFrame, list[str]]:
    scores = pd.DataFrame(rows, columns=list(COLUMNS))
    for column in NUMBERS:
        scores[column] = pd.to_numeric(scores[column], errors="coerce")
    texts = [c for c in COLUMNS if c not in (*NUMBERS, "higher_is_better")]
    scores = scores.astype(dict.fromkeys(texts, "str"))
    scores["metric"] = scores["metric"].fillna("score")
    whole = scores.dropna(subset=["model", "task", "value"])
    problems = []
    if len(whole) < len(scores):
        lacking = len(scores) - len(whole)
        problems.append(f"{lacking} rows without a model, a task or a finite value")
    if side is not None:
        side = named_as(side, whole["model"])
        problems += doubts(side, whole)
        whole = fill_in(whole, side)
    named = whole["model"].map(family_of)
    whole = whole.assign(family=whole["family"].fillna(named))
    whole, twice = _once(whole)
    whole, mixed = with_units(whole)
    return whole.reset_index(drop=True), problems + twice + mixed


def _once(scores: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Keep one row a measurement; measurements that contradict each other are named."""
    same = scores.drop_duplicates([*KEY, "value"])
    twice = same.duplicated(KEY, keep=False)
    problems = []
    if twice.any():
        first = same[twice].iloc[0]
        count = len(same[twice].drop_duplicates(KEY))
        problems.append(
            f"{count} measurements have several values, for instance {first['task']} "
            f"of {first['model']} in {first['file']} and elsewhere; the last counts. "
            "Do they differ in a way that the files do not say?"
        )
    return same.drop_duplicates(KEY, keep="last"), problems
