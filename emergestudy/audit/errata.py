"""Where the paper disagrees with itself: what this study's own tables say of it."""

import pandas as pd

from emergestudy.audit.errata_seen import SEEN
from emergestudy.data import load
from emergestudy.errors import UsageError


def errata_table() -> pd.DataFrame:
    """Return the errata, each with what the tables of this study show.

    Returns
    -------
    pandas.DataFrame
        ``erratum``, ``where``, ``one_reading``, ``other_reading``, ``used``,
        ``effect``, ``seen`` (computed; empty where no second number is stored).
    """
    table = load("wei2022_errata")
    seen = [SEEN[e]() if e in SEEN else "" for e in table["erratum"]]
    columns = ["erratum", "where", "one_reading", "other_reading", "used", "effect"]
    return table[columns].assign(seen=seen)


def mention(errata: pd.DataFrame, word: str) -> pd.DataFrame:
    """Keep the errata that mention a word, in any column.

    Raises
    ------
    UsageError
        If none does.
    """
    found = errata.astype(str).apply(lambda c: c.str.contains(word, regex=False))
    kept = errata[found.any(axis=1)].reset_index(drop=True)
    if kept.empty:
        raise UsageError(f"no erratum mentions {word!r}; an empty search shows all")
    return kept
