"""Do two runs leave chance at the same loss, and score the same at equal loss?"""

from itertools import combinations

import numpy as np
import pandas as pd

from emergestudy.chapters.finetuning_shift.run_elbows import FEWEST, in_window
from emergestudy.errors import EmergenceDataError
from emergestudy.law import fit_elbow

_LEVELS = np.linspace(0.02, 0.98, 49)


def elbow_gaps(
    runs: pd.DataFrame,
    highest: float,
    *,
    block: int = 3,
    level: float = 0.90,
    draws: int = 300,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the elbows of each two runs, in two ways.

    Parameters
    ----------
    runs : pandas.DataFrame
        From `letter_runs`.
    highest : float
        Highest score kept, in percent.
    block : int
        Neighboring checkpoints whose errors are drawn together.
    level : float
        Level of the intervals.
    draws, seed : int
        Draws of the block bootstrap, and their random seed.

    Returns
    -------
    pandas.DataFrame
        ``first``, ``second``; ``gap`` (elbow of the first minus that of the second, in
        nats per token); ``low``, ``high`` (from the two posteriors, which take the
        checkpoints as independent); ``block_low``, ``block_high`` (from the bootstrap).
    """
    parts = {
        run: part
        for run, part in in_window(runs, highest).groupby("run", sort=False)
        if len(part) >= FEWEST
    }
    spread = {run: _posterior(part) for run, part in parts.items()}
    drawn = {run: _blocks(part, block, draws, seed) for run, part in parts.items()}
    ends = 100 * np.array([(1 - level) / 2, (1 + level) / 2])
    rows = []
    for one, two in combinations(parts, 2):
        both = np.subtract.outer(spread[one], spread[two])
        fits = [_fit(parts[run]["loss"], parts[run]["score"]) for run in (one, two)]
        row = {"first": one, "second": two, "gap": fits[0] - fits[1]}
        row |= dict(zip(("low", "high"), np.percentile(both, ends), strict=True))
        by_block = np.percentile(np.subtract.outer(drawn[one], drawn[two]), ends)
        rows.append(row | {"block_low": by_block[0], "block_high": by_block[1]})
    columns = ["first", "second", "gap", "low", "high", "block_low", "block_high"]
    return pd.DataFrame(rows, columns=columns)


def tally(gaps: pd.DataFrame, within: float = 0.1) -> dict[str, int]:
    """Count the pairs of runs whose elbows are the same, in two senses.

    Parameters
    ----------
    gaps : pandas.DataFrame
        From `elbow_gaps`.
    within : float
        What counts as the same place, in nats: 0.1 is the paper's own margin.

    Returns
    -------
    dict of str to int
        ``pairs``; ``alike`` (both intervals of the gap hold 0); ``close`` (both lie
        within the margin).
    """
    low, high = gaps[["low", "block_low"]], gaps[["high", "block_high"]]
    alike = (low.max(axis=1) <= 0) & (high.min(axis=1) >= 0)
    close = (low.min(axis=1) > -within) & (high.max(axis=1) < within)
    return {"pairs": len(gaps), "alike": int(alike.sum()), "close": int(close.sum())}


def _fit(loss: pd.Series, score: np.ndarray) -> float:
    return fit_elbow(loss, score, x="loss").elbow


def _posterior(part: pd.DataFrame) -> np.ndarray:
    """Return evenly spaced percentiles of the posterior of the elbow."""
    fits = [
        fit_elbow(part["loss"], part["score"], x="loss", level=level)
        for level in _LEVELS
    ]
    ends = [end for fit in fits for end in (fit.low, fit.high)]
    return np.sort([*ends, fits[0].median])


def _blocks(part: pd.DataFrame, block: int, draws: int, seed: int) -> np.ndarray:
    """Refit the elbow to the fitted hinge plus blocks of its own errors."""
    random = np.random.default_rng(seed)
    loss, score = part["loss"].to_numpy(), part["score"].to_numpy()
    fit = fit_elbow(loss, score, x="loss")
    line = fit.floor + fit.slope * np.maximum(fit.elbow - loss, 0)
    # four numbers were fitted, so the errors are too small by this factor
    errors = (score - line) * np.sqrt(len(loss) / max(len(loss) - 3, 1))
    size = min(block, len(loss))
    starts = np.arange(len(loss) - size + 1)
    elbows = []
    for _ in range(draws):
        first = random.choice(starts, size=-(-len(loss) // size))
        places = (first[:, None] + np.arange(size)).ravel()[: len(loss)]
        try:
            elbows.append(_fit(loss, line + errors[places]))
        except EmergenceDataError:  # all scores equal
            continue
    return np.array(elbows)


def score_gaps(runs: pd.DataFrame, highest: float) -> pd.DataFrame:
    """Compare the scores of each two runs at equal loss, past the window of the fit.

    Parameters
    ----------
    runs : pandas.DataFrame
        From `letter_runs`.
    highest : float
        Highest score of the window, in percent: all losses compared are below the
        lowest one inside it.

    Returns
    -------
    pandas.DataFrame
        ``first``, ``second``, ``gap`` (mean score of the first minus that of the
        second at the same losses, points), ``from``, ``to`` (losses that both reach).
    """
    past = runs[runs["loss"] < in_window(runs, highest)["loss"].min()]
    parts = dict(list(past.groupby("run", sort=False)))
    rows = []
    for one, two in combinations(parts, 2):
        lowest = max(parts[name]["loss"].min() for name in (one, two))
        start = min(parts[name]["loss"].max() for name in (one, two))
        at = np.linspace(lowest, start, 50)
        heights = [_at(parts[name], at) for name in (one, two)]
        row = {"first": one, "second": two, "gap": (heights[0] - heights[1]).mean()}
        rows.append(row | {"from": start, "to": lowest})
    return pd.DataFrame(rows, columns=["first", "second", "gap", "from", "to"])


def _at(part: pd.DataFrame, loss: np.ndarray) -> np.ndarray:
    """Read a curve at given losses, between its checkpoints."""
    part = part.sort_values("loss")
    return np.interp(loss, part["loss"], part["score"])
