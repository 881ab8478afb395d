"""Hide the strongest models of a curve: what is left, and where the truth lies."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergestudy.forecasts.sources import Source
from emergestudy.forecasts.visible import Visible
from emergestudy.law import Elbow, fit_elbow
from emergestudy.law.axis import turned

# Fixed before any forecast was made.
TOLERANCE = {"loss": 0.1, "compute": 0.3}  # nats; decades, a factor of 2
CUTS = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0)  # tolerances before the elbow
CLEAR = 3.0  # bends of a curve that counts: the odds are 20 to 1
SATURATED = 0.75  # share of the way from chance to the best score
LEAST_POINTS, LEAST_SCALES = 5, 3


@dataclass(frozen=True)
class Split:
    """One curve with its strongest models hidden.

    Attributes
    ----------
    source, curve : str
        Data set, and curve of it.
    seen : Visible
        The models left.
    truth : float
        Elbow of all few-shot scores, turned as ``seen.u`` is.
    truth_width : float
        Width of its 90 % interval.
    distance : float
        How far the last visible model is before the truth.
    """

    source: str
    curve: str
    seen: Visible
    truth: float
    truth_width: float
    distance: float


def splits_of(source: Source) -> Iterator[Split]:
    """Yield every split of a data set, curve by curve, the nearest cut first.

    A curve counts if its elbow is clear (`CLEAR`). Cuts lie before the elbow by the
    multiples `CUTS` of the tolerance; one that leaves too few models, or the models of
    the cut before, is no split.
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
                width = truth.high - truth.low
                yield Split(
                    source.name, str(name), seen, place, width, place - seen.last
                )


def true_elbow(rows: pd.DataFrame, x: str) -> Elbow | None:
    """Fit the elbow of all few-shot scores; None if it is not clear.

    Scores past the share `SATURATED` of the way from chance to the best one are left
    out, since a hinge has no ceiling.
    """
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


def _enough(scale: pd.Series) -> bool:
    return len(scale) >= LEAST_POINTS and scale.nunique() >= LEAST_SCALES
