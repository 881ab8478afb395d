"""Where does a technique start to help? One fit a task and family."""

import numpy as np
import pandas as pd

from emergestudy.chapters.prompting_and_finetuning.paired_scores import with_gain
from emergestudy.errors import UsageError
from emergestudy.estimators import CrossoverFit, crossover_point

SHRINKS = "gain_shrinks"
STOPS = "stops_hurting"
LOWER = ("hurts", "lower")
HIGHER = ("helps", "higher")


def fit_pairs(
    pairs: pd.DataFrame, *, level: float = 0.90, noise: str = "questions"
) -> CrossoverFit:
    """Fit the pairs of one task with `crossover_point`.

    Parameters
    ----------
    pairs : pandas.DataFrame
        See `emergestudy.chapters.prompting_and_finetuning.paired_scores`; three
        models or more.
    level : float
        Level of the interval.
    noise : str
        ``"questions"``: the standard errors, where all are known; ``"scatter"``: one
        unknown spread, learned from the points. Models of different families differ
        by far more than their questions allow.

    Returns
    -------
    CrossoverFit
    """
    errors = pairs[["technique_se", "baseline_se"]]
    known = noise == "questions" and bool(errors.notna().all(axis=None))
    return crossover_point(
        pairs["scale"],
        pairs["technique"],
        pairs["baseline"],
        stderr=pairs["technique_se"] if known else None,
        baseline_stderr=pairs["baseline_se"] if known else None,
        unit="percent",
        level=level,
    )


def crossings(
    pairs: pd.DataFrame, *, level: float = 0.90, min_points: int = 3
) -> pd.DataFrame:
    """Call every task and family, and count the models that the technique hurts.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As in `fit_pairs`, of any number of tasks and families.
    level : float
        Level of the intervals.
    min_points : int
        Families with fewer models are left out.

    Returns
    -------
    pandas.DataFrame
        One row a task and family: ``task``, ``family``, ``models``, ``verdict``
        (see `verdict_of`), ``point``, ``low``, ``high`` (in the unit of ``scale``;
        NaN where there is none), ``gains`` (by size, as text), ``largest`` (gain of
        the largest model, points), ``below`` (models smaller than the point, or all
        of them, that score lower with the technique, of how many, as text) and
        ``hurts_below``: "yes" if one of them does so beyond its interval, "lower" if
        none does or there is no interval, "no" if none scores lower.

    Raises
    ------
    UsageError
        If no family has enough models.
    """
    rows = []
    gains = with_gain(pairs, level)
    size = gains.groupby(["task", "family"])["gain"].transform("size")
    if (size < min_points).all():
        raise UsageError(f"no family has {min_points} models; the most is {size.max()}")
    for (task, family), curve in gains.groupby(["task", "family"], sort=False):
        if len(curve) < min_points:
            continue
        curve = curve.sort_values("scale")
        fit = fit_pairs(curve, level=level)
        row = {"task": task, "family": family, "models": len(curve)}
        rows.append(row | place_of(fit) | _gains(curve, place_of(fit)["point"]))
    return pd.DataFrame(rows)


def place_of(fit: CrossoverFit) -> dict:
    """Return verdict, point and interval of one fit, as columns of a table."""
    verdict = verdict_of(fit)
    crosses = verdict in ("helps_from", "hurts_then_helps")
    low, high = fit.interval if crosses else (np.nan, np.nan)
    return {
        "verdict": verdict,
        "point": fit.point if crosses else np.nan,
        "low": low,
        "high": high,
    }


def verdict_of(fit: CrossoverFit) -> str:
    """Return the verdict of a fit, in two cases put more exactly.

    The estimator calls every falling difference "hurts". One whose fitted curve is
    still above zero at the largest model is "gain_shrinks" here. Where it calls
    "hurts_then_helps" and no model beyond the point scores higher, nothing was seen
    to help: "stops_hurting".
    """
    curves = fit.gain.batch.curves
    scale, gain = 10 ** curves.x[0], curves.score[0]
    if fit.verdict == "hurts" and fit.gain.curve(scale[-1:])[0] > 0:
        return SHRINKS
    if fit.verdict == "hurts_then_helps" and not (gain[scale > fit.point] > 0).any():
        return STOPS
    return fit.verdict


def _gains(curve: pd.DataFrame, point: float) -> dict:
    before = curve if np.isnan(point) else curve[curve["scale"] < point]
    lower = before["effect"].isin(LOWER) | (before["gain"] < 0)
    clear = bool((before["effect"] == "hurts").any())
    return {
        "gains": ", ".join(f"{g:+.1f}" for g in curve["gain"]),
        "largest": curve["gain"].iloc[-1],
        "below": f"{lower.sum()} of {len(before)}",
        "hurts_below": "yes" if clear else "lower" if lower.any() else "no",
    }
