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
) -> pd.DataFrame:
    """Fit all variants.

    Parameters
    ----------
    fit : callable
        Takes options of `fit_emergence_law` and returns a fit.
    more : mapping, optional
        Further variants, as `VARIANTS`.

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
            rows.append(row | forecast_row(fit(**options)))
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


def by_d0(fit: Callable[..., EmergenceLaw], amounts: list[float]) -> pd.DataFrame:
    """Forecast with other amounts standing for few-shot prompting."""
    rows = [{"variant": f"D0 = {a:g}", "group": "D0"} for a in amounts]
    fits = (forecast_row(fit(d0=a)) for a in amounts)
    return pd.DataFrame([r | f for r, f in zip(rows, fits, strict=True)])


def cdf_table(fits: Mapping[str, EmergenceLaw], scale: list[float]) -> pd.DataFrame:
    """Return P(emerged) along the scale: ``variant``, ``scale``, ``probability``."""
    parts = [
        pd.DataFrame({"variant": name, "scale": scale, "probability": fit.cdf(scale)})
        for name, fit in fits.items()
    ]
    return pd.concat(parts, ignore_index=True)
