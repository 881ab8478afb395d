"""Extrapolate a logistic curve: emergence where its tangent meets chance."""

import numpy as np
from scipy import special

from emergestudy.forecasts.visible import Forecast, Visible, from_draws

PLACES = 161
WIDTHS = 24
LEAST_NOISE = 1e-3  # of the distance from chance to the ceiling


def logistic_tangent(seen: Visible) -> Forecast:
    """Forecast by the posterior of a logistic curve from chance to the ceiling.

    The emergence point is where the tangent at half height meets chance, as in this
    study's estimator. It is uniform from the first point to the horizon; the distance
    to where the tangent meets the ceiling is log-uniform between 1/50 and 4 times the
    range seen; the noise is Gaussian with one unknown spread (density 1/sigma). With
    small models alone, nothing in the data says how steep the rise will be: the
    forecast is the prior, less what the scores rule out.
    """
    span = seen.last - seen.first
    places = np.linspace(seen.first, seen.horizon, PLACES)
    widths = np.geomspace(span / 50, 4 * span, WIDTHS)
    progress = (seen.u - places[:, None, None]) / widths[:, None]
    rise = seen.ceiling - seen.chance
    miss = (seen.y - seen.chance) / rise - special.expit(4 * progress - 2)
    rss = (miss**2).sum(axis=-1) + len(seen.u) * LEAST_NOISE**2
    log_likelihood = -len(seen.u) / 2 * np.log(rss)
    weight = np.exp(log_likelihood - log_likelihood.max()).sum(axis=1)
    return from_draws(places, weight)
