"""From rows of many files to one table: gaps filled in, one unit, no twins."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from emergestudy.errors import UsageError, some
from emergestudy.readers import files as raw
from emergestudy.readers import metrics
from emergestudy.readers.names import Name, families, given_families, name_models

# What makes two scores the same measurement.
KEY = ["model", "step", "task", "metric", "n_shot", "setting", "examples", "seed"]
BOOLS = tuple(c for c, kind in raw.Score.__annotations__.items() if kind is bool)
# How people write what may be said in a few words.
WORDS = {column: dict.fromkeys(["true", "yes", "y", "1", "1.0"], True)
         | dict.fromkeys(["false", "no", "n", "0", "0.0"], False)
         for column in BOOLS}  # fmt: skip
WORDS["unit"] = dict.fromkeys(["percent", "percentage", "pct", "%"], "percent")
WORDS["unit"] |= dict.fromkeys(["fraction", "share", "proportion"], "fraction")
WORDS["unit"] |= {"other": "other"}
GIVEN = ("family", "params", "tokens", "loss", "tokens_per_step")
NAMED = 3  # contradictions that are named one by one
# A model called 160m may have 162 million parameters; much more is another model.
FAR = 1.25
# The least and the most of a model, and what to write for others: fewer parameters or
# tokens are counted in billions, perhaps.
RANGE = {"params": (1e3, 1e18, "write 7e9 or 7B for 7"),
         "tokens": (1e5, 1e20, "write 20e9 or 20B for 20"),
         "loss": (0, 100, "give nats per token")}  # fmt: skip
# Benchmarks whose parts are tasks of their own: their mean is a curve too.
# What follows a colon may tell how it was asked, as in mmlu_anatomy:rc::olmes.
PART_OF = {
    r"(?:hendryckstest-|(?:lukaemon_)?mmlu_(?!pro|flan|generative|continuation|m?cf|"
    r"redux|zero|few|cot|\d))[^:]+(:.+)?": r"mmlu\1",
    r"bbh-.+": "bbh",
    r"(mmlu|mmlu_m?cf|mmlu_pro|mmlu_redux|bbh|blimp|cmmlu|agieval|math):(?!rc|mc|cot|\d).+"
    r"|(mmlu_pro|blimp|ceval-valid|cmmlu|kmmlu|agieval|minerva_math|hendrycks_math|xnli|"
    r"xcopa|xstorycloze|xwinograd|paws|belebele|(?:leaderboard_)?bbh(?:_(?:cot_)?(?:few|"
    r"zero)shot(?=_))?)_(?!cot|few|zero|\d)[^:]+": r"\1\2",
}


def tidy(
    rows: Sequence[raw.Score | tuple], side: pd.DataFrame | None,
    family: Sequence[str] = (), metric: Sequence[str] = (), mean: bool = False,
) -> tuple[pd.DataFrame, list[str]]:  # fmt: skip
    """Make one table of scores as the readers gave them, and list the problems.

    A side table, from `read_side_table`, says what files do not; ``family``, ``metric``
    and ``mean`` (over seeds) are as for `emergestudy.readers.ingest`. Shares of right
    answers become fractions; what contradicts itself is left out or decided, and told.
    """
    scores = pd.DataFrame(rows, columns=list(raw.COLUMNS))
    for column in raw.NUMBERS:
        scores[column] = pd.to_numeric(scores[column], errors="coerce")
    texts = [c for c in raw.COLUMNS if c not in (*raw.NUMBERS, *BOOLS)]
    problems: list[str] = []
    scores = _in_words(scores, problems).astype(dict.fromkeys(texts, "str"))
    scores["metric"] = scores["metric"].fillna("score")
    whole = scores.dropna(subset=["model", "task", "value"])
    lacking = len(scores) - len(whole)
    problems += [f"{lacking} rows without a model, a task or a finite value"][:lacking]
    if whole.empty:
        raise UsageError(f"no scores are left of {', '.join(problems)}")
    whole, again = _without_texts(whole)
    sizes = whole.dropna(subset="params").groupby("model")["params"].first()
    names = name_models(whole["model"].unique(), sizes)
    rounded = whole["model"].map({m: n.tokens for m, n in names.items()})
    whole = _with_names(whole, names)
    whole = _in_range(whole, problems)
    if side is not None:
        problems += side.attrs.get("ignored", [])
        side = _named_as(side, names)
        problems += _doubts(side, whole)
        whole = _in_range(_fill_in(whole, side), problems)
    whole = whole.assign(tokens=whole["tokens"].fillna(rounded.astype(float)))
    whole = _with_families(whole, family)
    whole, joined = metrics.choose_metrics(metrics.directed(whole), metric)
    whole, twice = _once(whole, mean)
    whole, mixed = metrics.with_units(whole)
    whole = metrics.with_items(whole)
    whole = _mean(whole) if mean else whole
    return whole.reset_index(drop=True), problems + again + joined + twice + mixed


def _in_words(scores: pd.DataFrame, told: list[str]) -> pd.DataFrame:
    """Read `WORDS`; others are left out by name."""
    for column, words in WORDS.items():
        said = scores[column].map(lambda v: str(v).strip().lower(), na_action="ignore")
        found = {v: words.get(v) for v in said.dropna().unique()}
        if odd := some([v for v in found if found[v] is None], 3):
            known = some(dict.fromkeys(map(str, words.values())))
            told.append(f"{column} is {odd}, which is left out; write one of: {known}")
        scores = scores.assign(**{column: said.map(found).astype(object)})
    return scores


def _in_range(scores: pd.DataFrame, told: list[str]) -> pd.DataFrame:
    """Leave out sizes outside `RANGE` by name; first checkpoints have few tokens."""
    for column, (least, most, cure) in RANGE.items():
        few = scores[column].groupby(scores["model"]).transform("max") < least
        for bad, what in ((few, "few"), (scores[column] > most, "large")):
            if lost := some(scores.loc[bad, "model"].unique(), 3):
                told.append(f"{column} of {lost}: too {what}, left out; {cure}")
            scores = scores.assign(**{column: scores[column].mask(bad)})
    return scores


def _without_texts(scores: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Leave out what texts, such as a README, say of models that other files hold."""
    text = scores["file"].str.lower().str.endswith(raw.PROSE)
    short = scores["model"].str.replace(".*/", "", regex=True)
    last = short.map(metrics.plain) if text.any() else text
    again = text & last.isin(last[~text])
    rows = pd.MultiIndex.from_arrays([last, scores["value"]])
    new = scores.loc[again & ~rows.isin(rows[~text]), "file"].unique()
    why = "scores of models that other files hold are left out"
    return scores[~again], [f"{file}: {why}" for file in new]


def _with_names(scores: pd.DataFrame, names: Mapping[str, Name]) -> pd.DataFrame:
    """Name models shortly; a path's step and seed, or tokens, fill what files lack."""
    told = {c: {m: getattr(n, c) for m, n in names.items()} for c in Name._fields}
    given = scores["model"]
    step = scores["step"].fillna(given.map(told["step"]).astype(float))
    seed = scores["seed"].fillna(given.map(told["seed"]).astype("str"))
    scores = scores.assign(model=given.map(told["model"]), step=step, seed=seed)
    seen = scores["tokens"].fillna(given.map(told["tokens"]).astype(float))
    several = seen.groupby(scores["model"]).transform("nunique") > 1
    return scores.assign(step=scores["step"].fillna(seen.where(several)))


def _with_families(scores: pd.DataFrame, given: Sequence[str]) -> pd.DataFrame:
    """Give each model the family that is asked for, or said, or that names share."""
    sizes = scores.dropna(subset="params").groupby("model")["params"].unique().to_dict()
    models = scores["model"].unique()
    shared = scores["model"].map(families({m: sizes.get(m, ()) for m in models}))
    asked = scores["model"].map(given_families(given, models)).astype("str")
    return scores.assign(family=asked.fillna(scores["family"]).fillna(shared))


def _once(scores: pd.DataFrame, mean: bool) -> tuple[pd.DataFrame, list[str]]:
    """Keep one row a measurement; measurements that contradict each other are named."""
    # The newest file counts, by its own date; of files without one, the last by path.
    same = scores.sort_values("date", kind="stable", na_position="first")
    digits = same["value"].map("{:.6g}".format)  # files round as they like
    same = same[~same.assign(value=digits).duplicated([*KEY, "value"], keep="last")]
    twice = same.duplicated(KEY, keep=False)
    if mean or not twice.any():
        return same.sort_index(), []
    problems = []
    several = same[twice].groupby(KEY, dropna=False, sort=False)
    for (model, _, task, metric, *_), part in islice(several, NAMED):
        told = [f"{v:g} in {f}" for v, f in part[["value", "file"]].values[-2:]]
        why = "the newest file" if part["date"].notna().iloc[-1] else "the last"
        has = f"{model} has {len(part)} values: {' and '.join(told)}; {why} counts"
        problems.append(f"{task}, {metric}: {has} (--seeds mean averages)")
    if (more := several.ngroups - NAMED) > 0:
        problems.append(f"{more} more measurements have several values")
    return same.drop_duplicates(KEY, keep="last").sort_index(), problems


def _mean(scores: pd.DataFrame) -> pd.DataFrame:
    """Average over seeds; the error is that of their spread or items, if larger."""
    keys = [key for key in KEY if key != "seed"]
    groups = scores.groupby(keys, dropna=False, sort=False)
    value, count = groups["value"].transform("mean"), groups["value"].transform("size")
    spread = groups["value"].transform("std") / np.sqrt(count)
    n = scores["n_eval"].where(scores["unit"] == "fraction")
    share = (value * n + 1) / (n + 2)  # never 0
    items = np.sqrt(share * (1 - share) / (n + 2)).fillna(scores["stderr"])
    # Seeds share the items: more of them do not make that error less.
    items = items.groupby([scores[k] for k in keys], dropna=False).transform("max")
    error = np.fmax(spread, items).where(count > 1, scores["stderr"].fillna(items))
    one = {c: scores[c].where(count == 1) for c in ("n_eval", "seed")}
    return scores.assign(value=value, stderr=error, **one).drop_duplicates(keys)


def with_means(scores: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Add the mean of a benchmark's parts where no file gives its score.

    Parts are weighted by their items where all are known, else equally. A model that
    lacks some of the parts that others have gets no mean; such models are returned by
    name, with the benchmark. The parts get ``part_of``, the means ``parts``, their
    number.
    """
    whole = scores["task"].str.lower()
    for pattern, name in PART_OF.items():
        whole = whole.str.replace(f"^(?:{pattern})$", name, regex=True)
    inside = whole.ne(scores["task"].str.lower()) & scores["part_of"].isna()
    rows = scores.assign(part=scores["task"], task=whole)[inside]
    rows = rows[rows.groupby("task")["part"].transform("nunique") > 1]
    way = ["task", "metric", "setting", "n_shot"]
    keys = ["model", "step", *way]
    rows["parts"] = rows.groupby(keys, dropna=False)["part"].transform("nunique")
    most = rows.groupby(way, dropna=False)["parts"].transform("max")
    lacks = rows[rows["parts"] < most]
    partial = sorted(set(lacks["model"] + ", " + lacks["task"]))
    given = pd.MultiIndex.from_frame(scores[keys])
    new = ~pd.MultiIndex.from_frame(rows[keys]).isin(given) & (rows["parts"] == most)
    means = rows[new].groupby(keys, dropna=False, sort=False)
    means = [_average(part).drop(columns="part") for _, part in means]
    named = inside & whole.isin({*scores["task"], *rows.loc[new, "task"]})
    scores = scores.assign(part_of=scores["part_of"].mask(named, whole), parts=1)
    return pd.concat([scores, *means], ignore_index=True), partial


def _average(parts: pd.DataFrame) -> pd.DataFrame:
    """Return one row, the mean of others; what one of them lacks, it lacks."""
    weight = metrics.weights(parts)
    means = {c: (weight * parts[c]).sum(skipna=False) for c in ("value", "chance")}
    error = ((weight * parts["stderr"]) ** 2).sum(skipna=False) ** 0.5
    file = f"{parts['file'].iloc[0]} and others"
    n = parts["n_eval"].sum(skipna=False)
    return parts.head(1).assign(**means, stderr=error, n_eval=n, file=file)


def read_side_table(path: Path) -> pd.DataFrame:
    """Read ``models.csv``, which says what evaluation files do not.

    It has ``model`` and any of ``step`` and `GIVEN`. With ``step``, a row is one
    checkpoint of a model; ``tokens_per_step`` gives tokens for all of its steps. Any
    fault is a `UsageError`.
    """
    try:
        frame = raw.parse_csv(raw.read_text(Path(path))).replace("", np.nan)
    except raw.BrokenFile as error:
        raise UsageError(f"{path} {error}") from None
    frame.columns = frame.columns.str.lower()
    known = ("model", "step", *GIVEN)
    if "model" not in frame:
        raise UsageError(f"{path} has no column 'model'; known: {', '.join(known)}")
    others = [c for c in frame.columns if c not in known]
    ignored = [f"--models: columns that are not known are left out: {some(others)}"]
    frame = frame.drop(columns=others)
    for column in [c for c in frame if c not in ("model", "family")]:
        frame[column] = _side_numbers(frame[column], path)
    again = frame.duplicated([c for c in ("model", "step") if c in frame])
    for twice in frame.loc[again, "model"]:
        raise UsageError(f"{path} lists {twice} twice; list it once")
    frame = frame.dropna(subset="model")
    frame.attrs["ignored"] = ignored if others else []
    return frame


def _side_numbers(column: pd.Series, path: Path) -> pd.Series:
    numbers = column.map(raw.amount).astype(float)
    least = -1e-9 if column.name == "step" else 0  # a run has a step 0
    bad = column.notna() & ~(np.isfinite(numbers) & (numbers > least))
    for place, value in column[bad].items():
        told = f"{path}, line {place + 2}: {column.name} is {str(value)!r}"
        raise UsageError(f"{told}; it has to be a number above 0, for instance 7e9")
    return numbers


def _named_as(side: pd.DataFrame, names: Mapping[str, Name]) -> pd.DataFrame:
    """Name models as the scores do, whether a row has their path, or a part of it."""
    short = {name.model.lower(): name.model for name in names.values()}
    ends = defaultdict(set)
    for given, (model, *_) in names.items():
        for one in (given, given.partition("@")[0].rstrip("/")):
            short.setdefault(one.lower(), model)
            ends[one.lower().rsplit("/", 1)[-1]].add(model)
    for end, models in ends.items():
        if len(models) == 1:
            short.setdefault(end, *models)
    whole = side["model"].str.lower().str.rstrip("/")
    named = whole.map(short).fillna(whole.str.replace(".*/", "", regex=True).map(short))
    named = side.assign(model=named.fillna(side["model"]))
    twice = named.duplicated([c for c in ("model", "step") if c in named])
    for name in named.loc[twice, "model"]:
        raise UsageError(f"--models has several rows for {name} of the files")
    return named


def _fill_in(scores: pd.DataFrame, side: pd.DataFrame) -> pd.DataFrame:
    """Put what a side table says where files say nothing; a step is one checkpoint."""
    stepped = side.get("step", pd.Series(index=side.index)).notna()
    parts = (side[stepped], ["model", "step"]), (side[~stepped], ["model"])
    for part, keys in [(part, keys) for part, keys in parts if len(part)]:
        given = [c for c in GIVEN if c in part]
        extra = scores[keys].merge(part[[*keys, *given]], on=keys, how="left")
        extra.index = scores.index
        for column in given:
            have = scores.get(column, pd.Series(index=scores.index))
            scores = scores.assign(**{column: have.fillna(extra[column])})
    if "tokens_per_step" in scores:
        tokens = scores["step"] * scores.pop("tokens_per_step")
        scores = scores.assign(tokens=scores["tokens"].fillna(tokens))
    return scores


def _doubts(side: pd.DataFrame, scores: pd.DataFrame) -> list[str]:
    """Name what a side table says in vain, and what a file contradicts."""
    told, read = [], sorted(set(scores["model"]))
    if idle := sorted(set(side["model"]) - set(read)):
        lists = f"--models lists {', '.join(idle[:3])} and the files hold no such model"
        told.append(f"{lists} ({len(idle)} in all); they hold {', '.join(read[:3])}")
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
        lacks = scores[["step", "tokens"]].isna().all(axis=1)
        if names := sorted({*given} & {*scores.loc[lacks, "model"]}):
            gives = f"--models gives tokens_per_step of {', '.join(names[:3])}"
            lack = f"no file gives a step ({len(names)} in all); give tokens"
            told.append(f"{gives}, but {lack}")
    return told
