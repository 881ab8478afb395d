"""The grid of the lab: the committed table, or one trained anew."""

import pandas as pd

from emergestudy.data import load
from emergestudy.lab import QUICK, run_grid
from emergestudy.law import Elbow, fit_elbow
from emergestudy.paths import study_root

# Fixed before the committed grid was looked at: a hinge has no ceiling, so scores above
# this are left out of every fit of the lab.
CEILING = 0.7


def lab_rows(rerun: bool = False) -> pd.DataFrame:
    """Return the table of the lab.

    Parameters
    ----------
    rerun : bool
        Train the quick grid in place of reading the committed table, in the folder of
        ``emergestudy lab --quick``; one that is finished there is not trained again.

    Returns
    -------
    pandas.DataFrame
        As `emergestudy.lab.run_grid`.
    """
    if not rerun:
        return load("lab")
    folder = study_root() / "_runs" / "lab" / "quick"
    return run_grid(QUICK, folder, progress=False)


def few_shot(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the few-shot rows."""
    return rows[rows["setting"] == "few_shot"]


def mean_of_draws(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the finetuned rows, one a checkpoint and amount: means over draws."""
    keys = ["world", "size", "params", "seed", "step", "loss", "examples"]
    tuned = rows[rows["setting"] != "few_shot"]
    tuned = tuned.groupby(keys, as_index=False)["accuracy"].mean()
    return tuned.astype({"examples": float})


def elbow_of(
    rows: pd.DataFrame, score: str = "accuracy", ceiling: float = CEILING
) -> Elbow:
    """Fit a hinge to scores against pretraining loss, without those past a ceiling."""
    rows = rows[rows[score] <= ceiling]
    return fit_elbow(rows["loss"], rows[score])
