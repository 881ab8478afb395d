"""A fitted law as tables: points, hinges, and the elbow against the amount."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergestudy.law import EmergenceLaw

GRID, BEYOND = 60, 0.1


@dataclass(frozen=True)
class Fan:
    """What a figure of a fitted law draws.

    Attributes
    ----------
    points : pandas.DataFrame
        ``scale``, ``score`` and ``examples`` of every row; NaN examples are few-shot.
    hinges : pandas.DataFrame
        The fitted hinge of each amount and of few-shot: ``examples``, ``scale``,
        ``score``.
    elbows : pandas.DataFrame
        ``examples``, ``mle``, ``median``, ``low``, ``high`` from d0 to the most data.
    seen : numpy.ndarray
        Amounts of data in the fit.
    x : str
        ``"loss"`` or ``"compute"``.
    truth : float or None
        The true few-shot elbow.
    floor : float
        Chance level.
    """

    points: pd.DataFrame
    hinges: pd.DataFrame
    elbows: pd.DataFrame
    seen: np.ndarray
    x: str
    truth: float | None
    floor: float


def fan(
    fit: EmergenceLaw, points: pd.DataFrame, truth: float | None, floor: float
) -> Fan:
    """Prepare the figure of a fitted law.

    Parameters
    ----------
    fit : EmergenceLaw
        The fit.
    points : pandas.DataFrame
        ``scale``, ``score``, ``examples``; may hold points the fit did not see.
    truth : float or None
        The few-shot elbow, if known.
    floor : float
        Chance level, for the chance line.
    """
    law = fit.posterior.law
    amounts = np.geomspace(law.d0, law.data.amounts[-1], GRID)
    return Fan(
        points=points,
        hinges=_hinges(fit, points),
        elbows=fit.elbow(amounts),
        seen=law.data.amounts,
        x=law.data.x,
        truth=truth,
        floor=floor,
    )


def _hinges(fit: EmergenceLaw, points: pd.DataFrame) -> pd.DataFrame:
    law, mle = fit.posterior.law, fit.mle
    better = -1 if law.data.x == "loss" else 1
    amounts = np.append(law.data.amounts, law.d0)
    slopes = np.atleast_1d(mle.A) * np.ones(len(law.data.amounts))
    slopes = np.append(slopes, slopes[0])
    low, high = points["scale"].min(), points["scale"].max()
    # A little beyond the forecast, so that its hinge is seen to rise.
    beyond = fit.prediction.mle + better * BEYOND * (high - low)
    scale = np.linspace(min(low, beyond), max(high, beyond), 2 * GRID)
    elbows = fit.elbow(amounts)["mle"]
    parts = []
    for amount, slope, elbow in zip(amounts, slopes, elbows, strict=True):
        few = amount == law.d0
        past = np.maximum(better * (scale - elbow), 0)
        height = mle.B + (mle.delta or 0.0) * few + slope * past
        line = {"examples": np.nan if few else amount, "scale": scale, "score": height}
        parts.append(pd.DataFrame(line))
    return pd.concat(parts, ignore_index=True)
