"""What Table 3 of Snell et al. prints: elbows, truths and seven percentiles."""

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.dataset import load

METHODS = ("MCMC", "Bootstrap")
V1, V2, APPS = "MMLU C4 V1", "MMLU C4 V2", "APPS"
STEPS = 2000  # equally likely draws that stand for a distribution


def printed_elbows() -> pd.DataFrame:
    """Return the rows of Table 3, one a prediction.

    Returns
    -------
    pandas.DataFrame
        ``row`` (as printed), ``task``, ``predicted`` (maximum likelihood), ``truth``
        (NaN where none is printed) and ``error`` (absolute), in nats per token. Higher
        is earlier: a model with a higher loss is a weaker one.
    """
    rows = _table3().rename(columns={"task_as_printed": "row"})
    rows = rows[rows["statistic"] == "point"]
    wide = rows.pivot(index=["row", "task"], columns="method", values="value")
    wide = wide.rename(columns={"MLE": "predicted", "ground_truth": "truth"})
    wide["error"] = (wide["predicted"] - wide["truth"]).abs()
    columns = ["predicted", "truth", "error"]
    return wide[columns].rename_axis(columns=None).reset_index()


def percentiles(row: str, method: str) -> pd.DataFrame:
    """Return the printed percentiles of one prediction.

    Parameters
    ----------
    row : str
        As printed, for instance ``"APPS"``.
    method : str
        One of `METHODS`.

    Returns
    -------
    pandas.DataFrame
        ``share`` (0.05 to 0.95) and ``loss`` (nats per token), rising.

    Raises
    ------
    UsageError
        If there is no such row or method.
    """
    table = _table3()
    check_choice("row of Table 3", [row], sorted(table["task_as_printed"].unique()))
    check_choice("method of Table 3", [method], METHODS)
    table = table[(table["task_as_printed"] == row) & (table["method"] == method)]
    share = table["statistic"].str.removeprefix("p").astype(float) / 100
    points = pd.DataFrame({"share": share, "loss": table["value"]})
    return points.sort_values("share").reset_index(drop=True)


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


def _table3() -> pd.DataFrame:
    table = load("snell2024_results")
    return table[table["quantity"] == "emergence_point_loss"]
