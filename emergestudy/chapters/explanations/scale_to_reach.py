"""At what scale does a task of each length reach the same height above chance?"""

import numpy as np
import pandas as pd

ENOUGH = 0.95  # share of draws in which every length must reach the height
BANDWIDTH = 0.25  # decades of scale over which scores are averaged
_GRID = 400  # scales at which the averages are taken


def shift_at_height(
    scores: pd.DataFrame,
    reach: float = 0.2,
    *,
    level: float = 0.90,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Estimate how much more scale one more step takes, at one height.

    For each length a moving average in log scale (Gaussian weights, a quarter of a
    decade) is laid through the normalised scores of all models; where it first is as
    high as the height, it reaches it. A line through the logarithms of these scales
    gives the shift per step. Models are drawn with replacement, the same for all
    lengths, since all lengths share their models; the shift is the median over draws.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `chains.chain_scores`; models that lack a length are left out.
    reach : float
        Height: share of the way from chance to perfect.
    level : float
        Level of the percentile interval.
    draws, seed : int
        Of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        One row a chain and setting: ``chain``, ``setting``, ``models``, ``reached``
        (share of draws in which every length reaches the height) and ``factor``,
        ``factor_low``, ``factor_high`` (how many times the scale, per step; NaN where
        fewer than 95 % of the draws reach it).
    """
    rows = []
    for (chain, setting), part in scores.groupby(["chain", "setting"], sort=False):
        wide = part.pivot(index="model", columns="steps", values="normalised").dropna()
        scale = part.drop_duplicates("model").set_index("model")["scale"]
        x = np.log10(scale[wide.index].to_numpy())
        found = _crossings(x, wide.to_numpy(), reach, draws, seed)
        row = {"chain": chain, "setting": setting, "models": len(x)}
        rows.append(row | _summary(wide.columns.to_numpy(float), found, level))
    return pd.DataFrame(rows)


def in_words(reached: pd.DataFrame) -> str:
    """Say each shift in words, for sentences: factors of scale per step."""
    said = []
    for row in reached.itertuples():
        name = f"{row.chain} ({row.setting})".replace("_", " ")
        ends = f"{row.factor:.2f} times ({row.factor_low:.2f} to {row.factor_high:.2f})"
        said.append(f"{name} {'not reached' if pd.isna(row.factor) else ends}")
    return "; ".join(said)


def _crossings(
    x: np.ndarray, heights: np.ndarray, reach: float, draws: int, seed: int
) -> np.ndarray:
    """Return where each length reaches the height, (draws, lengths); inf if never."""
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(x), np.full(len(x), 1 / len(x)), draws)
    grid = np.linspace(x.min(), x.max(), _GRID)
    near = np.exp(-0.5 * ((grid[:, None] - x) / BANDWIDTH) ** 2)
    weight = np.maximum(drawn @ near.T, np.finfo(float).tiny)  # (draws, grid)
    found = []
    for height in heights.T:
        there = (drawn * height) @ near.T / weight >= reach
        found.append(np.where(there.any(axis=1), grid[there.argmax(axis=1)], np.inf))
    return np.column_stack(found)


def _summary(steps: np.ndarray, found: np.ndarray, level: float) -> dict:
    reached = np.isfinite(found).all(axis=1)
    row = {"reached": reached.mean()}
    names = ("factor", "factor_low", "factor_high")
    if reached.mean() < ENOUGH or len(steps) < 2:
        return row | dict.fromkeys(names, np.nan)
    slopes = np.polyfit(steps, found[reached].T, 1)[0]
    ends = np.quantile(slopes, [0.5, (1 - level) / 2, (1 + level) / 2])
    return row | dict(zip(names, 10**ends, strict=True))
