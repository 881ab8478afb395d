"""Training compute of models whose scores are printed without it."""

import numpy as np
import pandas as pd

from emergestudy.data import load
from emergestudy.errors import UsageError

NEAR = 0.10  # a printed 420M and a 453M are one LaMDA


def place_on(pairs: pd.DataFrame, x_axis: str) -> pd.DataFrame:
    """Give each pair its ``scale``: parameters, or training FLOPs where known.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Columns ``family``, ``model`` and ``params``.
    x_axis : str
        ``"params"`` or ``"train_flops"``. FLOPs are those of the model of the same
        family in the ``models`` table whose size is nearest, if within 10 %; a model
        without one is left out. InstructGPT has no published compute.

    Returns
    -------
    pandas.DataFrame
        The pairs that have a scale.

    Raises
    ------
    UsageError
        If none has.
    """
    if x_axis == "params":
        return pairs.assign(scale=pairs["params"])
    models = load("models").dropna(subset="train_flops")
    flops = [
        _flops(models[models["family"] == pair.family], pair.params)
        for pair in pairs.itertuples()
    ]
    placed = pairs.assign(scale=flops).dropna(subset="scale")
    if placed.empty:
        names = ", ".join(pairs["family"].unique())
        raise UsageError(f"no training FLOPs are known for {names}; use params")
    return placed


def _flops(models: pd.DataFrame, params: float) -> float:
    off = (models["params"] / params - 1).abs()
    near = off[off <= NEAR]
    return np.nan if near.empty else models.loc[near.idxmin(), "train_flops"]
