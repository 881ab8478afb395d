"""The same few-shot answers by several metrics."""

import numpy as np
import pandas as pd

from emergestudy.chapters.lab.lab_rows import CEILING, elbow_of, few_shot
from emergestudy.lab.world import QUESTIONS

# Column, and how it is turned so that it grows with ability and starts at about 0.
METRICS = {
    "accuracy": "right among the 4 labels",
    "token_accuracy": "right among all tokens",
    "exact_match": "5 right in a row",
    "label_information": "information about the label",
}


def metric_rows(rows: pd.DataFrame, world: int, size: int, seed: int) -> pd.DataFrame:
    """Return one training run by all metrics, one row a checkpoint.

    Returns
    -------
    pandas.DataFrame
        ``step``, ``loss``, the columns of `METRICS`, and ``token_power``: what
        `exact_match` would be if the five answers were independent.
        ``label_information`` is 1 - cross-entropy of the four labels / ln 4.
    """
    one = (rows["world"] == world) & (rows["size"] == size) & (rows["seed"] == seed)
    table = with_information(few_shot(rows[one]))
    table = table.assign(token_power=table["token_accuracy"] ** QUESTIONS)
    return table[["step", "loss", *METRICS, "token_power"]].reset_index(drop=True)


def with_information(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``label_information``: 0 for a uniform guess, 1 for certainty, negative."""
    return rows.assign(label_information=1 - rows["label_cross_entropy"] / np.log(4))


def metric_elbows(rows: pd.DataFrame, ceiling: float = CEILING) -> pd.DataFrame:
    """Fit the elbow of each metric in each world, sizes and seeds pooled.

    Scores past the ceiling are left out.

    Returns
    -------
    pandas.DataFrame
        ``world``, ``metric``, ``elbow``, ``low``, ``high`` (nats per token).
    """
    found = []
    for world, part in with_information(few_shot(rows)).groupby("world"):
        for column, name in METRICS.items():
            fit = elbow_of(part, column, ceiling)
            about = {"world": world, "metric": name, "elbow": fit.elbow}
            found.append(about | {"low": fit.low, "high": fit.high})
    return pd.DataFrame(found)


def power_gap(rows: pd.DataFrame) -> float:
    """Return how far exact match is from the fifth power of token accuracy, at most."""
    part = few_shot(rows)
    return float(
        (part["exact_match"] - part["token_accuracy"] ** QUESTIONS).abs().max()
    )
