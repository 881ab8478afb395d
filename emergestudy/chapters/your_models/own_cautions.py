"""What to know of a curve before its verdict is believed."""

import numpy as np
import pandas as pd

from emergestudy.ingest.units import is_share

FEW = 5  # scales; the estimator was calibrated on 5 points and more


def beside(part: pd.DataFrame, point: float, falls: bool) -> dict[str, str]:
    """Name the models on both sides of an emergence point.

    Parameters
    ----------
    part : pandas.DataFrame
        One curve of `OwnCurves.points`.
    point : float
        On its x-axis; NaN if there is none.
    falls : bool
        Whether the axis falls as models get better.

    Returns
    -------
    dict of str to str
        ``last_before`` and ``first_after``; empty text where there is none.
    """
    ordered = part.sort_values("scale", ascending=not falls)
    before = ordered["scale"] > point if falls else ordered["scale"] < point
    after = ordered["scale"] <= point if falls else ordered["scale"] >= point
    return {
        "last_before": _name(ordered[before].tail(1)),
        "first_after": _name(ordered[after].head(1)),
    }


def _name(row: pd.DataFrame) -> str:
    if row.empty:
        return ""
    model, step = row["model"].iloc[0], row["step"].iloc[0]
    return model if np.isnan(step) else f"{model} step {step:g}"


def cautions(part: pd.DataFrame, point: float, falls: bool) -> str:
    """Say what weakens a verdict: few scales, one point before, a start below chance.

    Returns
    -------
    str
        Parts joined by ``;``; empty if there is nothing to say.
    """
    scales = np.unique(part["scale"])
    before = np.sum(scales > point) if falls else np.sum(scales < point)
    told = []
    if len(scales) < FEW:
        told.append(f"only {len(scales)} scales")
    if before == 1:
        told.append("one scale before the point")
    if _starts_below_chance(part, falls):
        told.append("starts below chance: is the level right?")
    return "; ".join(told)


def _starts_below_chance(part: pd.DataFrame, falls: bool) -> bool:
    """Whether the score at the smallest scale is below chance beyond noise."""
    first = part.sort_values("scale", ascending=not falls).iloc[0]
    if not is_share(first["metric"]):
        return False
    chance, noise = first["chance"], first["stderr"]
    if first["n_eval"] >= 1:
        noise = np.sqrt(chance * (1 - chance) / first["n_eval"])
    return bool(first["score"] < chance - 3 * (0.01 if np.isnan(noise) else noise))
