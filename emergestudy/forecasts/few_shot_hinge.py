"""Extrapolate the few-shot curve alone: a hinge whose elbow may lie beyond it."""

import numpy as np

from emergestudy.forecasts.visible import Forecast, Visible
from emergestudy.law import fit_elbow


def few_shot_hinge(seen: Visible) -> Forecast:
    """Forecast by the posterior of a hinge, elbow uniform up to the horizon.

    Beyond the last point every elbow explains the scores equally well, as a flat line;
    `fit_elbow` says how much better or worse elbows among the points do on average.
    """
    beyond = seen.horizon - seen.last
    if np.ptp(seen.y) == 0:
        return _quantiles(seen, 0.0, beyond)
    inside = np.exp(fit_elbow(seen.u, seen.y, x="compute").bends) * beyond
    return _quantiles(seen, float(inside), beyond)


def _quantiles(seen: Visible, inside: float, beyond: float) -> Forecast:
    """Mix the posterior among the points with a flat one beyond, by weight."""
    values = []
    for share in (0.05, 0.5, 0.95):
        mass = share * (inside + beyond)
        if mass < inside:
            values.append(_inner(seen, mass / inside))
        else:
            values.append(seen.last + mass - inside)
    low, point, high = values
    return Forecast(point, low, high)


def _inner(seen: Visible, share: float) -> float:
    """Return a quantile of the posterior of an elbow among the points."""
    fit = fit_elbow(seen.u, seen.y, x="compute", level=abs(2 * share - 1))
    return fit.low if share < 0.5 else fit.high
