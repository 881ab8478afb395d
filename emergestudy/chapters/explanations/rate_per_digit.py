"""All-or-nothing scoring: what rate per digit does an exact-match score imply?"""

import pandas as pd


def implied_rates(scores: pd.DataFrame, models: int = 2) -> pd.DataFrame:
    """Return the rate per digit that each score implies, were digits independent.

    If every digit were right with the same probability p whatever the length, a score
    on k digits would be p to the power k, and the implied rate would not depend on k.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `chains.chain_scores`, sums only.
    models : int
        How many of the largest models.

    Returns
    -------
    pandas.DataFrame
        ``chain``, ``model``, ``digits``, ``score``, ``rate`` (percent) and
        ``foreseen``: the score that the rate of the shortest sums predicts, percent.
    """
    largest = scores.drop_duplicates("model").nlargest(models, "scale")["model"]
    table = scores[scores["model"].isin(largest)].rename(columns={"steps": "digits"})
    table = table.sort_values(["chain", "model", "digits"])
    rate = table["score"] ** (1 / table["digits"])
    first = rate.groupby([table["chain"], table["model"]]).transform("first")
    table = table.assign(
        rate=100 * rate,
        foreseen=100 * first ** table["digits"],
        score=100 * table["score"],
    )
    columns = ["chain", "model", "digits", "score", "rate", "foreseen"]
    return table[columns].reset_index(drop=True)
