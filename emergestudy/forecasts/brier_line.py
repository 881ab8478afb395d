"""Extrapolate a continuous metric: a line of the Brier score down to guessing."""

import numpy as np

from emergestudy.forecasts.visible import Forecast, Visible, from_draws

DRAWS = 4000
SEED = 0


def brier_line(seen: Visible) -> Forecast | None:
    """Forecast where a straight line of the Brier score reaches that of guessing.

    A model that has left chance knows more than guessing does, so its Brier score has
    fallen below that of equal probabilities. The threshold needs no score of a stronger
    model. The line has a flat prior and Gaussian noise; its crossing is drawn `DRAWS`
    times. A line that does not fall never crosses: the horizon stands for "never". A
    line that starts below crosses at the first point.

    Returns
    -------
    Forecast or None
        None without Brier scores.
    """
    if seen.brier is None:
        return None
    middle = seen.u.mean()
    offset = seen.u - middle
    slope = offset @ seen.brier / (offset @ offset)
    rest = seen.brier - seen.brier.mean() - slope * offset
    rng = np.random.default_rng(SEED)
    sigma = np.sqrt((rest @ rest) / rng.chisquare(len(seen.u) - 2, DRAWS))
    height = seen.brier.mean() + rng.normal(size=DRAWS) * sigma / np.sqrt(len(seen.u))
    slope = slope + rng.normal(size=DRAWS) * sigma / np.sqrt(offset @ offset)
    falls = np.where(slope < 0, slope, np.nan)
    crossing = np.nan_to_num(middle + (seen.guess - height) / falls, nan=np.inf)
    places = np.sort(np.clip(crossing, seen.first, seen.horizon))
    return from_draws(places, np.ones(DRAWS))
