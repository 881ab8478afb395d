"""Scores in a plain table: CSV or Parquet, one row a score."""

import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from emergestudy.readers.files import (
    COLUMNS,
    LARGEST,
    NUMBERS,
    BrokenFile,
    Reader,
    Score,
    Source,
    number,
    read_text,
    text,
)

NEEDED = ("model", "task", "value")
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
    try:
        if path.suffix == ".parquet":
            if path.stat().st_size > LARGEST:
                raise BrokenFile(f"is larger than {LARGEST // 2**20} MiB")
            return pd.read_parquet(path)
        return pd.read_csv(io.StringIO(read_text(path)))
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
            found = number(value)
        elif column == "higher_is_better":
            found = value if isinstance(value, bool) else None
        else:
            # A number may stand for a name, such as a model called 7.
            name = value if number(value) is None else f"{number(value):g}"
            found = text(name)
        if found is not None:
            score[column] = found
    return score


READER = Reader("a table", (".csv", ".parquet"), _sniff, _read)
