"""The ways to forecast an elbow from the models before it, each one entry of `RIVALS`.

A forecaster gets what is seen up to a cut (`Visible`) and answers with a `Forecast`, or
with None where it cannot.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from scipy import special

from emergestudy.errors import EmergenceDataError
from emergestudy.law import EmergenceLaw, fit_elbow, fit_emergence_law, turned

BRIER_DRAWS, BRIER_SEED = 4000, 0
PLACES, WIDTHS = 161, 24  # of the logistic curve
LEAST_NOISE = 1e-3  # of the distance from chance to the ceiling


@dataclass(frozen=True)
class Forecast:
    """A forecast of the elbow and a 90 % interval, on the scale of its `Visible`."""

    point: float
    low: float
    high: float


@dataclass(frozen=True)
class Visible:
    """The points of one curve up to a cut.

    Attributes
    ----------
    u, y : numpy.ndarray, (points,)
        Scale ``x``, turned so that it grows with ability, and few-shot scores.
    chance, ceiling : float
        Score of random guessing, and the highest score possible.
    brier, guess : numpy.ndarray or None, float
        Brier scores of the same points, if measured, and that of uniform guessing.
    tuned : pandas.DataFrame or None
        Finetuned ``score`` of the same models by ``scale`` (not turned), ``examples``.
    """

    u: np.ndarray
    y: np.ndarray
    chance: float
    ceiling: float
    brier: np.ndarray | None = None
    guess: float = float("nan")
    tuned: pd.DataFrame | None = None
    x: str = "loss"

    @property
    def first(self) -> float:
        """Where the visible points start."""
        return float(self.u.min())

    @property
    def last(self) -> float:
        """Where the visible points end."""
        return float(self.u.max())

    @property
    def horizon(self) -> float:
        """How far forecasts reach: as far beyond the last point as was seen before."""
        return 2 * self.last - self.first


def _from_draws(places, weight):
    """Summarize increasing places of the elbow, with a posterior weight each."""
    cumulative = (np.cumsum(weight) - weight / 2) / weight.sum()
    low, point, high = np.interp([0.05, 0.5, 0.95], cumulative, places)
    return Forecast(float(point), float(low), float(high))


def always_beyond(seen: Visible) -> Forecast:
    """Forecast the last visible point, and anything up to the horizon.

    It hits if the elbow lies within the tolerance of the last visible point, and its
    interval covers unless the elbow lies beyond the horizon.
    """
    return Forecast(seen.last, seen.last, seen.horizon)


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


def _quantiles(seen, inside, beyond):
    """Mix the posterior among the points with a flat one beyond, by weight."""
    values = []
    for share in (0.5, 0.05, 0.95):
        mass = share * (inside + beyond)
        if mass >= inside:
            values.append(seen.last + mass - inside)
            continue
        level = 2 * (mass / inside) - 1
        fit = fit_elbow(seen.u, seen.y, x="compute", level=abs(level))
        values.append(fit.low if level < 0 else fit.high)
    return Forecast(*values)


def brier_line(seen: Visible) -> Forecast | None:
    """Forecast where a straight line of the Brier score reaches that of guessing.

    A model that has left chance knows more than guessing does, so its Brier score has
    fallen below that of equal probabilities. The threshold needs no score of a stronger
    model. The line has a flat prior and Gaussian noise; its crossing is drawn
    `BRIER_DRAWS` times. A line that does not fall never crosses: the horizon stands for
    "never". A line that starts below crosses at the first point. None without Brier
    scores.
    """
    if seen.brier is None:
        return None
    middle = seen.u.mean()
    offset = seen.u - middle
    slope = offset @ seen.brier / (offset @ offset)
    rest = seen.brier - seen.brier.mean() - slope * offset
    rng = np.random.default_rng(BRIER_SEED)
    sigma = np.sqrt((rest @ rest) / rng.chisquare(len(seen.u) - 2, BRIER_DRAWS))
    height = seen.brier.mean() + rng.normal(size=BRIER_DRAWS) * sigma / np.sqrt(
        len(seen.u)
    )
    slope = slope + rng.normal(size=BRIER_DRAWS) * sigma / np.sqrt(offset @ offset)
    falls = np.where(slope < 0, slope, np.nan)
    crossing = np.nan_to_num(middle + (seen.guess - height) / falls, nan=np.inf)
    places = np.sort(np.clip(crossing, seen.first, seen.horizon))
    return _from_draws(places, np.ones(BRIER_DRAWS))


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
    return _from_draws(places, weight)


def law_forecast(seen: Visible, form: str) -> Forecast | None:
    """Forecast by the emergence law: finetune the models, extrapolate to no finetuning.

    The point and the interval are the 50th, 5th and 95th percentiles of the prediction
    of `fit_law`.
    """
    fit = fit_law(seen, form)
    if fit is None:
        return None
    ends = [fit.prediction.percentiles[share] for share in (5, 50, 95)]
    low, point, high = sorted(turned(ends, seen.x).tolist())
    return Forecast(point, low, high)


def fit_law(seen: Visible, form: str) -> EmergenceLaw | None:
    """Fit `fit_emergence_law` with sharp corners, few-shot rows included.

    Scores of models of equal scale are averaged, since the law wants one score a scale
    and amount. None without finetuned models, or if the law refuses them.
    """
    if seen.tuned is None or seen.tuned.empty:
        return None
    tuned = seen.tuned[["scale", "score", "examples"]].assign(few_shot=False)
    shots = pd.DataFrame({"scale": turned(seen.u, seen.x), "score": seen.y})
    shots = shots.assign(examples=1.0, few_shot=True)
    rows = pd.concat([tuned, shots], ignore_index=True)
    keys = ["scale", "examples", "few_shot"]
    rows = rows.groupby(keys, as_index=False)["score"].mean()
    options = {"floor": seen.chance, "form": form, "x": seen.x, "corner": "sharp"}
    try:
        return fit_emergence_law(rows, loss="scale", few_shot="few_shot", **options)
    except EmergenceDataError:
        return None


Rival = Callable[[Visible], Forecast | None]
_LAWS = {f"{form.replace('_', ' ')} law": form for form in ("log_power", "power")}
RIVALS: dict[str, Rival] = {
    **{name: partial(law_forecast, form=form) for name, form in _LAWS.items()},
    "few-shot hinge": few_shot_hinge,
    "Brier line": brier_line,
    "logistic": logistic_tangent,
    "always beyond": always_beyond,
}
"""Every forecast that is tried, by the name that tables show."""
