"""Does the emergence point move up with every step?"""

import numpy as np
import pandas as pd
from scipy import stats

from emergestudy.estimators import emergence_point

UP, DOWN, UNCLEAR, FEW = "up", "down", "cannot tell", "too few points"


def call_chains(
    scores: pd.DataFrame, *, level: float = 0.90, tolerance: float = 0.01
) -> pd.DataFrame:
    """Call each length of each chain with the estimator.

    Models of many families scatter around any curve by more than the test sets allow;
    that scatter is estimated from the points.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `chains.chain_scores`.
    level, tolerance : float
        As in `emergestudy.emergence_point`.

    Returns
    -------
    pandas.DataFrame
        ``chain``, ``setting``, ``steps``, ``models``, ``verdict``, ``point``, ``low``,
        ``high`` (NaN unless emergent), ``best`` (highest normalised score).
    """
    rows = []
    keys = ["chain", "setting", "steps"]
    for key, curve in scores.groupby(keys, sort=False):
        fit = emergence_point(
            curve["scale"], curve["score"], chance=curve["chance"].iloc[0],
            n=curve["n_eval"], level=level, tolerance=tolerance,
            overdispersion="estimate",
        )  # fmt: skip
        emergent = fit.verdict == "emergent"
        low, high = fit.interval if emergent else (np.nan, np.nan)
        row = dict(zip(keys, key, strict=True))
        row |= {"models": len(curve), "verdict": fit.verdict}
        row |= {"point": fit.point if emergent else np.nan, "low": low, "high": high}
        rows.append(row | {"best": curve["normalised"].max()})
    return pd.DataFrame(rows)


def shift_per_step(calls: pd.DataFrame, *, level: float = 0.90) -> pd.DataFrame:
    """Fit a line to the logarithm of the emergence point against the steps.

    Weighted least squares; the weights come from the estimator's intervals, read as
    normal on a log scale. Where the points scatter around the line by more than their
    intervals, the interval of the slope is stretched by as much.

    Parameters
    ----------
    calls : pandas.DataFrame
        From `call_chains`, called at the same ``level``.
    level : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row a chain and setting: ``chain``, ``setting``, ``points`` (emergent
        lengths), ``decades``, ``low``, ``high`` (of scale, per step), ``factor``,
        ``factor_low``, ``factor_high`` (how many times the scale, per step) and
        ``moves``: up, down, cannot tell, too few points.
    """
    rows = []
    for (chain, setting), part in calls.groupby(["chain", "setting"], sort=False):
        row = {"chain": chain, "setting": setting, **_slope(part.dropna(), level)}
        row["factor"] = 10 ** row["decades"]
        row |= {f"factor_{end}": 10 ** row[end] for end in ("low", "high")}
        rows.append(row)
    return pd.DataFrame(rows)


def _slope(part: pd.DataFrame, level: float) -> dict:
    if len(part) < 2:
        nothing = dict.fromkeys(("decades", "low", "high"), np.nan)
        return {"points": len(part), **nothing, "moves": FEW}
    z = stats.norm.ppf((1 + level) / 2)
    x, y = part["steps"].to_numpy(float), np.log10(part["point"].to_numpy())
    spread = np.log10(part["high"] / part["low"]).to_numpy() / (2 * z)
    (slope, start), scale = np.polyfit(x, y, 1, w=1 / spread, cov="unscaled")
    loose = np.sum(((y - start - slope * x) / spread) ** 2) / max(len(x) - 2, 1)
    half = z * np.sqrt(scale[0, 0] * max(loose, 1))
    low, high = slope - half, slope + half
    moves = UP if low > 0 else DOWN if high < 0 else UNCLEAR
    return {
        "points": len(part), "decades": slope, "low": low, "high": high, "moves": moves
    }  # fmt: skip


def in_words(shifts: pd.DataFrame) -> str:
    """Say each shift in words, for sentences: factors of scale per step."""
    said = []
    for row in shifts.itertuples():
        name = f"{row.chain} ({row.setting})".replace("_", " ")
        if row.moves == FEW:
            said.append(f"{name} {FEW}")
            continue
        ends = f"{row.factor_low:.2f} to {row.factor_high:.2f}"
        said.append(f"{name} {row.factor:.2f} times ({ends})")
    return "; ".join(said)


def earlier_with_reasoning(calls: pd.DataFrame) -> pd.DataFrame:
    """Set the emergence points with and without a chain of thought side by side.

    Returns
    -------
    pandas.DataFrame
        One row a length with both points: ``chain``, ``steps``, ``direct``,
        ``chain_of_thought`` (the points), ``times`` (how many times earlier with a
        chain of thought) and ``apart`` (whether the two intervals do not overlap).
    """
    keys = ["chain", "steps"]
    both = [
        calls[calls["setting"] == name].dropna(subset="point").set_index(keys)
        for name in ("direct", "chain_of_thought")
    ]
    both = [part[["point", "low", "high"]] for part in both]
    table = both[0].add_suffix("_direct")
    table = table.join(both[1].add_suffix("_reasoning"), how="inner")
    earlier = table["high_reasoning"] < table["low_direct"]
    later = table["low_reasoning"] > table["high_direct"]
    return pd.DataFrame(
        {
            "direct": table["point_direct"],
            "chain_of_thought": table["point_reasoning"],
            "times": table["point_direct"] / table["point_reasoning"],
            "apart": earlier | later,
        }
    ).reset_index()
