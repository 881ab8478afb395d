"""Which scores of a reader's models make a curve, and against what."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergestudy.chapters.your_models.own_chance import chance_levels
from emergestudy.errors import UsageError, unknown
from emergestudy.estimators import training_flops

X = ("train_flops", "params", "tokens", "loss", "perplexity")
NEEDS = {"train_flops": ("params", "tokens"), "perplexity": ("loss",)}
FALLING = ("loss", "perplexity")
FEWEST = 3
COUNTED = ("zero_shot", "one_shot", "few_shot")  # settings that shots tell already
# Of the metrics of one task, the first of these that is there; else the first.
PREFERRED = ("acc", "accuracy", "exact_match", "multiple_choice_grade", "acc_norm")
KEYS = ["task", "metric", "group", "setting", "n_shot"]


@dataclass(frozen=True)
class OwnCurves:
    """Curves, and what is missing for more of them.

    Attributes
    ----------
    points : pandas.DataFrame
        ``curve`` (a number), `KEYS`, ``way`` (of asking, in words), ``model``,
        ``step``, ``scale``, ``score``, ``stderr``, ``n_eval``, ``chance``.
    no_scale : list of str
        Models without what the x-axis needs.
    no_chance : list of str
        Tasks whose chance level is not known.
    short : int
        Curves with fewer than three scales, left out.
    parts : list of str
        Tasks left out because a group with a score of its own holds them.
    x : str
        The x-axis.
    """

    points: pd.DataFrame
    no_scale: list[str]
    no_chance: list[str]
    short: int
    parts: list[str]
    x: str


def own_curves(
    scores: pd.DataFrame,
    x: str = "train_flops",
    chance: Mapping[str, float] = {},
    *,
    parts: bool = False,
) -> OwnCurves:
    """Sort scores into curves.

    A curve is one task, metric, family, way of asking and number of shots. Against
    parameters, a model counts once, with its last step; against tokens, each model is a
    curve of its own.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `emergestudy.ingest.ingest`; finetuned models (``examples``) are left out.
    x : str
        One of `X`.
    chance : mapping of str to float
        Chance by task, where the study does not know it.
    parts : bool
        Keep tasks that are part of a group with a score of its own, such as the
        subjects of MMLU.

    Raises
    ------
    UsageError
        If the axis or a task is unknown, or no curve is left; the message says what to
        add.
    """
    if x not in X:
        raise UsageError(unknown("x-axis", x, X))
    for task in chance:
        if task not in (tasks := scores["task"].unique()):
            raise UsageError(unknown("task to give a chance for", task, tasks))
    scores = _one_metric(scores[scores["examples"].isna()])
    part = scores["part_of"].notna() & (not parts)
    left, scores = sorted(set(scores.loc[part, "task"])), scores[~part]
    scale = _scale(scores, x)
    no_scale = sorted(set(scores["model"]) - set(scores.loc[scale.notna(), "model"]))
    points = scores.assign(scale=scale, score=scores["value"])[scale.notna()]
    if x == "params":
        points = _last_step(points)
    group = points["model"] if x == "tokens" else points["family"]
    points = points.assign(group=group)
    pairs = points[["task", "metric"]].drop_duplicates().to_numpy().tolist()
    levels, no_chance = chance_levels(map(tuple, pairs), chance)
    asked = zip(points["task"], points["metric"], strict=True)
    known = [levels.get(pair) for pair in asked]
    points = points.assign(chance=np.array(known, dtype=float))
    points = points[points["chance"].notna()]
    points, short = _long_enough(points)
    if points.empty:
        raise UsageError(_nothing(scores, x, no_scale, no_chance, short))
    return OwnCurves(_with_ways(points), no_scale, no_chance, short, left, x)


def _one_metric(scores: pd.DataFrame) -> pd.DataFrame:
    rank = {name: place for place, name in enumerate(PREFERRED)}
    order = scores["metric"].map(rank).fillna(len(rank))
    best = order.groupby(scores["task"]).transform("min")
    scores = scores[order == best]
    first = scores.groupby("task")["metric"].transform("first")
    return scores[scores["metric"] == first]


def _scale(scores: pd.DataFrame, x: str) -> pd.Series:
    if x == "train_flops":
        both = scores["params"].gt(0) & scores["tokens"].gt(0)
        flops = pd.Series(np.nan, index=scores.index)
        some = scores[both]
        if len(some):
            flops[both] = training_flops(some["params"], some["tokens"])
        return flops
    scale = np.exp(scores["loss"]) if x == "perplexity" else scores[x]
    return scale.where(np.isfinite(scale) & (scale > 0))


def _last_step(points: pd.DataFrame) -> pd.DataFrame:
    keys = ["model", "task", "metric", "setting", "n_shot"]
    step = points["step"].fillna(np.inf)
    last = step.groupby([points[k] for k in keys], dropna=False).transform("max")
    return points[step == last]


def _long_enough(points: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    groups = points.groupby(KEYS, dropna=False, sort=False)
    points = points.assign(curve=groups.ngroup())
    scales = points.groupby("curve")["scale"].transform("nunique")
    short = points.loc[scales < FEWEST, "curve"].nunique()
    return points[scales >= FEWEST].reset_index(drop=True), short


def _with_ways(points: pd.DataFrame) -> pd.DataFrame:
    """Name the ways of asking: shots, and a setting that says more than shots do."""
    told = ["" if np.isnan(n) else f"{n:.0f} shots" for n in points["n_shot"]]
    shots = pd.Series(told, index=points.index, dtype=object)
    setting = points["setting"].astype(object).fillna("")
    setting = setting.where(~setting.isin(COUNTED) | (shots == ""), "")
    named = (setting + ", " + shots).str.strip(", ").replace("", "not said")
    return points.assign(way=named)


def lacking(scores: pd.DataFrame, x: str) -> str:
    """Name what the x-axis needs and at least one score lacks, in words."""
    needs = NEEDS.get(x, (x,))
    lacks = [name for name in needs if scores[name].isna().any()]
    return " and ".join(lacks or needs)


def _nothing(
    scores: pd.DataFrame, x: str, no_scale: list, no_chance: list, short: int
) -> str:
    parts = []
    if no_scale:
        needs, first = lacking(scores, x), no_scale[0]
        other = "; or use --x params" if needs == "tokens" else ""
        count = f"{len(no_scale)} models lack" if len(no_scale) > 1 else "1 model lacks"
        parts.append(f"{count} {needs} (--models{other}): {first}")
    if no_chance:
        parts.append(f"chance is not known (--chance TASK=0.25): {no_chance[0]}")
    if short:
        families = sorted(set(scores["family"]))
        parts.append(
            f"{short} curves have fewer than {FEWEST} different scales; the families "
            f"are {', '.join(families[:3])} (a column 'family' of --models says "
            "otherwise)"
        )
    return "no curve can be made; " + "; ".join(parts or ["there are no scores"])
