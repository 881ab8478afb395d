"""Tokens, parameters and compute within a family, and Chinchilla beside Gopher."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.table_of_emergence.slips import six_nd
from emergestudy.data import load
from emergestudy.figures import Panel


def family_scales(
    families: Sequence[str], flops: str = "train_flops"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the models of some families of Table 2 and a summary of each family.

    Parameters
    ----------
    families : sequence of str
        Families of Table 2.
    flops : str
        ``"train_flops"``, or ``"train_flops_printed"`` with the table's own slip.

    Returns
    -------
    models : pandas.DataFrame
        As `six_nd`.
    summary : pandas.DataFrame
        One row a family: ``family``, ``sizes``, ``fewest_tokens``, ``most_tokens``,
        ``tokens_ratio`` of the two, ``slope`` of log compute on log parameters (1 is
        proportional) and ``per_parameter`` (largest over smallest compute per
        parameter).

    Raises
    ------
    UsageError
        If a family is not in Table 2.
    """
    table = six_nd(flops)
    check_choice("family of Table 2", families, table["family"].unique())
    models = table[table["family"].isin(list(families))].reset_index(drop=True)
    return models, pd.DataFrame([_one(n, m) for n, m in models.groupby("family")])


def proportional(summary: pd.DataFrame, tolerance: float = 0.1) -> pd.Series:
    """Say of each family whether compute grows in proportion to parameters.

    It does if the slope is within `tolerance` of 1 and if no two sizes differ in
    compute per parameter by more than a factor of two.
    """
    near_one = (summary["slope"] - 1).abs() <= tolerance
    return near_one & (summary["per_parameter"] <= 2)


def scale_panels(models: pd.DataFrame) -> list[Panel]:
    """Return two panels: tokens as printed, and as the compute implies, in billions."""
    base = models.assign(
        series=models["family"], scale=models["params"], low=np.nan, high=np.nan
    )
    implied = models["train_flops"] / (6 * models["params"])
    return [
        Panel(title, base.assign(score=tokens / 1e9), None, "Tokens (billions)")
        for title, tokens in {
            "Tokens as printed": models["train_tokens"],
            "Compute / (6 × parameters)": implied,
        }.items()
    ]


def chinchilla_beside_gopher() -> pd.DataFrame:
    """Compare the largest Chinchilla with the largest Gopher, source by source.

    Returns
    -------
    pandas.DataFrame
        One row a pair of printed computes: ``chinchilla_from``, ``gopher_from``,
        ``params_ratio`` and ``flops_ratio`` (Chinchilla over Gopher).
    """
    models = load("models").dropna(subset="train_flops")
    models["printed_in"] = models["source"] + ", " + models["locator"]
    pair = models[models["family"].isin(["Chinchilla", "Gopher"])]
    largest = pair.groupby("family")["params"].transform("max") == pair["params"]
    groups = dict(list(pair[largest].groupby("family")))
    both = groups["Chinchilla"].merge(groups["Gopher"], how="cross")
    return pd.DataFrame(
        {
            "chinchilla_from": both["printed_in_x"],
            "gopher_from": both["printed_in_y"],
            "params_ratio": both["params_x"] / both["params_y"],
            "flops_ratio": both["train_flops_x"] / both["train_flops_y"],
        }
    )


def _one(family: str, models: pd.DataFrame) -> dict[str, object]:
    per_parameter = models["train_flops"] / models["params"]
    tokens = models["train_tokens"]
    slope = np.polyfit(np.log(models["params"]), np.log(models["train_flops"]), 1)[0]
    return {
        "family": family,
        "sizes": len(models),
        "fewest_tokens": tokens.min(),
        "most_tokens": tokens.max(),
        "tokens_ratio": tokens.max() / tokens.min(),
        "slope": slope,
        "per_parameter": per_parameter.max() / per_parameter.min(),
    }
