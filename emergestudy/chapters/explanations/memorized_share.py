"""The share of its training text that a Pythia model recites, by size and tokens."""

import numpy as np
import pandas as pd
from scipy import stats

from emergestudy.data import load
from emergestudy.figures import Panel
from emergestudy.figures.series import ordered_styles


def memorized_shares() -> pd.DataFrame:
    """Return the memorized share of the first 23.6 million training sequences.

    A sequence counts if the model continues its first 32 tokens with the next 32.

    Returns
    -------
    pandas.DataFrame
        ``model``, ``params``, ``train_tokens``, ``scale`` (parameters), ``score``
        (percent of sequences), ``low``, ``high`` (NaN: the sequences are a census of
        that part of the data, no sample).
    """
    rows = load("pythia_memorization").query("metric == 'fraction_memorised'")
    rows = rows.rename(columns={"value": "score"})
    rows = rows.assign(scale=rows["params"], low=np.nan, high=np.nan)
    columns = ["model", "params", "train_tokens", "scale", "score", "low", "high"]
    return rows.sort_values(["train_tokens", "params"])[columns].reset_index(drop=True)


def shapes(shares: pd.DataFrame) -> pd.DataFrame:
    """Fit a line and a power law in the number of parameters, at each token count.

    Returns
    -------
    pandas.DataFrame
        ``train_tokens``, ``models``, ``rises`` (every larger model recites more),
        ``per_tenfold`` (points a tenfold of parameters), ``line_r2``, ``bend`` (what
        one tenfold adds to the next, points), ``exponent`` and ``power_r2`` (of the
        power law, on the share itself).
    """
    rows = []
    for tokens, part in shares.groupby("train_tokens"):
        x, y = np.log10(part["params"].to_numpy()), part["score"].to_numpy()
        line, power = stats.linregress(x, y), stats.linregress(x, np.log10(y))
        fitted = 10 ** (power.intercept + power.slope * x)
        row = {"train_tokens": tokens, "models": len(part)}
        row |= {"rises": bool((np.diff(y) > 0).all()), "per_tenfold": line.slope}
        row |= {"line_r2": line.rvalue**2, "bend": 2 * np.polyfit(x, y, 2)[0]}
        row["exponent"] = power.slope
        row["power_r2"] = 1 - ((y - fitted) ** 2).sum() / ((y - y.mean()) ** 2).sum()
        rows.append(row)
    return pd.DataFrame(rows)


def by_tokens(shares: pd.DataFrame) -> pd.DataFrame:
    """Say how the share of each model moves while it trains.

    Returns
    -------
    pandas.DataFrame
        ``model``, ``first``, ``last`` (percent), ``ratio`` and ``tau`` (Kendall, share
        against tokens).
    """
    rows = []
    for model, part in shares.groupby("model", sort=False):
        part = part.sort_values("train_tokens")
        first, last = part["score"].iloc[0], part["score"].iloc[-1]
        row = {"model": model, "first": first, "last": last, "ratio": last / first}
        row["tau"] = stats.kendalltau(part["train_tokens"], part["score"]).statistic
        rows.append(row)
    return pd.DataFrame(rows)


def memorized_panel(shares: pd.DataFrame) -> Panel:
    """Turn the shares at the first, a middle and the last token count into a panel."""
    tokens = sorted(shares["train_tokens"].unique())
    kept = [tokens[0], tokens[len(tokens) // 2], tokens[-1]]
    drawn = shares[shares["train_tokens"].isin(kept)]
    drawn = drawn.assign(
        series=[f"{t / 1e9:.0f}B tokens" for t in drawn["train_tokens"]]
    )
    return Panel(
        title="Pythia recites",
        curves=drawn,
        chance=None,
        y_label="Sequences (%)",
        styles=ordered_styles(drawn["series"]),
    )
