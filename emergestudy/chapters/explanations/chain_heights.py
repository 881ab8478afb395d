"""On the same models: is the longer task harder once chance is taken out?"""

from itertools import pairwise

import pandas as pd
from scipy import stats

from emergestudy.estimators import binomial_interval


def step_by_step(scores: pd.DataFrame, level: float = 0.90) -> pd.DataFrame:
    """Compare each length with the next longer one, model by model.

    Only models that are above chance on the shorter task count: the others have
    nothing to lose.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `chains.chain_scores`.
    level : float
        Level of the binomial interval that decides "above chance".

    Returns
    -------
    pandas.DataFrame
        ``chain``, ``setting``, ``shorter``, ``longer``, ``models``, ``lower`` (models
        with a lower normalised score on the longer task), ``median_shorter``,
        ``median_longer`` (normalised, percent), ``p`` (two-sided sign test).
    """
    rows = []
    for (chain, setting), part in scores.groupby(["chain", "setting"], sort=False):
        steps = sorted(part["steps"].unique())
        for shorter, longer in pairwise(steps):
            easy = part[part["steps"] == shorter].set_index("model")
            hard = part[part["steps"] == longer].set_index("model")["normalised"]
            low, _ = binomial_interval(easy["score"], easy["n_eval"], level)
            able = easy[low > easy["chance"]]["normalised"]
            row = {"chain": chain, "setting": setting}
            row |= {"shorter": shorter, "longer": longer, "models": len(able)}
            rows.append(row | _compare(able, hard.reindex(able.index)))
    return pd.DataFrame(rows)


def _compare(easy: pd.Series, hard: pd.Series) -> dict:
    lower, higher = int((hard < easy).sum()), int((hard > easy).sum())
    test = stats.binomtest(lower, lower + higher).pvalue if lower + higher else 1.0
    return {
        "lower": lower,
        "median_shorter": 100 * easy.median() if len(easy) else 0.0,
        "median_longer": 100 * hard.median() if len(hard) else 0.0,
        "p": test,
    }
