"""The lab's training runs as curves that forecasts are tried on."""

import pandas as pd

from emergestudy.data import load
from emergestudy.lab.world import CHANCE


def lab_curves(rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return few-shot and finetuned accuracy against pretraining loss.

    A curve is one seed of one world, its sizes pooled.

    Parameters
    ----------
    rows : pandas.DataFrame, optional
        A grid of `emergestudy.lab.run_grid`; by default the committed one.

    Returns
    -------
    pandas.DataFrame
        As `emergestudy.forecasts.sources.Source.read` wants it.
    """
    rows = load("lab") if rows is None else rows
    world, seed = rows["world"].astype(str), rows["seed"].astype(str)
    model = rows["size"].astype(str) + " " + rows["step"].astype(str)
    return rows.assign(
        curve="world " + world + ", seed " + seed,
        model=model,
        scale=rows["loss"],
        score=rows["accuracy"],
        chance=CHANCE,
        ceiling=1.0,
        brier=rows["label_brier"],
        guess=(1 - CHANCE) ** 2,
        examples=rows["examples"].astype(float),
    )
