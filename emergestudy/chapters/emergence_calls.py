"""Call the curves of the papers with the study's estimator."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from emergestudy.estimators import EmergenceFit, emergence_point, emergence_points
from emergestudy.estimators.evidence import VERDICTS

# Scores that are no shares of right answers: Gaussian noise of unknown spread.
NO_PROPORTION = ("bleu", "expected_calibration_error")

Parts = list[tuple[str, pd.DataFrame]]
"""Curves with their names."""


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
    proportion, known = _is_proportion(curve), _knows_n(curve)
    return emergence_point(
        curve["scale"],
        curve["score"],
        chance=curve["chance"].iloc[0],
        n=curve["n_eval"] if known else None,
        unit="percent" if proportion else "other",
        level=level,
        tolerance=100 * tolerance,
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
    parts = list(curves.groupby("curve", sort=False))
    calls = [_call_alike(group, level, tolerance) for group in _alike(parts)]
    order = {name: place for place, (name, _) in enumerate(parts)}
    table = pd.concat(calls).sort_values("curve", key=lambda c: c.map(order))
    return table.reset_index(drop=True)


def _alike(parts: Parts) -> Iterable[Parts]:
    """Sort curves into groups that can be fitted together, which is much faster."""
    groups: dict[tuple, Parts] = {}
    for name, curve in parts:
        kind = len(curve), _is_proportion(curve), _knows_n(curve)
        groups.setdefault(kind, []).append((name, curve))
    return groups.values()


def _call_alike(parts: Parts, level: float, tolerance: float) -> pd.DataFrame:
    """Call curves with the same number of points and the same kind of noise."""
    first = parts[0][1]
    share, known = _is_proportion(first), _knows_n(first)
    table = np.stack(
        [c[["scale", "score", "n_eval"]].to_numpy(float) for _, c in parts]
    )
    chance = np.array([curve["chance"].iloc[0] for _, curve in parts])
    fits = emergence_points(
        table[:, :, 0], table[:, :, 1], chance=chance,
        n=table[:, :, 2] if known else None, unit="percent" if share else "other",
        level=level, tolerance=100 * tolerance,
    )  # fmt: skip
    ends = {name: getattr(fits, name) for name in ("verdict", "point", "low", "high")}
    about = {"curve": [name for name, _ in parts], "points": len(first), **ends}
    about["likeliest"] = np.array(VERDICTS)[fits.probability.argmax(axis=1)]
    about["probability"] = fits.probability.max(axis=1)
    return pd.DataFrame(about | {"scatter": fits.scatter})


def _is_proportion(curve: pd.DataFrame) -> bool:
    return curve["metric"].iloc[0] not in NO_PROPORTION


def _knows_n(curve: pd.DataFrame) -> bool:
    return bool(_is_proportion(curve) and curve["n_eval"].notna().all())


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
