"""How large a model has to be for APPS, under every law that fits what is printed."""

import numpy as np
import pandas as pd

from emergestudy.chapters.case_studies.loss_to_params import (
    consistent_laws,
    loss_at,
    middle_law,
    params_at,
    published_pairs,
)
from emergestudy.chapters.case_studies.printed_elbows import APPS, percentiles
from emergestudy.chapters.forecasting.snell_tables import METHODS

SIZES = (7e9, 13e9, 34e9, 70e9)  # of LLaMA 2; the 34B was not released


def law_band(rounding: float) -> pd.DataFrame:
    """Return the losses that all fitting laws allow, by size, for `size_law`.

    Parameters
    ----------
    rounding : float
        As in `published_pairs`.

    Returns
    -------
    pandas.DataFrame
        ``params``, ``low``, ``high`` (NaN if no law fits) and ``middle``.
    """
    params = np.sort(np.append(np.geomspace(6e9, 1.2e12, 60), SIZES))
    return _losses(rounding, params)


def unprinted_losses(rounding: float) -> pd.DataFrame:
    """Return what the fitting laws say of the LLaMA 2 models, whose losses are drawn.

    Returns
    -------
    pandas.DataFrame
        As `law_band`, one row a size of `SIZES`.
    """
    return _losses(rounding, np.array(SIZES))


def sizes_for_apps(rounding: float) -> pd.DataFrame:
    """Turn each printed percentile of the APPS elbow into parameters.

    Returns
    -------
    pandas.DataFrame
        ``method``, ``share`` (of the distribution below that loss), ``loss``, and
        ``middle``, ``low``, ``high``: billions of parameters under the least-squares
        law and under all laws that fit (NaN if none does).
    """
    pairs = published_pairs(rounding)
    laws, middle = consistent_laws(pairs), middle_law(pairs)
    tables = [percentiles(APPS, m).assign(method=m) for m in METHODS]
    table = pd.concat(tables, ignore_index=True)
    sizes = [params_at(laws, loss) / 1e9 for loss in table["loss"]]
    table["middle"] = [float(params_at(middle, loss)) / 1e9 for loss in table["loss"]]
    table["low"], table["high"] = zip(*map(_ends, sizes), strict=True)
    return table[["method", "share", "loss", "middle", "low", "high"]]


def law_numbers(rounding: float) -> pd.DataFrame:
    """Return what the four pairs tell of each number of the law, and what not.

    Returns
    -------
    pandas.DataFrame
        ``number``, ``least_squares``, ``low`` and ``high`` over all laws that fit.
    """
    pairs = published_pairs(rounding)
    laws, middle = consistent_laws(pairs), middle_law(pairs)
    names = {"irreducible": "irreducible loss (nats)", "exponent": "exponent"}
    rows = [
        (text, middle[name], *_ends(laws[name].to_numpy()))
        for name, text in names.items()
    ]
    return pd.DataFrame(rows, columns=["number", "least_squares", "low", "high"])


def freedom_in_words(rounding: float) -> str:
    """Say between what ends the irreducible loss may lie, or that no law fits."""
    ends = law_numbers(rounding).set_index("number").loc["irreducible loss (nats)"]
    if np.isnan(ends["low"]):
        return "nothing, for no law passes through all four"
    return f"anything from {ends['low']:.2f} to {ends['high']:.2f} nats"


def residuals(rounding: float) -> pd.DataFrame:
    """Return each pair, and what the least-squares law misses it by, in nats.

    Returns
    -------
    pandas.DataFrame
        ``pair``, ``billions``, ``loss``, ``law`` and ``residual``.
    """
    pairs = published_pairs(rounding)
    law = loss_at(middle_law(pairs), pairs["params"])
    table = pairs.assign(billions=pairs["params"] / 1e9, law=law)
    table["residual"] = table["loss"] - law
    return table[["pair", "billions", "loss", "law", "residual"]]


def _losses(rounding: float, params: np.ndarray) -> pd.DataFrame:
    pairs = published_pairs(rounding)
    laws = consistent_laws(pairs)
    low, high = zip(*(_ends(loss_at(laws, n)) for n in params), strict=True)
    middle = loss_at(middle_law(pairs), params)
    columns = {"params": params, "low": low, "high": high, "middle": middle}
    return pd.DataFrame(columns)


def _ends(values: np.ndarray) -> tuple[float, float]:
    if not len(values):
        return np.nan, np.nan
    return float(np.min(values)), float(np.max(values))
