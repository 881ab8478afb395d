"""Tasks that come in lengths: sums of more digits, puzzles of more objects."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load
from emergestudy.estimators import binomial_interval, normalise
from emergestudy.figures import Panel
from emergestudy.figures.series import Style, ordered_styles

_DIGITS = {2: "2_digit", 3: "3_digit", 4: "4_digit", 5: "5_digit"}
_OBJECTS = {3: "three_objects", 5: "five_objects", 7: "seven_objects"}
CHAINS = {
    "addition": {k: f"addition_{v}" for k, v in _DIGITS.items()},
    "subtraction": {k: f"subtraction_{v}" for k, v in _DIGITS.items()},
    "logical_deduction": {k: f"bbh_logical_deduction_{v}" for k, v in _OBJECTS.items()},
    "shuffled_objects": {
        k: f"bbh_tracking_shuffled_objects_{v}" for k, v in _OBJECTS.items()
    },
}
"""Chains of tasks, easiest first: number of digits or objects, and task."""
ARITHMETIC = ("addition", "subtraction")
PROMPTING = ("direct", "chain_of_thought")
SHOTS = ("zero_shot", "one_shot", "few_shot")


def chain_scores(
    chains: Sequence[str] = tuple(CHAINS),
    *,
    shots: str = "few_shot",
    prompting: Sequence[str] = PROMPTING,
    x_axis: str = "train_flops",
) -> pd.DataFrame:
    """Select chains: GPT-3 on sums, open models on puzzles of objects.

    Parameters
    ----------
    chains : sequence of str
        Keys of `CHAINS`.
    shots : str
        Setting of GPT-3's sums (Table H.1 of Brown et al.).
    prompting : sequence of str
        ``"direct"`` and ``"chain_of_thought"``, of the puzzles (Ruan et al.).
    x_axis : str
        ``"train_flops"`` or ``"params"``; models without it are left out.

    Returns
    -------
    pandas.DataFrame
        ``chain``, ``setting``, ``steps``, ``model``, ``scale``, ``score``, ``chance``
        (fractions), ``n_eval`` and ``normalised``: 0 at chance, 1 if all is right.

    Raises
    ------
    UsageError
        If a chain or a setting does not exist.
    """
    check_choice("chain", chains, CHAINS)
    check_choice("setting of GPT-3", [shots], SHOTS)
    check_choice("prompting", prompting, PROMPTING)
    sums = load("gpt3_scores").query("metric == 'accuracy' and setting == @shots")
    sums = sums.assign(value=sums["value"] / 100, chance=sums["chance"] / 100)
    puzzles = load("open_prompting_scores")
    puzzles = puzzles[puzzles["setting"].isin(list(prompting))]
    found = [
        _lengths(sums if chain in ARITHMETIC else puzzles, chain) for chain in chains
    ]
    scores = pd.concat(found).rename(columns={"value": "score"})
    scores = scores.assign(scale=scores[x_axis]).dropna(subset="scale")
    scores["n_eval"] = scores["n_eval"].astype("float64")
    scores["normalised"] = normalise(scores["score"], scores["chance"])
    columns = ["chain", "setting", "steps", "model", "scale", "score", "chance"]
    return scores[[*columns, "n_eval", "normalised"]].reset_index(drop=True)


def _lengths(scores: pd.DataFrame, chain: str) -> pd.DataFrame:
    """Return the rows of one chain, settings and lengths in their order."""
    lengths = {task: steps for steps, task in CHAINS[chain].items()}
    part = scores[scores["task"].isin(list(lengths))]
    part = part.assign(chain=chain, steps=part["task"].map(lengths))
    rank = part["setting"].map({name: k for k, name in enumerate(PROMPTING)})
    order = part.assign(rank=rank).sort_values(["rank", "steps", "train_flops"])
    return order.drop(columns="rank")


def with_interval(scores: pd.DataFrame, level: float = 0.90) -> pd.DataFrame:
    """Return scores in percent, with binomial intervals ``low`` and ``high``."""
    low, high = binomial_interval(scores["score"], scores["n_eval"], level)
    return scores.assign(score=100 * scores["score"], low=100 * low, high=100 * high)


def binned(scores: pd.DataFrame, bins: int = 8, level: float = 0.90) -> pd.DataFrame:
    """Average models of similar scale, so that many families make one curve.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `chain_scores`.
    bins : int
        Bins with about the same number of models each.
    level : float
        Level of the interval of the mean over models.

    Returns
    -------
    pandas.DataFrame
        ``chain``, ``setting``, ``steps``, ``models``, ``scale`` (geometric mean),
        ``score``, ``low``, ``high``: normalised, in percent.
    """
    rows = []
    for key, part in scores.groupby(["chain", "setting", "steps"], sort=False):
        place = pd.qcut(part["scale"], bins, labels=False, duplicates="drop")
        for _, group in part.groupby(place):
            values = 100 * group["normalised"]
            half = stats.t.ppf((1 + level) / 2, len(group) - 1) * stats.sem(values)
            row = dict(zip(["chain", "setting", "steps"], key, strict=True))
            row |= {"models": len(group), "score": values.mean()}
            row["scale"] = np.exp(np.log(group["scale"]).mean())
            row |= {"low": row["score"] - half, "high": row["score"] + half}
            rows.append(row)
    return pd.DataFrame(rows)


def chain_panels(curves: pd.DataFrame, unit: str, y_label: str) -> list[Panel]:
    """Turn curves into panels: one a chain and setting, one curve a length.

    Parameters
    ----------
    curves : pandas.DataFrame
        ``chain``, ``setting``, ``steps``, ``scale``, ``score``, ``low``, ``high``.
    unit : str
        What a step is, for the legend: ``"digits"`` or ``"objects"``.
    y_label : str
        What the score is, with its unit.
    """
    curves = curves.assign(series=curves["steps"].astype(str) + f" {unit}")
    styles: dict[str, Style] = ordered_styles(sorted(curves["series"].unique()))
    return [
        Panel(
            title=f"{chain}\n{setting}".replace("_", " "),
            curves=part,
            chance=0.0,
            y_label=y_label,
            styles=styles,
        )
        for (chain, setting), part in curves.groupby(["chain", "setting"], sort=False)
    ]
