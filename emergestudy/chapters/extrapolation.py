"""Could small models have told? Extend the line through them to the largest model."""

import numpy as np
import pandas as pd
import statsmodels.api as sm


def extrapolate(
    curves: pd.DataFrame, calls: pd.DataFrame, *, level: float = 0.90
) -> pd.DataFrame:
    """Extend a line in log scale from below each emergence point to the last model.

    Parameters
    ----------
    curves : pandas.DataFrame
        Columns ``curve``, ``scale``, ``score``.
    calls : pandas.DataFrame
        Columns ``curve``, ``verdict``, ``point``, from `call_curves`.
    level : float
        Level of the prediction interval.

    Returns
    -------
    pandas.DataFrame
        One row an emergent curve with three models or more below its point:
        ``curve``, ``models_below``, ``predicted``, ``low``, ``high`` (least squares,
        a new observation), ``actual`` of the largest model, and ``foreseen``.
    """
    rows = []
    for call in calls[calls["verdict"] == "emergent"].itertuples():
        curve = curves[curves["curve"] == call.curve].sort_values("scale")
        below = curve[curve["scale"] < call.point]
        if len(below) >= 3:
            rows.append({"curve": call.curve, **_extend(below, curve.iloc[-1], level)})
    columns = ["curve", "models_below", "predicted", "low", "high", "actual"]
    return pd.DataFrame(rows, columns=[*columns, "foreseen"])


def _extend(below: pd.DataFrame, last: pd.Series, level: float) -> dict:
    design = sm.add_constant(np.log10(below["scale"].to_numpy()))
    fit = sm.OLS(below["score"].to_numpy(), design).fit()
    at = np.array([[1.0, np.log10(last["scale"])]])
    low, high = fit.get_prediction(at).conf_int(obs=True, alpha=1 - level)[0]
    return {
        "models_below": len(below),
        "predicted": float(fit.predict(at)[0]),
        "low": float(low),
        "high": float(high),
        "actual": float(last["score"]),
        "foreseen": bool(low <= last["score"] <= high),
    }
