"""What a forecaster gets to see, and what it answers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Forecast:
    """A forecast of the elbow and a 90 % interval, on the scale of its `Visible`."""

    point: float
    low: float
    high: float


@dataclass(frozen=True)
class Visible:
    """The points of one curve up to a cut.

    Attributes
    ----------
    u, y : numpy.ndarray, (points,)
        Scale, turned so that it grows with ability (minus the loss, or log10 FLOPs),
        and few-shot scores.
    chance, ceiling : float
        Score of random guessing, and the highest score possible.
    brier : numpy.ndarray or None
        Brier scores of the same points; None if they were not measured.
    guess : float
        Brier score of uniform guessing; NaN without Brier scores.
    tuned : pandas.DataFrame or None
        Finetuned scores of the same models: ``scale`` (not turned), ``score`` and
        ``examples``; None if there are none.
    x : {"loss", "compute"}
        What the scale is.
    """

    u: np.ndarray
    y: np.ndarray
    chance: float
    ceiling: float
    brier: np.ndarray | None = None
    guess: float = float("nan")
    tuned: pd.DataFrame | None = None
    x: str = "loss"

    @property
    def first(self) -> float:
        """Where the visible points start."""
        return float(self.u.min())

    @property
    def last(self) -> float:
        """Where the visible points end."""
        return float(self.u.max())

    @property
    def horizon(self) -> float:
        """How far forecasts reach: as far beyond the last point as was seen before."""
        return 2 * self.last - self.first


def from_draws(places: np.ndarray, weight: np.ndarray) -> Forecast:
    """Summarize weighted places by their median and 5th and 95th percentiles.

    Parameters
    ----------
    places, weight : numpy.ndarray, (places,)
        Increasing places of the elbow, and the posterior weight of each.
    """
    cumulative = (np.cumsum(weight) - weight / 2) / weight.sum()
    low, point, high = np.interp([0.05, 0.5, 0.95], cumulative, places)
    return Forecast(float(point), float(low), float(high))
