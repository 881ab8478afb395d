"""Sizes, tokens and losses that evaluation files do not hold, from a small CSV."""

import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from emergestudy.errors import UsageError
from emergestudy.ingest.records import BrokenFile
from emergestudy.ingest.safe_json import read_text

GIVEN = ("family", "params", "tokens", "loss", "tokens_per_step")


def read_side_table(path: Path) -> pd.DataFrame:
    """Read ``models.csv``: ``model`` and any of ``step`` and `GIVEN`.

    With ``step``, a row is one checkpoint of a model; ``tokens_per_step`` gives tokens
    for all of its steps.

    Raises
    ------
    UsageError
        If it cannot be read, lacks ``model``, has an unknown column, a number that is
        none, or one model twice.
    """
    try:
        frame = pd.read_csv(io.StringIO(read_text(Path(path))))
    except (BrokenFile, ValueError) as error:
        raise UsageError(f"{path} {str(error).splitlines()[0]}") from None
    known = ("model", "step", *GIVEN)
    unknown = [c for c in frame.columns if c not in known]
    if "model" not in frame or unknown:
        lacks = "model" not in frame
        wrong = "no column 'model'" if lacks else f"an unknown column {unknown[0]!r}"
        raise UsageError(f"{path} has {wrong}; known: {', '.join(known)}")
    for column in [c for c in known if c in frame and c not in ("model", "family")]:
        frame[column] = _numbers(frame[column], path)
    keys = ["model", "step"] if "step" in frame else ["model"]
    if frame.duplicated(keys).any():
        twice = frame.loc[frame.duplicated(keys), "model"].iloc[0]
        raise UsageError(f"{path} lists {twice} twice; list it once")
    return frame.assign(model=frame["model"].astype(str))


def named_as(side: pd.DataFrame, read: Iterable[str]) -> pd.DataFrame:
    """Name models as the files do: ``org/name`` is ``name`` if the files say so."""
    known = set(read)
    names = [
        short if model not in known and (short := model.split("/")[-1]) in known
        else model
        for model in side["model"]
    ]  # fmt: skip
    return side.assign(model=names)


def _numbers(column: pd.Series, path: Path) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    least = -1e-9 if column.name == "step" else 0  # a run has a step 0
    bad = column.notna() & ~(np.isfinite(numbers) & (numbers > least))
    if bad.any():
        place = int(bad.to_numpy().argmax())
        raise UsageError(
            f"{path}, line {place + 2}: {column.name} is {str(column.iloc[place])!r}; "
            "it has to be a number above 0, for instance 7e9"
        )
    return numbers


def fill_in(scores: pd.DataFrame, side: pd.DataFrame) -> pd.DataFrame:
    """Put what a side table says where files say nothing; files come first.

    Rows with a step count for that checkpoint, rows without for all of the model.
    """
    by_step = side[side["step"].notna()] if "step" in side else side.iloc[:0]
    by_model = side[side["step"].isna()] if "step" in side else side
    for part, keys in ((by_step, ["model", "step"]), (by_model, ["model"])):
        given = [c for c in GIVEN if c in part]
        if part.empty or not given:
            continue
        extra = scores[keys].merge(part[[*keys, *given]], on=keys, how="left")
        extra.index = scores.index
        for column in given:
            have = scores[column] if column in scores else pd.Series(index=scores.index)
            scores = scores.assign(**{column: have.fillna(extra[column])})
    if "tokens_per_step" in scores:
        tokens = scores["step"] * scores["tokens_per_step"]
        scores = scores.assign(tokens=scores["tokens"].fillna(tokens))
        scores = scores.drop(columns="tokens_per_step")
    return scores
