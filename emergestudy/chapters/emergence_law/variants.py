"""The same rows fitted in other ways: what the forecast depends on."""

from collections.abc import Callable, Mapping

import pandas as pd

from emergestudy.errors import EmergenceDataError
from emergestudy.law import EmergenceLaw

# Name, group, and what differs from the default; Fig. 6 of the paper compares the first
# two groups, few-shot rows and D0.
VARIANTS: dict[str, tuple[str, dict[str, object]]] = {
    "log power law": ("form", {}),
    "power law": ("form", {"form": "power"}),
    "a slope an amount": ("slope", {"slope": "per_amount"}),
    "Student noise": ("noise", {"noise": "student"}),
    "free floor": ("floor", {"floor": None}),
    "bootstrap": ("sampler", {"sampler": "bootstrap"}),
}


def variants(
    fit: Callable[..., EmergenceLaw],
    more: Mapping[str, tuple[str, dict[str, object]]] | None = None,
    **common: object,
) -> pd.DataFrame:
    """Fit all variants.

    Parameters
    ----------
    fit : callable
        Takes options of `fit_emergence_law` and returns a fit.
    more : mapping, optional
        Further variants, as `VARIANTS`.
    **common
        Options of every fit, unless the variant has its own.

    Returns
    -------
    pandas.DataFrame
        ``variant``, ``group``, ``mle``, ``median``, ``low``, ``high`` (5th and 95th
        percentile), ``alpha``; NaN where a variant is refused.
    """
    rows = []
    for name, (group, options) in (VARIANTS | dict(more or {})).items():
        row: dict[str, object] = {"variant": name, "group": group}
        try:
            rows.append(row | forecast_row(fit(**(common | options))))
        except EmergenceDataError:
            rows.append(row)
    return pd.DataFrame(rows)


def forecast_row(fit: EmergenceLaw) -> dict[str, float]:
    """Return the forecast of a fit as a row."""
    found = fit.prediction
    return {
        "mle": found.mle,
        "median": found.median,
        "low": found.percentiles[5],
        "high": found.percentiles[95],
        "alpha": fit.mle.alpha,
    }


def cdf_table(fits: Mapping[str, EmergenceLaw], scale: list[float]) -> pd.DataFrame:
    """Return P(emerged) along the scale: ``variant``, ``scale``, ``probability``."""
    parts = [
        pd.DataFrame({"variant": name, "scale": scale, "probability": fit.cdf(scale)})
        for name, fit in fits.items()
    ]
    return pd.concat(parts, ignore_index=True)
