"""Below which perplexity does MMLU leave chance, and which models get there?"""

import pandas as pd

from emergestudy.chapters.readers_rule import first_model
from emergestudy.estimators import binomial_interval


def first_above_chance(
    points: pd.DataFrame, *, margin: float = 5.0, level: float = 0.90
) -> pd.DataFrame:
    """Name, by the reader's rule, the first model of each family above chance.

    Parameters
    ----------
    points : pandas.DataFrame
        From `lens_points`.
    margin : float
        Points above chance that count.
    level : float
        Level of the binomial interval, whose lower end must be above chance too.

    Returns
    -------
    pandas.DataFrame
        One row a family: ``family``, ``first_model`` (``"none"`` where no model is
        above chance), its ``params``, ``perplexity`` and ``score``, and
        ``perplexity_before``, that of the model before it.
    """
    low, _ = binomial_interval(points["score"] / 100, points["n_eval"], level)
    curves = points.assign(low=100 * low, scale=points["params"])
    rows = []
    for family, curve in curves.groupby("family", sort=False):
        _, name = first_model(curve, curve["chance"].iloc[0], margin)
        curve = curve.sort_values("params")
        curve = curve.assign(perplexity_before=curve["perplexity"].shift())
        found = curve[curve["model"] == name].assign(first_model=name)
        missing = pd.DataFrame({"family": [family], "first_model": [name]})
        rows.append(found if len(found) else missing)
    columns = ["family", "first_model", "params", "perplexity", "score"]
    columns += ["perplexity_before"]
    return pd.concat(rows, ignore_index=True).reindex(columns=columns)


def at_most(points: pd.DataFrame, perplexity: float) -> pd.DataFrame:
    """Return the models whose perplexity is not above a bound."""
    columns = ["model", "params", "perplexity", "score"]
    low = points[points["perplexity"] <= perplexity]
    return low[columns].reset_index(drop=True)


def first_in_words(first: pd.DataFrame) -> str:
    """Put `first_above_chance` in words, for instance "PaLM 62B at 7.90"."""
    return ", ".join(
        f"{row.first_model} at {row.perplexity:.2f}"
        if pd.notna(row.perplexity)
        else f"no {row.family}"
        for row in first.itertuples()
    )
