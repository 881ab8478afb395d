"""How a risk moves with size: the slope per tenfold parameters, with an interval."""

import numpy as np
import pandas as pd
from scipy import stats

GROWS, SHRINKS, OPEN = "grows", "shrinks", "not told apart"


def trends(points: pd.DataFrame, *, level: float = 0.90) -> pd.DataFrame:
    """Fit a straight line in log size to each measure and series.

    Parameters
    ----------
    points : pandas.DataFrame
        As `emergestudy.chapters.emergent_risks.risk_points.as_points`.
    level : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row a measure and series: ``topic``, ``measure``, ``series``, ``sizes``,
        ``noise_known``, ``smallest`` and ``largest`` (scores), ``slope``, ``low`` and
        ``high`` (points per tenfold parameters; NaN where they cannot be had), and
        ``risk``: whether the interval says that the risk grows or shrinks.
    """
    rows = []
    for (topic, measure, series), curve in points.groupby(
        ["topic", "measure", "series"], sort=False
    ):
        curve = curve.sort_values("params")
        slope, low, high = slope_per_decade(
            curve["params"], curve["score"], curve["stderr"], level
        )
        row = {"topic": topic, "measure": measure, "series": series}
        row |= {"sizes": curve["params"].nunique()}
        row |= {"noise_known": bool(curve["stderr"].notna().all())}
        row |= {"smallest": curve["score"].iloc[0], "largest": curve["score"].iloc[-1]}
        row |= {"slope": slope, "low": low, "high": high}
        rows.append(row | {"risk": _risk(low, high, curve["worse"].iloc[0])})
    return pd.DataFrame(rows)


def slope_per_decade(
    params: pd.Series, score: pd.Series, stderr: pd.Series, level: float
) -> tuple[float, float, float]:
    """Return the slope and its interval; NaN where they cannot be had.

    With known standard errors the line is weighted by them, and its error is widened
    by the scatter around it where that is larger than they allow (and then Student's t
    replaces the normal). Without, least squares, and t with two fewer degrees of
    freedom than points. One size gives nothing; two without errors, or a perfect
    line of rounded numbers, a bare slope.
    """
    x, y = np.log10(np.asarray(params, float)), np.asarray(score, float)
    error = np.asarray(stderr, float)
    if len(np.unique(x)) < 2:
        return (np.nan,) * 3
    known = np.isfinite(error).all()
    weight = 1 / error**2 if known else np.ones_like(x)
    middle = np.average(x, weights=weight)
    across = np.sum(weight * (x - middle) ** 2)
    slope = np.sum(weight * (x - middle) * y) / across
    left = y - np.average(y, weights=weight) - slope * (x - middle)
    freedom = len(x) - 2
    scatter = np.sum(weight * left**2) / freedom if freedom else np.nan
    if known and not scatter > 1:
        half = stats.norm.ppf((1 + level) / 2) / np.sqrt(across)
    elif scatter > 1e-9:  # three equal rounded numbers say nothing of their noise
        half = stats.t.ppf((1 + level) / 2, freedom) * np.sqrt(scatter / across)
    else:
        half = np.nan
    return float(slope), float(slope - half), float(slope + half)


def _risk(low: float, high: float, worse: int) -> str:
    if low > 0:
        return GROWS if worse > 0 else SHRINKS
    if high < 0:
        return SHRINKS if worse > 0 else GROWS
    return OPEN
