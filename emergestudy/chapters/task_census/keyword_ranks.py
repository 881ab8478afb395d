"""How sure is the order of the keywords?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

JEFFREYS = 0.5  # both parameters of the prior of a share


def keyword_ranks(
    shares: pd.DataFrame,
    named: Sequence[str] = (),
    *,
    top: int = 5,
    level: float = 0.90,
    draws: int = 20_000,
    seed: int = 1,
) -> pd.DataFrame:
    """Draw shares from their posteriors and rank the keywords in each draw.

    Parameters
    ----------
    shares : pandas.DataFrame
        From `keyword_shares`.
    named : sequence of str
        Keywords that a text names, to be marked.
    top : int
        How many places count as the top.
    level : float
        Level of the rank intervals.
    draws, seed : int
        How many draws, from which seed.

    Returns
    -------
    pandas.DataFrame
        One row a keyword: ``keyword``, ``rank`` (by the observed share, ties get the
        lower number), ``rank_low`` and ``rank_high`` (equal-tailed), ``p_top``
        (probability of being among the top) and ``named``.

    Notes
    -----
    Each share has its own Beta posterior under Jeffreys' prior. Keywords share tasks,
    which this leaves out: it matters for pairs that overlap much, little for the rest.
    """
    generator = np.random.default_rng(seed)
    hits = shares["hits"].to_numpy()
    misses = shares["tasks"].to_numpy() - hits
    drawn = generator.beta(hits + JEFFREYS, misses + JEFFREYS, (draws, len(shares)))
    rank = 1 + (-drawn).argsort(axis=1).argsort(axis=1)
    tail = (1 - level) / 2
    low, high = np.quantile(rank, [tail, 1 - tail], axis=0, method="nearest")
    return pd.DataFrame(
        {
            "keyword": shares["keyword"],
            "rank": shares["share"].rank(ascending=False, method="min").astype("int64"),
            "rank_low": low.astype("int64"),
            "rank_high": high.astype("int64"),
            "p_top": (rank <= top).mean(axis=0),
            "named": shares["keyword"].isin(list(named)),
        }
    )
