"""What a score counts: its metric, which way is better, its unit, what guessing earns.

Of several metrics of a task those count that its field reports. Chance levels come from
a user, the file or the study's table of tasks.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase, translate
from functools import lru_cache

import numpy as np
import pandas as pd

from emergestudy.data import load
from emergestudy.descriptor import find_table, note
from emergestudy.errors import UsageError, some, unknown
from emergestudy.readers.files import TABLES

SHOWN = 40  # names in a line to copy
# Shares of right answers, however a tool calls them.
SHARE = re.compile(
    r"([a-z]+_)*(acc|accuracy|exact_match|[pq]*em)([_@]\w+)?|f1(_score)?|mc[12]|"
    r"([a-z]+_)*(pass|avg|maj|cons)(@|_at_)[\w:=&@]+|multiple_choice_grade|math_verify|"
    r"exact_str_match|(naive|weighted)_average|(extractive|strict)_match"
)
# Of these the standard error is that of a share: p (1 - p) / (n - 1).
COUNTED = re.compile(r"(?!f1|mc2)")
LOWER = re.compile(
    r"([a-z0-9]+_)*(ppl|perplexity|bpb|bits_per_(byte|char)|brier(_score)?|edit_distance|"
    r"ece(_\d+_bin)?|calibration_error|(log)?loss|nll|negative_log_likelihood|"
    r"cross_entropy|error(_rate)?|err|[wct]er|rmse|mse|mae)"
)
# Of the metrics of one task, the first of these that is there; else the first.
PREFERRED = ("acc", "accuracy", "exact_match", "multiple_choice_grade", "acc_norm")
# Tasks of which the field reports accuracy by length-normalized likelihoods.
NORMED = re.compile(r"(.+_)?(arc|hellaswag|openbookqa|obqa|piqa)(_.+)?")
# Other names of a measurement: a filter's pattern is the same, or it is another tool's.
RENAMED = {
    "exact_match (get-answer)": "exact_match (strict-match)",
    "extractive_match": "exact_match (flexible-extract)",
}
SAME_N = 1.05  # numbers of test items that rounded standard errors give


@lru_cache
def is_share(metric: str) -> bool:
    """Say whether a metric counts right answers."""
    return SHARE.fullmatch(_base(metric)) is not None


def _base(metric: str) -> str:
    """Return a metric's name without the filter of the answers."""
    return metric.split(" (")[0].lower()


def directed(scores: pd.DataFrame) -> pd.DataFrame:
    """Say of metrics that are better when lower that they are, where no file does."""
    names = scores["metric"].unique()
    falls = {m: LOWER.fullmatch(_base(m).replace(" ", "_")) is not None for m in names}
    better = scores["higher_is_better"].astype(object)
    turned = scores["metric"].map(falls).astype(bool)
    better = better.mask(better.isna() & turned, False)
    return scores.assign(higher_is_better=better.mask(better.isna(), True))


def choose_metrics(
    scores: pd.DataFrame, given: Sequence[str] = ()
) -> tuple[pd.DataFrame, list[str]]:
    """Add ``chosen``: whether a score's metric is one that counts for its task.

    By default it is what a file names, or what the field reports, if more than half of
    the models have it; all filters of its answers count side by side. Models without
    it are named. ``given`` holds ``TASK=NAME``, where the task may be a pattern and the
    name have its filter; `UsageError` if there is no such task or metric.
    """
    scores, told = _one_name(scores)
    counts = scores.groupby(["task", "metric"], sort=False)["model"].nunique()
    labels = {task: part.droplevel(0) for task, part in counts.groupby(level=0)}
    said = scores[scores["chosen"].eq(True)].drop_duplicates("task")
    asked = dict(zip(said["task"], said["metric"].str.lower(), strict=True))
    asked |= _read_metrics(given, labels)
    wanted = {task: asked.get(task) or _reported(task, m) for task, m in labels.items()}
    right = {pair for pair in counts.index if _is(pair[1], wanted[pair[0]])}
    pairs = zip(scores["task"], scores["metric"], strict=True)
    scores = scores.assign(chosen=np.array([pair in right for pair in pairs], bool))
    has = scores.groupby(["task", "model"], sort=False)["chosen"].any()
    lacking = has[~has].reset_index().groupby("task", sort=False)["model"].unique()
    for task, lacks in lacking.items():
        others = [m for m in labels[task].index if (task, m) not in right]
        lack = f"{len(lacks)} of {len(has[task])} models have no {wanted[task]}"
        cure = f"--metric '{task}={others[0]}' takes the other"
        told += [f"{task}: {lack}, only {some(others, 3)}: {some(lacks, 3)}; {cure}"]
    return scores, told


def _one_name(scores: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Join metrics that have another name in another tool, or version of one."""
    pairs = [*zip(scores["task"], scores["metric"], strict=True)]
    there = dict.fromkeys(pairs)
    new = {(t, m): RENAMED[m] for t, m in there if (t, RENAMED.get(m)) in there}
    told = [f"{task}: {old} is called {name} elsewhere; they are one metric"
            for (task, old), name in new.items()]  # fmt: skip
    return scores.assign(metric=[new.get(pair, pair[1]) for pair in pairs]), told


def _is(metric: str, name: str) -> bool:
    """Say whether a metric has a name, in small letters, with or without a filter."""
    return name in (metric.lower(), _base(metric))


def _reported(task: str, labels: pd.Series) -> str:
    """Return the metric that counts, of those with their numbers of models."""
    first = ("acc_norm",) if NORMED.fullmatch(plain(task)) else ()
    rank = [*first, *PREFERRED]
    many = [_base(metric) for metric in labels.index[2 * labels > labels.max()]]
    return min(many, key=lambda name: rank.index(name) if name in rank else len(rank))


def _read_metrics(given: Sequence[str], labels: Mapping) -> dict[str, str]:
    """Return the metric that is asked for, in small letters, by task."""
    asked: dict[str, str] = {}
    for text in given:
        pattern, _, name = text.partition("=")
        if not pattern or not name:
            cure = "write TASK=NAME, for instance 'arc_*=acc'"
            raise UsageError(f"--metric {text!r} is not understood; {cure}")
        fit = [task for task in labels if _fits(task, pattern)]
        if not fit:
            raise UsageError("--metric: " + unknown("task", pattern, labels))
        for task in fit:
            known = labels[task].index
            if not any(_is(metric, name.lower()) for metric in known):
                raise UsageError(f"--metric {task}: " + unknown("metric", name, known))
            asked[task] = name.lower()
    return asked


def _fits(task: str, pattern: str) -> bool:
    return task == pattern or fnmatchcase(plain(task), plain(pattern))


def with_items(scores: pd.DataFrame) -> pd.DataFrame:
    """Fill in numbers of test items that the standard errors of a task agree on.

    A score of 0 or 1 has the standard error 0, or none, which says nothing of its
    noise; n = p (1 - p) / se^2 + 1 at the other scores of that task and metric does.
    """
    counted = {m: is_share(m) and bool(COUNTED.match(_base(m)))
               for m in scores["metric"].unique()}  # fmt: skip
    value, error = scores["value"], scores["stderr"]
    lacks = scores["n_eval"].isna() & scores["metric"].map(counted).astype(bool)
    inside = lacks & error.gt(0) & value.gt(0) & value.lt(1)
    n = (value * (1 - value) / error**2 + 1).where(inside)
    by = n.groupby([scores["task"], scores["metric"]])
    agree = by.transform("max") <= SAME_N * by.transform("min")
    gap = lacks & ~error.gt(0)
    gap = gap.groupby([scores["task"], scores["metric"]]).transform("any")
    fill = by.transform("median").round().where(lacks & agree & gap)
    return scores.assign(n_eval=scores["n_eval"].fillna(fill))


def with_units(scores: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Make fractions of percent, by task and metric, and leave out what has no unit.

    Returns the scores that are left, in their order, and what is doubtful.
    """
    problems, drop = [], []
    # What some rows of a file say of a task counts for all of them.
    told = scores.groupby(["file", "metric", "task"], dropna=False)["unit"]
    one = told.transform("nunique") == 1
    scores = scores.assign(unit=scores["unit"].mask(one, told.transform("first")))
    percent = pd.Series(False, scores.index)
    share = scores["metric"].map(is_share).astype(bool)
    # What one file gives of one metric, a table of all, has one unit, but for a few
    # tasks perhaps.
    file = scores["file"].fillna("")
    table = file.str.lower().str.endswith(TABLES)
    value = scores["value"].where(scores["unit"].ne("fraction"))
    of_file = [file, scores["metric"].mask(share & table, "")]
    of_task = [*of_file, scores["task"]]
    rows = pd.MultiIndex.from_arrays(of_file)
    tops = value.groupby(of_task).max().groupby(level=[0, 1])
    # Most of its tasks are in percent, or some.
    most = (tops.median()[rows] > 1).set_axis(scores.index)
    few = (tops.max()[rows] > 1).set_axis(scores.index)
    # A file in which some task has nothing between 0 and 1 is in percent.
    low = value.where(value > 0).groupby(of_task).min()
    sure = (low > 1).groupby(level=[0, 1]).any()[rows].set_axis(scores.index)
    keys = ["task", "metric", "unit"]
    by_unit = scores[share].groupby(keys, sort=False, dropna=False)
    for (task, metric, said), part in by_unit:
        unit, problem = _unit_of(part, sure[part.index].all())
        high = part["value"].max() if unit == "fraction" and pd.isna(said) else 0
        if high > 0 and few[part.index].any():
            # Nobody gets half of what guessing earns.
            odd = part["value"].median() < 50 * (known_chance(task) or 0)
            problem = "read as fractions, unlike others of its file"
            if not odd and most[part.index].any():
                unit, problem = "percent", "read as percent, like others of its file"
            elif not odd and table[part.index].any():
                told = f"scores up to {high:g} are fractions, or percent like others"
                cure = "say which in a column 'unit'"
                unit, problem = None, f"{told} of its file; {cure}"
        if unit is None:
            drop.append(part.index)
        elif unit == "percent":
            percent[part.index] = True
        problems += [f"{task}, {metric}: {problem}"] if problem else []
    kept = scores.drop(index=np.concatenate([[], *drop]).astype(int))
    share = share[kept.index]
    over = pd.Series(np.where(share & percent[kept.index], 100.0, 1.0), kept.index)
    level = kept["chance"] / np.where(share & (kept["chance"] > 1), 100, 1)
    unit = np.where(share, "fraction", "other")
    value, stderr = kept["value"] / over, kept["stderr"] / over
    return kept.assign(value=value, stderr=stderr, unit=unit, chance=level), problems


def _unit_of(part: pd.DataFrame, sure: bool) -> tuple[str | None, str | None]:
    """Return the unit of shares of one task, or None and what is wrong with them."""
    values = part["value"].to_numpy(float)
    said = set(part["unit"].dropna()) & {"fraction", "percent"}
    low, high = values.min(), values.max()
    bad = high > 100 or (said == {"fraction"} and high > 1)
    if low < 0 or bad:
        wrong = low if low < 0 else high
        return None, f"a share of right answers cannot be {wrong:g}"
    if len(said) == 1:
        return said.pop(), None
    # Percent, unless some scores between 0 and 1 look like fractions of the same thing.
    inside = values[(values > 0) & (values <= 1)]
    if high > 1 and len(inside) and not sure and np.median(values[values > 1]) > 5:
        mixed = f"scores from {inside.min():g} to {high:g} look like fractions"
        return None, f"{mixed} mixed with percent; say which in a column 'unit'"
    return "percent" if high > 1 else "fraction", None


def known_chance(task: str) -> float | None:
    """Return the chance level that the study's table of tasks gives, as a share.

    Capitals, hyphens and other signs of a name do not count. A name of the table comes
    before a pattern such as ``xcopa_*``, a longer pattern before a shorter one.
    """
    note("tasks")
    exact, patterns, levels = _levels(find_table("tasks").sha256)
    name = plain(task)
    # Of a task with open answers, too.
    options = re.search(r"(^|_)(multiple_choice|mc)(_|$)", name)
    # Without what harnesses put around the name of a benchmark.
    short = re.sub(r"_(multiple_choice|\d+_?shots?|\d+)$", "", name)
    bare = re.sub(r"^(leaderboard|lighteval|harness|bigbench|helm)_", "", short)
    bare = re.sub(r"^bbh_(cot_)?(few|zero)shot_", "bbh_", bare)
    for one in (name, short, bare):
        found = one not in exact and patterns.fullmatch(one)
        level = levels[found.lastindex - 1] if found else exact.get(one)
        if found or level is not None:
            return level if level or not options else None
    return None


@lru_cache(maxsize=2)
def _levels(_: str) -> tuple[dict[str, float], re.Pattern, list[float | None]]:
    """Return shares by name, and of patterns, the longest first; None: not known."""
    chance = load("tasks").set_index("task")["chance"].div(100).rename(plain)
    level_of = chance.astype(object).where(chance.notna(), None).to_dict()
    globs = sorted((t for t in level_of if "*" in t), key=lambda t: (-len(t), t))
    exact = {t: level for t, level in level_of.items() if level is not None}
    whole = re.compile("|".join(f"({translate(t)})" for t in globs))
    return exact, whole, [level_of[t] for t in globs]


def plain(task: str) -> str:
    """Return a task's name in small letters, with one ``_`` for all other signs."""
    return re.sub(r"[^\w*?]+|_+", "_", task.lower()).strip("_")


def given_chance(task: str, given: Mapping[str, float]) -> float | None:
    """Return the level that a user gave for a task, by name or by the first pattern."""
    if task in given:
        return given[task]
    return next((level for p, level in given.items() if _fits(task, p)), None)


def read_chance(texts: Sequence[str]) -> dict[str, float]:
    """Read chance levels written as ``TASK=0.25`` or ``PATTERN=0.25``, as shares.

    `UsageError` if one is not, is not from 0 to below 1, or is given twice.
    """
    given: dict[str, float] = {}
    for text in [texts] if isinstance(texts, str) else texts:
        task, equals, number = text.rpartition("=")
        try:
            level = float(number)
        except ValueError:
            level = -1.0
        if not equals or not task or not 0 <= level < 1:
            cure = "write TASK=0.25 or 'PATTERN=0.25', a share from 0 to below 1"
            raise UsageError(f"--chance {text!r} is not understood; {cure}")
        if task in given:
            raise UsageError(f"--chance {task} is given twice; give it once")
        given[task] = level
    return given


def add_chance(points: pd.DataFrame, given: Mapping[str, float]) -> pd.DataFrame:
    """Add to scores the chance level of each, NaN where nothing says it.

    First counts what a user gave, then the file, then the study's table, then the mean
    over the parts of a group; last, an open answer earns nothing by guessing. For
    metrics that are no shares of right answers only the first two count.
    """
    tasks = {task: given_chance(task, given) for task in points["task"].unique()}
    known = {task: known_chance(task) for task in tasks}
    share = points["metric"].map(is_share).astype(bool)
    open_ended = points["open_ended"].eq(True) & ~points["task"].isin(points["part_of"])
    level = points["task"].map(tasks).astype(float).fillna(points["chance"])
    level = level.fillna(points["task"].map(known).astype(float).where(share))
    points = points.assign(chance=level.mask(level.isna() & open_ended & share, 0.0))
    parts = points[share].drop_duplicates(["part_of", "task"]).groupby("part_of")
    means = {group: (part["chance"] * weights(part)).sum(skipna=False)
             for group, part in parts}  # fmt: skip
    whole = points["task"].map(means).astype(float).where(share)
    return points.assign(chance=points["chance"].fillna(whole))


def weights(parts: pd.DataFrame) -> pd.Series:
    """Return the weights of tasks in a mean: by their items if all are known."""
    n = parts["n_eval"].fillna(0)
    return n / n.sum() if n.gt(0).all() else n * 0 + 1 / len(n)


def line_to_copy(tasks: Iterable[str]) -> str:
    """Return the options that give levels to tasks, a pattern for names alike."""
    alike = defaultdict(list)
    for task in sorted(set(tasks)):
        alike[re.split(r"[^a-zA-Z0-9]", task)[0]].append(task)
    names = [name for start, several in alike.items() for name in
             ([f"{start}*"] if start and len(several) > 2 else several)]  # fmt: skip
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return " ".join(f"--chance '{name}=?'" for name in names[:SHOWN]) + more
