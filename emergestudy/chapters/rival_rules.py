"""The estimator beside three simpler rules, on simulated and on real curves."""

import numpy as np
import pandas as pd

from emergestudy.chapters.against_people import OUTCOMES, judge, people_say
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.estimators import breakpoint_rule, emergence_score, first_above

KINDS = ["hinge", "hinge_ceiling", "flat", "log_linear", "inverse", "u_shaped"]


def rule_table(points: int, n_items: int) -> pd.DataFrame:
    """Show which share of each kind a rule calls emergent, for one setting.

    Parameters
    ----------
    points, n_items : int
        Points a curve and answers behind each; the nearest setting that was
        simulated is shown.

    Returns
    -------
    pandas.DataFrame
        One row a rule: ``curves`` a kind, a column for each kind (for hinges a high
        share is right, for the others a low one), ``coverage`` and ``median_error``
        in decades over the hinges.
    """
    table = load("rule_calibration")
    settings = table[["points", "n"]].drop_duplicates()
    away = np.abs(np.log(settings["points"] / points))
    away = away + np.abs(np.log10(settings["n"] / n_items))
    nearest = settings.loc[away.idxmin()]
    here = table[(table["points"] == nearest["points"]) & (table["n"] == nearest["n"])]
    wide = here.pivot(index="rule", columns="kind", values="called")[KINDS]
    hinges = here[here["kind"].isin(KINDS[:2])].groupby("rule")
    wide["coverage"] = hinges["coverage"].mean()
    wide["median_error"] = hinges["median_error"].mean()
    wide.insert(0, "curves", hinges["curves"].first())
    order = [r for r in table["rule"].unique() if r in wide.index]
    return wide.loc[order].rename_axis(columns=None)


def real_calls(curves: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Let every rule judge the curves that people spoke of.

    Parameters
    ----------
    curves, calls : pandas.DataFrame
        From `paper_curves` and `call_curves`.

    Returns
    -------
    pandas.DataFrame
        One row a statement: ``where``, ``curve``, ``people`` and, for each rule, the
        scale at which it sees the curve leave chance (NaN: none), with the emergence
        score in a column of its own.
    """
    by_curve = dict(list(curves.groupby("curve")))
    breaks = load("breakpoint_calls").set_index("curve")["point"]
    ours = calls.set_index("curve")["point"]
    rows = []
    for said in people_say().itertuples():
        curve = by_curve[said.curve].sort_values("scale")
        rows.append(
            {
                "where": said.where,
                "curve": said.curve,
                "people": said.first_model,
                "estimator": ours[said.curve],
                "first_above_3se": _first_above(curve),
                "breakpoint": breaks[said.curve],
                "emergence_score": emergence_score(curve["scale"], curve["score"]),
            }
        )
    return pd.DataFrame(rows)


def real_agreement(curves: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Count how often each rule's scale lies in the gap that people name.

    Parameters
    ----------
    curves : pandas.DataFrame
        From `paper_curves`.
    found : pandas.DataFrame
        From `real_calls`.

    Returns
    -------
    pandas.DataFrame
        One row a rule: ``agrees``, ``statements``.
    """
    by_curve = dict(list(curves.groupby("curve")))
    rows = []
    for rule in ("estimator", "first_above_3se", "breakpoint"):
        outcomes = [
            judge(
                by_curve[row.curve].sort_values("scale"),
                row.people,
                _as_call(getattr(row, rule)),
            )
            for row in found.itertuples()
        ]
        agrees = outcomes.count(OUTCOMES[0])
        rows.append({"rule": rule, "agrees": agrees, "statements": len(outcomes)})
    return pd.DataFrame(rows)


def breakpoint_calls(curves: pd.DataFrame, level: float = 0.90) -> pd.DataFrame:
    """Fit the breakpoint package to every curve; this makes ``breakpoint_calls``.

    Raises
    ------
    UsageError
        If the package piecewise-regression is not installed.
    """
    rows = []
    for name, curve in curves.groupby("curve", sort=False):
        try:
            found = breakpoint_rule(curve["scale"], curve["score"], level=level)
        except ImportError:
            raise UsageError("pip install 'emergestudy[bench]' for this rule") from None
        low, high = found.interval or (np.nan, np.nan)
        point = np.nan if found.point is None else found.point
        rows.append({"curve": name, "point": point, "low": low, "high": high})
    return pd.DataFrame(rows)


def _first_above(curve: pd.DataFrame) -> float:
    chance, n = curve["chance"].iloc[0] / 100, curve["n_eval"]
    if curve["metric"].iloc[0] == "bleu" or n.isna().any():
        return np.nan
    level = max(chance, 1e-4)
    margin = 3.0 * np.sqrt(level * (1.0 - level) / n)
    found = first_above(
        curve["scale"], curve["score"] / 100, chance, margin=margin, stays=False
    )
    return np.nan if found is None else found


def _as_call(scale: float) -> pd.Series:
    verdict = "flat" if np.isnan(scale) else "emergent"
    return pd.Series({"verdict": verdict, "point": scale, "low": scale, "high": scale})
