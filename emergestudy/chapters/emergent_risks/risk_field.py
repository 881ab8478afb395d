"""TruthfulQA over the open field: down within older families, up over later ones."""

import numpy as np
import pandas as pd

from emergestudy.chapters.emergent_risks.risk_points import as_points
from emergestudy.chapters.open_models.open_points import FEWEST_SIZES, open_points

MC2 = "MC2 score (open models)"


def mc2_points(*, level: float = 0.90) -> pd.DataFrame:
    """Select MC2 by size of open families with three sizes or more, as `as_points`."""
    rows = open_points(["truthfulqa"], x_axis="params")
    rows = rows[rows["sizes"] >= FEWEST_SIZES]
    rows = rows.assign(measure=MC2, series=rows["family"], n=float("nan"))
    return as_points(rows, "truthfulness", worse=-1, level=level)


def bend(
    points: pd.DataFrame, *, level: float = 0.90, draws: int = 2000, seed: int = 0
) -> dict[str, float]:
    """Lay a parabola through a field of models and find its lowest place.

    Parameters
    ----------
    points : pandas.DataFrame
        From `open_points`, one task.
    level : float
        Level of the interval of the lowest place.
    draws, seed : int
        Resamples of whole families, and their random seed.

    Returns
    -------
    dict
        ``lowest``, ``low`` and ``high`` (scale), and ``u_shaped`` (share of resamples
        whose parabola opens upward with its lowest place inside the data).
    """
    x = np.log10(points["scale"].to_numpy(float))
    y = points["score"].to_numpy(float)
    members = list(points.groupby("family").indices.values())
    random = np.random.default_rng(seed)
    places = []
    for _ in range(draws):
        chosen = random.integers(len(members), size=len(members))
        rows = np.concatenate([members[i] for i in chosen])
        places.append(_lowest(x[rows], y[rows]))
    inside = np.array([p for p in places if x.min() < p < x.max()])
    tail = (1 - level) / 2
    low, high = np.quantile(inside, [tail, 1 - tail]) if len(inside) else [np.nan] * 2
    found = {"lowest": _lowest(x, y), "low": low, "high": high}
    found = {name: float(10**place) for name, place in found.items()}
    return found | {"u_shaped": len(inside) / draws}


def _lowest(x: np.ndarray, y: np.ndarray) -> float:
    """Place of the minimum of a parabola, NaN if it opens downward."""
    bent, slope, _ = np.polyfit(x - x.mean(), y, 2)
    return x.mean() - slope / (2 * bent) if bent > 0 else np.nan
