"""Two scores of one model, with a technique and without it: gain and its error.

A frame of *pairs* has one row a model and task: ``task``, ``family``, ``model``,
``scale``, ``baseline`` and ``technique`` (percent), ``baseline_se`` and
``technique_se`` (percent; NaN where the number of questions is unknown).
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import norm

ARMS = ("baseline", "technique")


def standard_error(score: ArrayLike, n: ArrayLike) -> np.ndarray:
    """Return the standard error of a score in percent, with the estimator's formula.

    Parameters
    ----------
    score, n : array_like, (models,)
        Percent right, and the number of questions (NaN where unknown).

    Returns
    -------
    numpy.ndarray, (models,)
        Percent; NaN where ``n`` is unknown. One right and one wrong answer are added
        to each score, so that 0 of 250 is not taken for certainty.
    """
    n = np.asarray(n, dtype=float)
    share = (np.asarray(score, dtype=float) / 100 * n + 1) / (n + 2)
    return 100 * np.sqrt(share * (1 - share) / (n + 2))


def with_errors(pairs: pd.DataFrame) -> pd.DataFrame:
    """Add the standard errors of both scores to pairs that have ``n_eval``."""
    n = pairs["n_eval"].astype("float64")
    return pairs.assign(**{f"{a}_se": standard_error(pairs[a], n) for a in ARMS})


def with_gain(pairs: pd.DataFrame, level: float = 0.90) -> pd.DataFrame:
    """Add the gain of the technique and what it says.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As described in this module.
    level : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        With ``gain``, ``gain_low`` and ``gain_high`` (points; the bounds are NaN where
        an error is unknown) and ``effect``: "helps" or "hurts" where the interval
        leaves out zero, "unclear" where it does not, "higher" or "lower" (or "equal")
        where there is no interval. The scores of one model are taken as independent,
        which makes the interval too wide rather than too narrow.
    """
    gain = pairs["technique"] - pairs["baseline"]
    error = np.hypot(pairs["technique_se"], pairs["baseline_se"])
    half = norm.ppf(0.5 + level / 2) * error
    by_sign = np.select([gain > 0, gain < 0], ["higher", "lower"], "equal")
    known = np.select([gain > half, gain < -half], ["helps", "hurts"], "unclear")
    return pairs.assign(
        gain=gain,
        gain_low=gain - half,
        gain_high=gain + half,
        effect=np.where(error.notna(), known, by_sign),
    )
