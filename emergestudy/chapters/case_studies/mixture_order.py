"""Which of two training mixtures emerges first, and how sure the forecast is."""

import numpy as np
import pandas as pd
from scipy import stats

from emergestudy.chapters.case_studies.printed_elbows import (
    V1,
    V2,
    draws,
    printed_elbows,
    share_below,
)
from emergestudy.chapters.forecasting.snell_tables import METHODS
from emergestudy.data import load


def chance_first(first: str, second: str, method: str) -> tuple[float, float, float]:
    """Return the chance that one elbow lies above another, from printed percentiles.

    Parameters
    ----------
    first, second : str
        Rows of Table 3, as printed; the first is the one that should emerge earlier.
    method : str
        ``"MCMC"`` or ``"Bootstrap"``.

    Returns
    -------
    tuple of float
        The chance with the tails at the outermost percentiles, and its least and
        greatest value over all tails. The two are taken as independent, which the
        paper does not say; both were fitted on finetunings on the same task.
    """
    lower = draws(first, method, below=None, above=None)
    upper = draws(second, method, below=None, above=None)
    worst = draws(first, method, below=-np.inf, above=None)
    best = draws(first, method, below=None, above=np.inf)
    least = _exceeds(worst, draws(second, method, below=None, above=np.inf))
    most = _exceeds(best, draws(second, method, below=-np.inf, above=None))
    return _exceeds(lower, upper), least, most


def _exceeds(one: np.ndarray, other: np.ndarray) -> float:
    """Return the share of pairs in which one is greater; a tie counts half."""
    other = np.sort(other)
    less = np.searchsorted(other, one, "left") + np.searchsorted(other, one, "right")
    return float(less.mean() / (2 * len(other)))


def order_of_mixtures() -> pd.DataFrame:
    """Return how sure each printed distribution is that V2 emerges before V1.

    Returns
    -------
    pandas.DataFrame
        ``method``, ``chance``, ``least`` and ``most`` (from `chance_first`), and
        ``v1_truth_at`` and ``v2_truth_at``: the share of the distribution below the
        true elbow (0.05 and 0.95 stand for the ends that are not printed).
    """
    truth = printed_elbows()["truth"]
    rows = []
    for method in METHODS:
        chance, least, most = chance_first(V2, V1, method)
        row = {"method": method, "chance": chance, "least": least, "most": most}
        row |= {"v1_truth_at": share_below(V1, method, truth[V1])}
        rows.append(row | {"v2_truth_at": share_below(V2, method, truth[V2])})
    return pd.DataFrame(rows)


def gaps() -> dict[str, float]:
    """Return how far V2's elbow lies above V1's, and what past errors make of that.

    Returns
    -------
    dict of str to float
        ``predicted`` and ``true`` gap; ``past_error``, the root mean square of the
        printed errors on the other tasks; ``chance``, that a gap as predicted has the
        right sign if both elbows err independently by as much (Student's t with as
        many degrees of freedom as there are past errors); ``tolerance``, the error
        that the paper still counts as a success.
    """
    table = printed_elbows()
    pair = table.loc[[V1, V2]]
    past = table.drop(index=[V1, V2])["error"].dropna()
    typical = float(np.sqrt((past**2).mean()))
    predicted = float(pair["mle"][V2] - pair["mle"][V1])
    caption = load("snell2024_results").set_index("quantity")["value"]
    return {
        "predicted": predicted,
        "true": float(pair["truth"][V2] - pair["truth"][V1]),
        "past_error": typical,
        "past_errors": len(past),
        "chance": float(stats.t.cdf(predicted / (typical * 2**0.5), len(past))),
        "tolerance": float(caption["success_threshold"]),
    }
