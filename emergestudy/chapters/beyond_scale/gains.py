"""Two scores a task, before and after: gains, and how sure they are."""

import numpy as np
import pandas as pd
from scipy import stats

from emergestudy.data import load
from emergestudy.estimators import binomial_interval


def add_gain(table: pd.DataFrame, level: float = 0.90) -> pd.DataFrame:
    """Add the gain from ``before`` to ``after``, with an interval where n is known.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``task``, ``metric``, ``before`` and ``after`` (percent).
    level : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        With ``chance`` and ``n_eval`` of the task, ``gain`` (points), ``gain_low`` and
        ``gain_high``. The two scores count as independent samples, which makes the
        interval too long: the questions are the same. Shares of right answers only.
    """
    about = load("tasks").set_index("task").reindex(table["task"])
    share = table["metric"].isin(["accuracy", "score", "exact_match"]).to_numpy()
    n = about["n_eval"].astype("float64").where(share).to_numpy()
    variance = sum(
        table[c].to_numpy() * (100 - table[c].to_numpy()) for c in ("before", "after")
    )
    half = stats.norm.ppf((1 + level) / 2) * np.sqrt(variance / n)
    gain = table["after"] - table["before"]
    return table.assign(
        chance=about["chance"].to_numpy(), n_eval=n, gain=gain,
        gain_low=gain - half, gain_high=gain + half,
    )  # fmt: skip


def crossed(table: pd.DataFrame, level: float = 0.90) -> pd.DataFrame:
    """Return the tasks at chance before and above it after.

    *At chance*: the interval of the score reaches down to chance.

    Parameters
    ----------
    table : pandas.DataFrame
        From `add_gain`; tasks without n or chance cannot be judged and are left out.
    level : float
        Level of the intervals.
    """
    known = table.dropna(subset=["chance", "n_eval"])
    n = known["n_eval"]
    before, _ = binomial_interval(known["before"] / 100, n, level)
    after, _ = binomial_interval(known["after"] / 100, n, level)
    chance = known["chance"] / 100
    return known[(before <= chance) & (after > chance)].reset_index(drop=True)


def sign_test(table: pd.DataFrame) -> pd.Series:
    """Count gains and losses and test them against a fair coin.

    Returns
    -------
    pandas.Series
        ``tasks``, ``up``, ``down``, ``median_gain``, ``mean_gain`` (points) and ``p``
        (two-sided; ties left out; tasks count as independent).
    """
    gain = table["gain"]
    up, down = int((gain > 0).sum()), int((gain < 0).sum())
    p = stats.binomtest(up, up + down).pvalue if up + down else 1.0
    found = {"tasks": len(gain), "up": up, "down": down}
    found |= {"median_gain": gain.median(), "mean_gain": gain.mean(), "p": p}
    return pd.Series(found)
