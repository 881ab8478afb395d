"""Elbows, truths and percentiles of Table 3 of Snell et al., as distributions."""

import numpy as np
import pandas as pd

from emergestudy.chapters.forecasting.elbow_percentiles import elbow_percentiles
from emergestudy.chapters.forecasting.snell_tables import elbows

V1, V2, APPS = "MMLU C4 V1", "MMLU C4 V2", "APPS"
STEPS = 2000  # equally likely draws that stand for a distribution


def printed_elbows() -> pd.DataFrame:
    """Return predicted and true elbows, by row of the table.

    Returns
    -------
    pandas.DataFrame
        Index ``task`` as printed; ``mle``, ``truth`` (NaN where none is printed) and
        ``error`` (absolute), in nats per token. Higher is earlier: a model with a
        higher loss is a weaker one.
    """
    table = elbows().set_index("task")[["mle", "truth", "error"]]
    return table.assign(error=table["error"].abs())


def percentiles(row: str, method: str) -> pd.DataFrame:
    """Return the printed percentiles of one prediction.

    Parameters
    ----------
    row : str
        As printed, for instance ``"APPS"``.
    method : str
        ``"MCMC"`` or ``"Bootstrap"``.

    Returns
    -------
    pandas.DataFrame
        ``share`` (0.05 to 0.95) and ``loss`` (nats per token), rising.

    Raises
    ------
    UsageError
        If there is no such row or method.
    """
    table = elbow_percentiles([row], [method])
    table = table.assign(share=table["percentile"] / 100, loss=table["elbow"])
    return table[["share", "loss"]]


def emerged_by(row: str, method: str) -> pd.DataFrame:
    """Return the chance that the elbow has been passed once the loss has fallen so far.

    Returns
    -------
    pandas.DataFrame
        ``loss`` and ``chance``, the share of the distribution at that loss or above.
    """
    points = percentiles(row, method)
    return points.assign(chance=1 - points["share"])[["loss", "chance"]]


def share_below(row: str, method: str, loss: float) -> float:
    """Return the share of a printed distribution below a loss, between 0.05 and 0.95.

    Linear between percentiles. Outside them only that it is at most 0.05, or at least
    0.95, is known; then that end is returned.
    """
    points = percentiles(row, method)
    return float(np.interp(loss, points["loss"], points["share"]))


def draws(
    row: str, method: str, *, below: float | None, above: float | None
) -> np.ndarray:
    """Return equally likely losses that have the printed percentiles.

    Linear between percentiles. The 5 % beyond each end are not printed: they go to
    `below` and `above`, or to the outermost percentile where that is None.
    """
    points = percentiles(row, method)
    share, loss = points["share"].to_numpy(), points["loss"].to_numpy()
    at = (np.arange(STEPS) + 0.5) / STEPS
    values = np.interp(at, share, loss)
    if below is not None:
        values[at < share[0]] = below
    if above is not None:
        values[at > share[-1]] = above
    return values
