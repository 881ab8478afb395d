"""From rows of many files to one table: gaps filled in, one unit, no twins."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from emergestudy.errors import UsageError
from emergestudy.readers.files import (
    COLUMNS,
    NUMBERS,
    BrokenFile,
    Score,
    parse_csv,
    read_text,
)

# What makes two scores the same measurement.
KEY = ["model", "step", "task", "metric", "n_shot", "setting", "examples"]
GIVEN = ("family", "params", "tokens", "loss", "tokens_per_step")
# A model called 160m may have 162 million parameters; much more is another model.
FAR = 1.25
# Metrics that are shares of right answers, however a tool calls them.
SHARES = (
    "acc", "accuracy", "acc_norm", "exact_match", "em", "f1", "mc1", "mc2", "pass@1",
    "pass_at_1", "multiple_choice_grade", "exact_str_match", "token_accuracy",
)  # fmt: skip
SIZE = re.compile(
    r"(?<![a-z0-9])\d+(?:\.\d+)?\s?(?:[kmbt]|million|billion)(?![a-z0-9])",
    re.IGNORECASE,
)
STEP = re.compile(r"(?<![a-z0-9])(?:global_)?step[-_]?\d+", re.IGNORECASE)
GAPS = re.compile(r"[-_\s]{2,}|^[-_\s]+|[-_\s]+$")


def tidy(
    rows: Sequence[Score], side: pd.DataFrame | None
) -> tuple[pd.DataFrame, list[str]]:
    """Make one table of scores as the readers gave them, and list the problems.

    A side table, from `read_side_table`, says what files do not. Shares of right
    answers become fractions; what contradicts itself is left out or decided, and told.
    """
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
        side = _named_as(side, set(whole["model"]))
        problems += _doubts(side, whole)
        whole = _fill_in(whole, side)
    named = whole["model"].map(family_of)
    whole = whole.assign(family=whole["family"].fillna(named))
    whole, twice = _once(whole)
    whole, mixed = _with_units(whole)
    return whole.reset_index(drop=True), problems + twice + mixed


def family_of(model: str) -> str:
    """Return what models of different sizes share in their names.

    Sizes such as ``160m`` or ``6.9B`` and steps are taken out: "pythia-deduped" of
    "pythia-1.4b-deduped". The name itself comes back if nothing would be left.
    """
    left = STEP.sub("", SIZE.sub("", model))
    left = GAPS.sub(lambda m: "" if m[0] in (left[:1], left[-1:]) else m[0][0], left)
    return left.strip("-_ ") or model


def is_share(metric: str) -> bool:
    """Say whether a metric counts right answers."""
    return metric.split(" (")[0].lower() in SHARES


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


def _with_units(scores: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Make fractions of percent, by task and metric, and leave out what has no unit."""
    parts, problems = [], []
    # What one file gives of one metric has one unit.
    highest = scores.groupby(["file", "metric"], dropna=False)["value"].transform("max")
    for (task, metric), part in scores.groupby(["task", "metric"], sort=False):
        if not is_share(metric):
            parts.append(part.assign(unit="other"))
            continue
        unit, problem = _unit_of(part)
        if problem:
            problems.append(f"{task}, {metric}: {problem}")
            continue
        percent = part["unit"].isna() & (highest[part.index] > 1)
        percent |= unit == "percent"
        if unit == "fraction" and percent.any():
            told = "read as percent, like others of its file"
            problems.append(f"{task}, {metric}: {told}")
        values = {n: part[n] / np.where(percent, 100, 1) for n in ("value", "stderr")}
        parts.append(part.assign(**values, unit="fraction"))
    kept = pd.concat(parts) if parts else scores.iloc[:0]
    return kept.sort_index(), problems


def _unit_of(part: pd.DataFrame) -> tuple[str, str | None]:
    values = part["value"].to_numpy(float)
    said = set(part["unit"].dropna()) & {"fraction", "percent"}
    low, high = values.min(), values.max()
    if low < 0:
        return "", f"a share of right answers cannot be {low:g}"
    if high > 100 or (said == {"fraction"} and high > 1):
        return "", f"a share of right answers cannot be {high:g}"
    if len(said) == 1:
        return said.pop(), None
    if high <= 1:
        return "fraction", None
    # Percent, unless some scores between 0 and 1 look like fractions of the same thing.
    inside = values[(values > 0) & (values <= 1)]
    if len(inside) and np.median(values[values > 1]) > 5:
        return "", (
            f"scores from {inside.min():g} to {high:g} look like fractions mixed with "
            "percent; say which in a column 'unit'"
        )
    return "percent", None


def read_side_table(path: Path) -> pd.DataFrame:
    """Read ``models.csv``, which says what evaluation files do not.

    It has ``model`` and any of ``step`` and `GIVEN`. With ``step``, a row is one
    checkpoint of a model; ``tokens_per_step`` gives tokens for all of its steps. Any
    fault is a `UsageError`.
    """
    try:
        frame = parse_csv(read_text(Path(path))).replace("", np.nan)
    except BrokenFile as error:
        raise UsageError(f"{path} {error}") from None
    known = ("model", "step", *GIVEN)
    unknown = [c for c in frame.columns if c not in known]
    if "model" not in frame or unknown:
        lacks = "model" not in frame
        wrong = "no column 'model'" if lacks else f"an unknown column {unknown[0]!r}"
        raise UsageError(f"{path} has {wrong}; known: {', '.join(known)}")
    for column in [c for c in known if c in frame and c not in ("model", "family")]:
        frame[column] = _side_numbers(frame[column], path)
    keys = ["model", "step"] if "step" in frame else ["model"]
    if frame.duplicated(keys).any():
        twice = frame.loc[frame.duplicated(keys), "model"].iloc[0]
        raise UsageError(f"{path} lists {twice} twice; list it once")
    return frame.dropna(subset="model")


def _side_numbers(column: pd.Series, path: Path) -> pd.Series:
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


def _named_as(side: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Name models as the files do: ``org/name`` is ``name`` if the files say so."""
    short = side["model"].str.rsplit("/", n=1).str[-1]
    as_is = side["model"].isin(known) | ~short.isin(known)
    named = side.assign(model=side["model"].where(as_is, short))
    twice = named.duplicated([c for c in ("model", "step") if c in named])
    if twice.any():
        name = named.loc[twice, "model"].iloc[0]
        raise UsageError(f"--models has several rows for {name} of the files")
    return named


def _fill_in(scores: pd.DataFrame, side: pd.DataFrame) -> pd.DataFrame:
    """Put what a side table says where files say nothing.

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


def _doubts(side: pd.DataFrame, scores: pd.DataFrame) -> list[str]:
    """Name what a side table says in vain, and what a file contradicts."""
    told, read = [], sorted(set(scores["model"]))
    idle = sorted(set(side["model"]) - set(read))
    if idle:
        told.append(
            f"--models lists {', '.join(idle[:3])} and the files hold no such model "
            f"({len(idle)} in all); they hold {', '.join(read[:3])}"
        )
    keys = ["model", "step"] if "step" in side else ["model"]
    for column in [c for c in ("params", "tokens", "loss") if c in side]:
        both = scores[[*keys, column]].merge(
            side[[*keys, column]].dropna(subset=column), on=keys, suffixes=("", "_side")
        )
        ratio = both[column] / both[f"{column}_side"]
        far = both[(ratio > FAR) | (ratio < 1 / FAR)].drop_duplicates("model")
        told += [
            f"--models says {getattr(row, f'{column}_side'):.4g} {column} of "
            f"{row.model}, a file says {getattr(row, column):.4g}; the file counts"
            for row in far.itertuples()
        ]
    if "tokens_per_step" in side:
        given = side.loc[side["tokens_per_step"].notna(), "model"]
        lacks = scores["step"].isna() & scores["tokens"].isna()
        names = sorted(set(scores.loc[lacks & scores["model"].isin(given), "model"]))
        if names:
            told.append(
                f"--models gives tokens_per_step of {', '.join(names[:3])}, but no "
                f"file gives a step ({len(names)} in all); give tokens"
            )
    return told
