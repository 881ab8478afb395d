"""Hinges: floors that scores leave at an elbow, one curve's or many that share a floor.

Given the elbow of every amount, score = B + A max(u - U, 0) is linear in the slope A
(one for all amounts, or one each) and the floors of finetuned and few-shot rows. The
floors are eliminated first; what is left is a diagonal plus one rank.

For a hinge z = max(u - U, 0) the fit needs only the sums of w z^2, w z and w z y. With
the rows sorted they follow from sums over a tail, whatever the number of rows.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import check_same_rows, numbers
from emergestudy.law.observations import Observations, turned

CANDIDATES = 601


class _TailSums:
    """Rows of one amount, or the few-shot rows, with sums from each row to the last."""

    def __init__(self, u: np.ndarray, y: np.ndarray, w: np.ndarray) -> None:
        self.weight, self.wy = w.sum(), (w * y).sum()
        order = np.argsort(u, kind="stable")
        u, y, w = u[order], y[order], w[order]
        columns = np.stack([w, w * u, w * u**2, w * y, w * u * y])
        tails = np.cumsum(columns[:, ::-1], axis=1)[:, ::-1]
        self.u, self.tails = u, np.hstack([tails, np.zeros((5, 1))])

    def past(self, elbow):
        """Sums of w z^2, w z and w z y for each elbow."""
        first = np.searchsorted(self.u, elbow, side="right")
        w, wu, wuu, wy, wuy = self.tails[:, first]
        zz = wuu - 2 * elbow * wu + elbow**2 * w
        return np.maximum(zz, 0), wu - elbow * w, wuy - elbow * wy


@dataclass(frozen=True)
class _Heights:
    """Least squares for a batch of elbows; arrays are (slopes, nodes) or (nodes,)."""

    slope: np.ndarray
    floor: np.ndarray
    few_shot_floor: np.ndarray
    rss: np.ndarray
    log_det: np.ndarray
    spread: np.ndarray


class Hinges:
    """The rows of a study, ready for any elbows.

    A ``floor`` (chance level) counts as one more checkpoint that scores exactly that.
    Amounts share one slope or have one each (few-shot rows go with the smallest).
    ``known_noise``: the weights are true inverse variances.
    """

    def __init__(self, data: Observations, floor=None, shared=True, known_noise=False):
        self.data, self.floor = data, floor
        self.shared, self.known_noise = shared, known_noise
        self.middle = float(data.u.mean())
        columns = np.stack([data.u - self.middle, data.y, data.weight])
        groups = range(data.group.max() + 1)
        self.groups = [_TailSums(*columns[:, data.group == index]) for index in groups]
        w, y = data.weight[~data.few_shot], data.y[~data.few_shot]
        if floor is not None:
            w, y = np.append(w, np.median(data.weight)), np.append(y, floor)
        self.weight = w.sum()
        self.mean = (w * y).sum() / self.weight
        self.total = (w * (y - self.mean) ** 2).sum()
        if data.few_shot.any():
            w, y = data.weight[data.few_shot], data.y[data.few_shot]
            self.total += (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
        self.rows = len(data.y) + (floor is not None)
        self.floors = 1 + bool(data.few_shot.any())
        # Upper end of the prior of a slope: 20 times the overall rise.
        self.steepest = 20 * float(np.ptp(data.y)) / data.span

    def heights(self, elbows: np.ndarray, rising: bool = False) -> _Heights:
        """Fit the linear part to elbows, (groups, nodes).

        Groups are the amounts, then the few-shot rows if there are any. `rising` sets
        slopes that come out negative to 0.
        """
        d, z, zy, few = self._normal(elbows)
        slope, core = self._solve(d, z, zy)
        if rising and (slope < 0).any():
            d = np.where(slope < 0, np.inf, d)
            slope, core = self._solve(d, z, zy)
            slope = np.maximum(slope, 0)
        b = zy - z * self.mean
        rss = np.maximum(self.total - (b * slope).sum(axis=0), 1e-9 * self.total)
        floor = self.mean - (slope * z).sum(axis=0) / self.weight
        spread = 1 / d + (z / d) ** 2 / core
        log_det = np.log(d).sum(axis=0) + np.log(core / self.weight)
        few_floor = few[1] - slope[0] * few[0]
        return _Heights(slope, floor, few_floor, rss, log_det, spread)

    def log_marginal(self, elbows: np.ndarray) -> np.ndarray:
        """Log marginal likelihood of elbows: slopes, floors and noise integrated out.

        Slopes are uniform from 0 to `steepest`, floors flat, the noise has density
        1/sigma unless it is known. With several slopes their truncation at 0 treats
        them as independent.
        """
        fit = self.heights(elbows)
        m = len(fit.slope)
        if self.known_noise:
            cdf, width = special.ndtr, np.sqrt(fit.spread)
            log_mass = -fit.rss / 2 + m / 2 * np.log(2 * np.pi)
        else:
            nu = self.rows - self.floors - m
            width = np.sqrt(fit.spread * fit.rss / nu)
            log_mass = -nu / 2 * np.log(fit.rss) + m / 2 * np.log(np.pi)
            log_mass += special.gammaln(nu / 2) - special.gammaln((nu + m) / 2)
            cdf = partial(special.stdtr, nu)
        inside = cdf((self.steepest - fit.slope) / width) - cdf(-fit.slope / width)
        truncation = np.log(np.maximum(inside, 1e-300)).sum(axis=0)
        return log_mass - fit.log_det / 2 + truncation - m * np.log(self.steepest)

    def log_flat(self) -> float:
        """Log marginal likelihood of scores that do not depend on the scale."""
        if self.known_noise:
            return -self.total / 2
        return -(self.rows - self.floors) / 2 * float(np.log(self.total))

    def _normal(self, elbows):
        """Normal equations in the slopes; few-shot rows, if any, come last."""
        d, z, zy = [], [], []
        few = (np.zeros(elbows.shape[1]), np.nan)  # their mean hinge, and mean score
        for rows, elbow in zip(self.groups, elbows - self.middle, strict=True):
            gg, g, gy = rows.past(elbow)
            if len(d) == len(self.data.amounts):
                few = (g / rows.weight, rows.wy / rows.weight)
                d[0] = d[0] + gg - g * few[0]
                # b is zy - z * mean below, so that mean must not enter here.
                zy[0] = zy[0] + gy - g * few[1]
            else:
                d, z, zy = [*d, gg], [*z, g], [*zy, gy]
        if self.shared:
            d, z, zy = ([np.sum(part, axis=0)] for part in (d, z, zy))
        tiny = 1e-9 * self.weight * self.data.span**2
        return np.array(d) + tiny, np.array(z), np.array(zy), few

    def _solve(self, d, z, zy):
        """Solve (diag(d) - z z'/W) A = zy - z mean by Sherman and Morrison."""
        b = zy - z * self.mean
        core = np.maximum(self.weight - (z**2 / d).sum(axis=0), 1e-12 * self.weight)
        return b / d + z / d * (z * b / d).sum(axis=0) / core, core


CLEAR = 3.0  # `Elbow.bends` of a curve that clearly leaves chance: odds of 20 to 1


@dataclass(frozen=True)
class Elbow:
    """Where a curve leaves its floor.

    Attributes
    ----------
    elbow, low, high, median : float
        By maximum likelihood; posterior interval and median, on the scale given.
    floor, slope, sigma : float
        Height before the elbow, gain per unit of scale after it, spread of the noise.
    bends : float
        Log Bayes factor of the hinge over a flat line. Below 0 the curve gives no
        reason to speak of an elbow, and the numbers above mean little.
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
        return pd.Series(vars(self)).drop("x").astype(float)


def fit_elbow(
    scale: ArrayLike, score: ArrayLike, *, x: str = "loss", level: float = 0.90
) -> Elbow:
    """Fit score = floor + slope * max(progress past the elbow, 0).

    Parameters
    ----------
    scale : array_like, (points,)
        Loss, or compute as log10 FLOPs; at least 3 different values.
    score : array_like, (points,)
        Scores that grow with ability, in any unit, below the height where the curve
        saturates: a hinge has no ceiling.
    x : {"loss", "compute"}
        Whether lower or higher is better on the scale.

    Returns
    -------
    Elbow
        Its prior is uniform within the range of the points. Integrated out are the
        floor (flat), the gain at the best point (uniform from 0 to twice the range of
        the scores) and the spread of the Gaussian noise (density 1/sigma).

    Raises
    ------
    EmergenceDataError
        Fewer than 5 points or 3 different scales, or values that are not finite.
    """
    u, y = _curve(scale, score, x)
    places = np.linspace(u.min(), u.max(), CANDIDATES)[:-1]
    # A straight line of the scores on the gain past each candidate elbow.
    gain = np.maximum(u - places[:, None], 0) / (u.max() - places)[:, None]
    centered = gain - gain.mean(axis=1, keepdims=True)
    spread, total = (centered**2).sum(axis=1), float(((y - y.mean()) ** 2).sum())
    height = centered @ y / spread
    # A perfect hinge would have an infinite density; noise is at least this small.
    rss = np.maximum(total - height**2 * spread, 1e-9 * total)
    best = int(np.argmin(np.where(height > 0, rss, total)))
    log_post = _log_marginal(height, spread, rss, len(y), 2 * np.ptp(y))
    log_flat = -(len(y) - 1) / 2 * np.log(total)
    weight = np.exp(log_post - log_post.max())
    cumulative = np.cumsum(weight) / weight.sum()
    ends = np.interp([(1 - level) / 2, 0.5, (1 + level) / 2], cumulative, places)
    low, middle, high = sorted(turned(ends, x).tolist())
    return Elbow(
        elbow=float(turned(places[best], x)),
        low=low,
        high=high,
        median=middle,
        floor=float(y.mean() - height[best] * gain[best].mean()),
        slope=float(height[best] / (u.max() - places[best])),
        sigma=float(np.sqrt(rss[best] / len(y))),
        bends=float(special.logsumexp(log_post) - np.log(len(places)) - log_flat),
        x=x,
    )


def _log_marginal(height, spread, rss, n, highest):
    """Integrate the floor, the noise, and a gain uniform from 0 to `highest`."""
    nu = n - 2
    width = np.sqrt(rss / nu / spread)
    inside = special.stdtr(nu, (highest - height) / width)
    inside -= special.stdtr(nu, -height / width)
    mass = np.log(np.maximum(width * inside, 1e-300) / highest)
    constant = special.gammaln(nu / 2) - special.gammaln((nu + 1) / 2)
    constant += 0.5 * np.log(nu * np.pi)
    return -(n - 1) / 2 * np.log(rss) + mass + constant


def _curve(scale, score, x):
    """Turned scale and scores of a curve that can be fitted."""
    check_same_rows(scale=scale, score=score)
    u, y = turned(numbers("scale", scale), x), numbers("score", score)
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
    return u, y
