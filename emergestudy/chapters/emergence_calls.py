"""Call the curves of the papers with the study's estimator."""

import numpy as np
import pandas as pd

from emergestudy.estimators import EmergenceFit, emergence_point

# Scores that are no shares of right answers: Gaussian noise of unknown spread.
NO_PROPORTION = ("bleu", "expected_calibration_error")


def fit_curve(
    curve: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.0
) -> EmergenceFit:
    """Fit one curve of a paper.

    Parameters
    ----------
    curve : pandas.DataFrame
        Columns ``scale``, ``score`` and ``chance`` (percent), ``metric``, ``n_eval``
        (NaN where unknown: then the spread is estimated from the curve itself).
    level : float
        Level of the interval.
    tolerance : float
        Uncertainty of the chance level, as a share (0.01 is one point).

    Returns
    -------
    EmergenceFit
        With the point in the unit of ``scale``.
    """
    proportion = curve["metric"].iloc[0] not in NO_PROPORTION
    known = proportion and curve["n_eval"].notna().all()
    chance = curve["chance"].iloc[0]
    return emergence_point(
        curve["scale"],
        curve["score"],
        chance=chance / 100 if proportion else chance,
        n=curve["n_eval"] if known else None,
        unit="percent" if proportion else "other",
        level=level,
        tolerance=tolerance if proportion else 100 * tolerance,
    )


def call_curves(
    curves: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.0
) -> pd.DataFrame:
    """Fit every curve of a frame.

    Parameters
    ----------
    curves : pandas.DataFrame
        From `emergestudy.chapters.paper_curves.paper_curves`.
    level, tolerance : float
        As in `fit_curve`.

    Returns
    -------
    pandas.DataFrame
        One row a curve, in order of appearance: ``curve``, ``points``, ``verdict``,
        ``point``, ``low``, ``high`` (NaN unless emergent; a flat curve has the
        largest scale seen and infinity), ``likeliest`` kind and its ``probability``,
        and ``scatter`` (of the scores around the best curve, over what n allows).
    """
    rows = []
    for name, curve in curves.groupby("curve", sort=False):
        fit = fit_curve(curve, level=level, tolerance=tolerance)
        low, high = fit.interval or (np.nan, np.nan)
        rows.append(
            {
                "curve": name,
                "points": len(curve),
                "verdict": fit.verdict,
                "point": np.nan if fit.point is None else fit.point,
                "low": low,
                "high": high,
                "likeliest": max(fit.probability, key=fit.probability.get),
                "probability": max(fit.probability.values()),
                "scatter": fit.scatter,
            }
        )
    return pd.DataFrame(rows)


def count_verdicts(calls: pd.DataFrame) -> pd.DataFrame:
    """Count verdicts, by where the curves come from.

    Returns
    -------
    pandas.DataFrame
        One row a verdict; a column for Fig. 2, for Table H.1 by setting, and all.
    """
    words = calls["curve"].str.split(" ")
    group = words.str[0].str[:1].map({"2": "Fig. 2", "H": "H.1"})
    group = group.where(group == "Fig. 2", group + " " + words.str[-1])
    table = pd.crosstab(calls["verdict"], group)
    table["all"] = table.sum(axis=1)
    return table.sort_values("all", ascending=False).rename_axis(columns=None)
