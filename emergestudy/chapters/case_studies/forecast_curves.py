"""The printed forecasts of both cases, ready to draw."""

import pandas as pd

from emergestudy.chapters.case_studies.loss_to_params import published_pairs
from emergestudy.chapters.case_studies.printed_elbows import (
    APPS,
    V1,
    V2,
    emerged_by,
    percentiles,
    printed_elbows,
)
from emergestudy.chapters.forecasting.snell_tables import METHODS
from emergestudy.data import load
from emergestudy.figures.printed_cdfs import Forecast

_NAMES = {V1: "V1", V2: "V2", APPS: "APPS"}


def of_mixtures() -> list[Forecast]:
    """Return the forecasts for OpenLLaMA V1 and V2, in C4 loss."""
    return [_forecast(V1), _forecast(V2)]


def of_apps() -> list[Forecast]:
    """Return the forecast for APPS with LLaMA 2, which has no truth."""
    return [_forecast(APPS)]


def largest_model() -> tuple[str, float]:
    """Return the name and the derived loss of the largest model that was fitted."""
    largest = published_pairs().iloc[0]
    return str(largest["pair"]), float(largest["loss"])


def drawn_percentiles() -> pd.DataFrame:
    """Return the percentiles of the forecasts for V1 and V2, one column a curve.

    Returns
    -------
    pandas.DataFrame
        ``share`` (of the distribution below) and losses in nats per token.
    """
    columns = {
        f"{_NAMES[row]} {method}": percentiles(row, method).set_index("share")["loss"]
        for row in (V1, V2)
        for method in METHODS
    }
    return pd.DataFrame(columns).reset_index()


def distance() -> float:
    """Return how far beyond LLaMA 2 70B the elbow is printed to lie, in nats."""
    table = load("snell2024_results").set_index("quantity")
    return float(table["value"]["loss_beyond_llama2_70b"])


def _forecast(row: str) -> Forecast:
    point = printed_elbows().loc[row]
    curves = {method: emerged_by(row, method) for method in METHODS}
    truth = None if pd.isna(point["truth"]) else float(point["truth"])
    return Forecast(_NAMES[row], curves, float(point["mle"]), truth)
