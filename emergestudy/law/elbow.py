"""Where one curve bends: a hinge with an interval."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special, stats

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import check_same_rows, numbers
from emergestudy.law.axis import turned

CANDIDATES = 601


@dataclass(frozen=True)
class Elbow:
    """Where a curve leaves its floor.

    Attributes
    ----------
    elbow : float
        Maximum-likelihood elbow, on the scale given.
    low, high : float
        Ends of the posterior interval, in the order of the scale.
    median : float
        Posterior median.
    floor, slope, sigma : float
        Height before the elbow, gain per unit of scale after it, spread of the noise.
    bends : float
        Natural logarithm of how much better the hinge explains the scores than a flat
        line does (marginal likelihoods, averaged over the priors). Below 0 the curve
        gives no reason to speak of an elbow, and the numbers above mean little.
    """

    elbow: float
    low: float
    high: float
    median: float
    floor: float
    slope: float
    sigma: float
    bends: float
    x: str

    def summary(self) -> pd.Series:
        """Return the numbers as a Series."""
        return pd.Series({k: v for k, v in vars(self).items() if k != "x"})


def fit_elbow(
    scale: ArrayLike, score: ArrayLike, *, x: str = "loss", level: float = 0.90
) -> Elbow:
    """Fit score = floor + slope * max(progress past the elbow, 0).

    Parameters
    ----------
    scale : array_like, (points,)
        Loss, or compute as log10 FLOPs; at least 3 different values.
    score : array_like, (points,)
        Scores that grow with ability, in any unit. Leave out points past the height
        where the curve saturates: a hinge has no ceiling.
    x : {"loss", "compute"}
        Whether lower or higher is better on the scale.
    level : float
        Probability of the interval.

    Returns
    -------
    Elbow
        The posterior is over the elbow, uniform within the range of the points. The
        floor is flat, the gain at the best point uniform from 0 to the range of the
        scores times 2, the noise Gaussian with one unknown spread (density 1/sigma);
        all three are integrated out.

    Raises
    ------
    EmergenceDataError
        Fewer than 5 points or 3 different scales, lengths that differ, or values that
        are not finite.
    """
    check_same_rows(scale=scale, score=score)
    u, y = turned(numbers("scale", scale), x), numbers("score", score)
    _check(u, y)
    places = np.linspace(u.min(), u.max(), CANDIDATES)[:-1]
    gain = np.maximum(u - places[:, None], 0) / (u.max() - places)[:, None]
    fits = _Lines(gain, y)
    best = int(np.argmin(fits.rss_rising))
    log_post = fits.log_marginal(2 * np.ptp(y))
    weight = np.exp(log_post - log_post.max())
    cumulative = np.cumsum(weight) / weight.sum()
    ends = np.interp([(1 - level) / 2, 0.5, (1 + level) / 2], cumulative, places)
    low, middle, high = sorted(turned(ends, x).tolist())
    return Elbow(
        elbow=float(turned(places[best], x)),
        low=low,
        high=high,
        median=middle,
        floor=float(fits.floor[best]),
        slope=float(fits.height[best] / (u.max() - places[best])),
        sigma=float(np.sqrt(fits.rss[best] / len(y))),
        bends=float(special.logsumexp(log_post) - np.log(len(places)) - fits.log_flat),
        x=x,
    )


class _Lines:
    """A straight line of the scores on the gain of each candidate elbow."""

    def __init__(self, gain: np.ndarray, y: np.ndarray) -> None:
        centered = gain - gain.mean(axis=1, keepdims=True)
        self.n = len(y)
        self.spread = (centered**2).sum(axis=1)
        self.height = centered @ y / self.spread
        self.floor = y.mean() - self.height * gain.mean(axis=1)
        total = float(((y - y.mean()) ** 2).sum())
        self.total = total
        # A perfect hinge would have an infinite density; noise is at least this small.
        self.rss = np.maximum(total - self.height**2 * self.spread, 1e-9 * total)
        self.rss_rising = np.where(self.height > 0, self.rss, total)

    @property
    def log_flat(self) -> float:
        return -(self.n - 1) / 2 * np.log(self.total)

    def log_marginal(self, highest: float) -> np.ndarray:
        """Integrate the floor, the noise, and a gain uniform from 0 to `highest`."""
        nu = self.n - 2
        width = np.sqrt(self.rss / nu / self.spread)
        inside = stats.t.cdf((highest - self.height) / width, nu) - stats.t.cdf(
            -self.height / width, nu
        )
        constant = (
            0.5 * np.log(nu * np.pi)
            + special.gammaln(nu / 2)
            - special.gammaln((nu + 1) / 2)
        )
        mass = np.log(np.maximum(width * inside, 1e-300) / highest)
        return -(self.n - 1) / 2 * np.log(self.rss) + mass + constant


def _check(u: np.ndarray, y: np.ndarray) -> None:
    if u.shape != y.shape or u.ndim != 1:
        raise EmergenceDataError(
            f"scale has shape {u.shape} and score {y.shape}; give one list of each, of "
            "the same length."
        )
    if len(y) < 5 or len(np.unique(u)) < 3:
        raise EmergenceDataError(
            f"{len(y)} point(s) at {len(np.unique(u))} different scale(s): a hinge "
            "needs at least 5 points at 3 different scales."
        )
    if np.ptp(y) == 0:
        raise EmergenceDataError("all scores are equal, so nothing bends.")
