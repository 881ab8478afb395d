"""One simulated curve of each kind, fitted: what the verdicts look like."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergestudy.estimators import EmergenceFit, binomial_interval, emergence_point
from emergestudy.forecasts.calibration import KINDS, Cell, simulate

SMALLEST = 1e20  # FLOPs of the first point; curves span four decades
SEED = 7


@dataclass(frozen=True)
class Example:
    """A simulated curve, its truth and what the estimator made of it."""

    kind: str
    points: pd.DataFrame
    elbow: float
    fit: EmergenceFit


def example_fits(points: int, n_items: int, level: float) -> list[Example]:
    """Simulate and fit one curve of each kind, at equal spacing.

    Parameters
    ----------
    points : int
        Points a curve.
    n_items : int
        Answers behind each point.
    level : float
        Level of the intervals.

    Returns
    -------
    list of Example
        In the order of `emergestudy.forecasts.calibration.KINDS`; ``elbow`` is NaN for
        kinds without one.
    """
    examples = []
    for number, kind in enumerate(KINDS):
        rng = np.random.default_rng([SEED, number])
        drawn = simulate(Cell(kind, points, "equal", n_items), 1, rng)
        scale, score = SMALLEST * 10.0 ** drawn.x[0], drawn.score[0]
        low, high = binomial_interval(score, n_items, level)
        frame = pd.DataFrame({"scale": scale, "score": score, "low": low, "high": high})
        fit = emergence_point(scale, score, chance=0.25, n=n_items, level=level)
        examples.append(Example(kind, frame, SMALLEST * 10.0 ** drawn.elbow[0], fit))
    return examples


def example_table(examples: list[Example]) -> pd.DataFrame:
    """Return truth, verdict, point and interval of each example, one row each."""
    rows = []
    for example in examples:
        low, high = example.fit.interval or (np.nan, np.nan)
        point = np.nan if example.fit.point is None else example.fit.point
        row = {"kind": example.kind, "true_elbow": example.elbow}
        row |= {"verdict": example.fit.verdict, "point": point, "low": low}
        rows.append(row | {"high": high, "best_curve": example.fit.rival})
    return pd.DataFrame(rows)
