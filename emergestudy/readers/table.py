"""Scores in a plain table: CSV or Parquet, one row a score."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from emergestudy.readers.files import (
    COLUMNS,
    NUMBERS,
    BrokenFile,
    Reader,
    Score,
    Source,
    number,
    parse_csv,
    read_text,
    text,
)

NEEDED = ("model", "task", "value")
MOST_CELLS = 20_000_000  # of a Parquet file
# Other names that people give to these columns.
ALSO = {
    "score": "value", "accuracy": "value", "acc": "value", "se": "stderr",
    "n": "n_eval", "shots": "n_shot", "num_fewshot": "n_shot",
    "parameters": "params", "train_tokens": "tokens",
}  # fmt: skip


def _sniff(source: Source) -> bool:
    """Say yes: this is the reader of any table that no other one knows."""
    return True


def _read(source: Source) -> Iterator[Score]:
    """Yield the scores of a CSV or Parquet file.

    The columns are those of `Score`; ``model``, ``task`` and ``value`` are needed.
    Without ``metric`` the scores count as shares of right answers.
    """
    frame = _parse(source.path)
    frame.columns = [str(c).strip().lower() for c in frame.columns]
    names = {old: new for old, new in ALSO.items() if new not in frame.columns}
    frame = frame.rename(columns=names)
    if "metric" not in frame.columns:
        frame["metric"] = "accuracy"
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise BrokenFile(f"has the column {twice[:60]!r} twice")
    missing = [c for c in NEEDED if c not in frame.columns]
    if missing:
        raise BrokenFile(f"has no column {missing[0]!r}; needed: {', '.join(NEEDED)}")
    kept = [c for c in COLUMNS if c in frame.columns and c != "file"]
    for row in frame[kept].itertuples(index=False, name=None):
        yield _score(dict(zip(kept, row, strict=True)))


def _parse(path: Path) -> pd.DataFrame:
    if path.suffix != ".parquet":
        return parse_csv(read_text(path))
    try:
        from pyarrow.parquet import ParquetFile

        # Packed, a million equal rows take no room; count before they are unpacked.
        about = ParquetFile(path).metadata
        cells = about.num_rows * about.num_columns
        if cells > MOST_CELLS:
            raise BrokenFile(f"has {cells:,} cells; at most {MOST_CELLS:,} are read")
        return pd.read_parquet(path)
    except BrokenFile:
        raise
    except ImportError:
        cure = "pip install 'emergestudy[parquet]'"
        raise BrokenFile(f"is Parquet; to read it: {cure}") from None
    except Exception as error:  # whatever a parser makes of a stranger's bytes
        reason = str(error).splitlines()[0][:120] if str(error) else "no reason given"
        raise BrokenFile(f"is not a table ({reason})") from None


def _score(row: dict) -> Score:
    score = Score()
    for column, value in row.items():
        value = value.item() if hasattr(value, "item") else value
        if column in NUMBERS:
            found = number(_as_number(value))
        elif column == "higher_is_better":
            found = {"true": True, "false": False}.get(str(value).lower())
        else:
            # A number may stand for a name, such as a model called 7.
            name = value if number(value) is None else f"{number(value):g}"
            found = text(name)
        if found is not None:
            score[column] = found
    return score


def _as_number(value: object) -> object:
    """Read a cell of a CSV file, where all is text."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return None


READER = Reader("a table", (".csv", ".parquet"), _sniff, _read)
