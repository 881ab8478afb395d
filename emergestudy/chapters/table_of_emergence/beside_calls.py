"""Rows of Table 1 beside the estimator's call on the curves behind them."""

import pandas as pd

from emergestudy.chapters.against_people import compare
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.chapters.paper_curves import paper_curves
from emergestudy.chapters.technique_calls import call_techniques
from emergestudy.data import load

COLUMNS = ["row", "ability", "family", "curve", "verdict", "point", "low", "high"]
COLUMNS += ["printed", "outcome", "why"]


def beside_calls(
    rows: pd.DataFrame,
    x_axis: str = "train_flops",
    *,
    level: float = 0.90,
    tolerance: float = 0.01,
) -> pd.DataFrame:
    """Call every curve that a row of Table 1 can be seen in.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `table1_rows`.
    x_axis : str
        ``"train_flops"`` or ``"params"``.
    level, tolerance : float
        Level of the intervals; uncertainty of the chance level, as a share.

    Returns
    -------
    pandas.DataFrame
        One row a row of the table and curve: its ``row``, ``ability``, ``family``,
        ``curve``, ``verdict``, ``point``, ``low`` and ``high`` (NaN where there is
        no point), ``printed`` (the table's scale), ``outcome`` and ``why`` as in
        `against_people`.
    """
    named = rows[rows["curves"] != ""]
    table = named.assign(curve=named["curves"].str.split("; ")).explode("curve")
    wanted = set(table["curve"])
    few_shot = _few_shot(wanted, x_axis, level, tolerance)
    calls = pd.concat([few_shot, _techniques(x_axis, level)], ignore_index=True)
    table = table.assign(printed=table[x_axis]).merge(calls, on="curve")
    return table[COLUMNS].sort_values(["row", "curve"], ignore_index=True)


def _few_shot(
    wanted: set[str], x_axis: str, level: float, tolerance: float
) -> pd.DataFrame:
    curves = paper_curves(x_axis)
    curves = curves[curves["curve"].isin(wanted)]
    if curves.empty:
        return pd.DataFrame()
    found = compare(curves, call_curves(curves, level=level, tolerance=tolerance))
    found = found[found["where"].str.startswith("Table 1")]
    return found.drop(columns=["where", "people"])


def _techniques(x_axis: str, level: float) -> pd.DataFrame:
    found = call_techniques(x_axis, level=level)
    about = load("wei2022_techniques").set_index("panel")["family"]
    found["curve"] = found["panel"] + " " + found["panel"].map(about)
    return found.drop(columns=["panel", "technique", "people"])
