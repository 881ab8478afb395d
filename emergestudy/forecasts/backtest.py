"""Hide the strongest models of a curve, forecast its elbow, count what was right."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergestudy.errors import UsageError, unknown
from emergestudy.forecasts.methods import RIVALS, Visible
from emergestudy.forecasts.sources import SOURCES, Source
from emergestudy.law import CLEAR, Elbow, fit_elbow, turned

# Fixed before any forecast was made.
TOLERANCE = {"loss": 0.1, "compute": 0.3}  # nats; decades, a factor of 2
CUTS = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0)  # tolerances before the elbow
SATURATED = 0.75  # share of the way from chance to the best score
LEAST_POINTS, LEAST_SCALES = 5, 3
BINS = (-1e-9, 1.0, 3.0, np.inf)
BIN_NAMES = ("up to 1", "1 to 3", "over 3")


@dataclass(frozen=True)
class Split:
    """One curve of a data set with its strongest models hidden, and those ``seen``.

    ``truth`` is the elbow of all few-shot scores, turned as ``seen.u`` is, and
    ``truth_width`` the width of its 90 % interval.
    """

    source: str
    curve: str
    seen: Visible
    truth: float
    truth_width: float

    @property
    def distance(self) -> float:
        """How far the last visible model is before the truth."""
        return self.truth - self.seen.last


def splits_of(source: Source) -> Iterator[Split]:
    """Yield every split of a data set, curve by curve, the nearest cut first.

    Cuts lie before a clear elbow by the multiples `CUTS` of the tolerance; one that
    leaves too few models, or the models of the cut before, is no split.
    """
    for name, rows in source.read().groupby("curve", sort=False):
        truth = true_elbow(rows, source.x)
        if truth is None:
            continue
        place = float(turned(truth.elbow, source.x))
        before = None
        for cut in CUTS:
            seen = visible(rows, source.x, place - cut * TOLERANCE[source.x])
            if seen is not None and len(seen.u) != before:
                before = len(seen.u)
                yield Split(source.name, str(name), seen, place, truth.high - truth.low)


def true_elbow(rows: pd.DataFrame, x: str) -> Elbow | None:
    """Fit the elbow of few-shot scores up to `SATURATED`; None if it is not clear."""
    rows = few_shot(rows)
    top = rows["chance"] + SATURATED * (rows["score"].max() - rows["chance"])
    rows = rows[rows["score"] <= top]
    if not _enough(rows["scale"]) or rows["score"].nunique() < 2:
        return None
    fit = fit_elbow(rows["scale"], rows["score"], x=x)
    return fit if fit.bends > CLEAR else None


def few_shot(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of models that were not finetuned."""
    return rows[rows["examples"].isna()] if "examples" in rows else rows


def visible(rows: pd.DataFrame, x: str, cut: float) -> Visible | None:
    """Return what is seen up to a cut; None if it is too little to forecast from."""
    rows = rows[turned(rows["scale"], x) <= cut]
    shots = few_shot(rows)
    if not _enough(shots["scale"]):
        return None
    brier = shots["brier"].to_numpy(float) if "brier" in shots else np.array([np.nan])
    measured = bool(np.isfinite(brier).all())
    tuned = rows[rows["examples"].notna()] if "examples" in rows else None
    return Visible(
        u=turned(shots["scale"], x),
        y=shots["score"].to_numpy(float),
        chance=float(shots["chance"].iloc[0]),
        ceiling=float(shots["ceiling"].iloc[0]),
        brier=brier if measured else None,
        guess=float(shots["guess"].iloc[0]) if measured else float("nan"),
        tuned=tuned,
        x=x,
    )


def _enough(scale):
    return len(scale) >= LEAST_POINTS and scale.nunique() >= LEAST_SCALES


def backtest(
    sources: Iterable[Source] = SOURCES, rivals: Sequence[str] = tuple(RIVALS)
) -> pd.DataFrame:
    """Forecast the elbow of every curve with its strongest models hidden.

    Rivals are keys of `RIVALS`.

    Returns
    -------
    pandas.DataFrame
        One row a split and rival that can answer: ``data_set``, ``curve``, ``x``,
        ``models`` (visible), ``distance`` (of the last one before the truth; nats or
        decades), ``bin`` (the same in tolerances), ``rival``, ``truth``,
        ``truth_width``, ``point``, ``low``, ``high`` (nats or log10 FLOPs), and in
        tolerances ``error`` (positive: forecast too late) and ``width``; ``covered``:
        the truth lies within the interval.

    Raises
    ------
    UsageError
        If a rival does not exist, or none of them can answer.
    """
    for rival in rivals:
        if rival not in RIVALS:
            raise UsageError(unknown("rival", rival, RIVALS))
    if not len(rivals):
        raise UsageError(f"no rival chosen; there are: {', '.join(RIVALS)}")
    splits = [split for source in sources for split in splits_of(source)]
    rows = [_try(split, rival) for split in splits for rival in rivals]
    table = pd.DataFrame([row for row in rows if row is not None])
    if table.empty:
        raise UsageError(f"none of {', '.join(rivals)} can answer on this data")
    far = table["distance"] / table["x"].map(TOLERANCE)
    names = pd.cut(far, BINS, labels=list(BIN_NAMES)).astype(str)
    table.insert(5, "bin", names)
    return table


def _try(split, rival):
    found = RIVALS[rival](split.seen)
    if found is None:
        return None
    x = split.seen.x
    ends = sorted(turned([found.low, found.high], x).tolist())
    return {
        "data_set": split.source,
        "curve": split.curve,
        "x": x,
        "models": len(split.seen.u),
        "distance": split.distance,
        "rival": rival,
        "truth": float(turned(split.truth, x)),
        "truth_width": split.truth_width,
        "point": float(turned(found.point, x)),
        "low": ends[0],
        "high": ends[1],
        "error": (found.point - split.truth) / TOLERANCE[x],
        "width": (found.high - found.low) / TOLERANCE[x],
        "covered": bool(found.low <= split.truth <= found.high),
    }


def scoreboard(
    results: pd.DataFrame, by: Sequence[str] = ("rival",), *, within: float = 1.0
) -> pd.DataFrame:
    """Summarize the results of `backtest` by some of their columns.

    An error up to ``within`` tolerances (0.1 nats or 0.3 decades) is a hit.

    Returns
    -------
    pandas.DataFrame
        The columns of `by` in order of appearance, ``splits``, ``curves``,
        ``hit_rate`` and ``coverage`` (percent of splits; of the 90 % interval),
        ``median_width``, ``median_error`` (its size) and ``median_distance``, the last
        three in tolerances.
    """
    size = results["error"].abs()
    table = results.assign(
        far=results["distance"] / results["x"].map(TOLERANCE).astype(float),
        named=results["data_set"] + ": " + results["curve"],
        size=size,
        hit=size <= within,
    )
    board = table.groupby(list(by), sort=False).agg(
        splits=("hit", "size"),
        curves=("named", "nunique"),
        hit_rate=("hit", "mean"),
        coverage=("covered", "mean"),
        median_width=("width", "median"),
        median_error=("size", "median"),
        median_distance=("far", "median"),
    )
    board[["hit_rate", "coverage"]] *= 100
    return board.reset_index()


def on_same_splits(results: pd.DataFrame, rivals: Sequence[str]) -> pd.DataFrame:
    """Keep the splits on which all of these rivals answered, and only these rivals."""
    kept = results[results["rival"].isin(rivals)]
    split = ["data_set", "curve", "models"]
    answered = kept.groupby(split)["rival"].transform("nunique")
    return kept[answered == len(set(rivals))].reset_index(drop=True)
