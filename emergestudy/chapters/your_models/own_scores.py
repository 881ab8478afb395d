"""The scores that the chapter looks at: a reader's, or Pythia's as an example."""

from pathlib import Path

import pandas as pd

from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.ingest.records import COLUMNS, NUMBERS


def own_scores(file: str = "") -> pd.DataFrame:
    """Return scores as `emergestudy.ingest.ingest` gives them.

    Parameters
    ----------
    file : str
        A table that ``emergestudy analyze`` wrote; empty for the example, zero-shot
        records along the training of both Pythia suites.

    Raises
    ------
    UsageError
        If the table cannot be read.
    """
    if not file:
        return pythia_scores()
    try:
        scores = pd.read_csv(Path(file), dtype={"model": "str", "family": "str"})
        return scores[list(COLUMNS)].astype(dict.fromkeys(NUMBERS, float))
    except (OSError, ValueError, KeyError):
        raise UsageError(
            f"{file} is no table of 'emergestudy analyze'; run that first"
        ) from None


def pythia_scores() -> pd.DataFrame:
    """Return the study's Pythia records in the columns of an ingested table."""
    rows = load("pythia_scores")
    rows = rows[(rows["suite"] == "v1") & (rows["metric"] == "acc")]
    rows = rows[rows["chance"].notna()]
    table = rows.rename(columns={"train_tokens": "tokens", "locator": "file"})
    table = table.assign(loss=float("nan"), examples=float("nan"), part_of=None)
    table = table.assign(higher_is_better=True)
    return table[list(COLUMNS)].astype(dict.fromkeys(NUMBERS, float))
