"""Studies of the lab, forecast under other assumptions."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.lab.lab_forecasts import forecasts, scores
from emergestudy.chapters.lab.lab_study import Study
from emergestudy.errors import EmergenceDataError
from emergestudy.law import EmergenceLaw, turned

ALPHAS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
NEAR = 0.1  # how far, in ln(alpha), a node of the posterior may be
# What changes, and how the law is called then.
VARIANTS = {
    "as planned": {},
    "finetuned rows only": {"few_shot": None},
    "d0 = 1": {"d0": 1},
    "d0 = 3 (the shots)": {"d0": 3},
    "d0 = 16": {"d0": 16},
    "power law": {"form": "power"},
    "a slope for each amount": {"slope": "per_amount"},
    "outliers expected": {"noise": "student"},
}


def together(study: Study, margin: float) -> pd.DataFrame:
    """Forecast one study under each of `VARIANTS`, then with alpha held at a value.

    Returns
    -------
    pandas.DataFrame
        ``variant``, ``mle`` (NaN with alpha held), ``median``, ``low``, ``high``
        (90 %), nats per token. What the law refuses is left out.
    """
    found = []
    for name, options in VARIANTS.items():
        try:
            told = study.fit(margin, **options).prediction
        except EmergenceDataError:
            continue
        low, high = sorted((told.percentiles[5], told.percentiles[95]))
        row = {"variant": name, "mle": told.mle, "median": told.median}
        found.append(row | {"low": low, "high": high})
    held = by_alpha(study.fit(margin))
    held = held.assign(variant=held["alpha"].map("alpha held at {:g}".format))
    columns = ["variant", "mle", "median", "low", "high"]
    return pd.concat([pd.DataFrame(found), held.assign(mle=np.nan)])[
        columns
    ].reset_index(drop=True)


def by_alpha(fit: EmergenceLaw, alphas: Sequence[float] = ALPHAS) -> pd.DataFrame:
    """Return the posterior of the elbow if alpha were known.

    Parameters
    ----------
    fit : EmergenceLaw
        A fit by quadrature.
    alphas : sequence of float
        Exponents; the nearest node of the posterior stands for each. Those that the
        data rule out have no node, and no row.

    Returns
    -------
    pandas.DataFrame
        ``alpha``, ``median``, ``low``, ``high`` (90 %).
    """
    posterior, law = fit.posterior, fit.posterior.law
    elbow = turned(posterior.turned_elbow(law.d0), law.data.x)
    nodes = np.unique(posterior.alpha)
    found = []
    for alpha in alphas:
        near = nodes[np.abs(np.log(nodes / alpha)).argmin()]
        if abs(np.log(near / alpha)) > NEAR:
            continue
        on = posterior.alpha == near
        low, middle, high = _quantiles(elbow[on], posterior.weight[on])
        found.append({"alpha": alpha, "median": middle, "low": low, "high": high})
    return pd.DataFrame(found)


def every_variant(studies: Sequence[Study], margin: float) -> pd.DataFrame:
    """Forecast all studies under each of `VARIANTS`; one row of `scores` each."""
    parts = [
        forecasts(studies, [margin], **options).assign(variant=name)
        for name, options in VARIANTS.items()
    ]
    return scores(pd.concat(parts), by=["variant"])


def _quantiles(places: np.ndarray, weight: np.ndarray) -> np.ndarray:
    order = np.argsort(places)
    share = (np.cumsum(weight[order]) - weight[order] / 2) / weight.sum()
    return np.interp([0.05, 0.5, 0.95], share, places[order])
