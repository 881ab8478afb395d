"""Hinges that share a floor: heights by least squares, and what the noise says.

Given the elbow of every amount, score = B + A max(u - U, 0) is linear in the slope A
(one for all amounts, or one each), the floor B, and the shift of the floor of few-shot
rows. The two floors are eliminated first; what is left is a diagonal plus one rank.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special, stats

from emergestudy.law.observations import Observations
from emergestudy.law.sums import groups_of


@dataclass(frozen=True)
class Heights:
    """Least squares for a batch of elbows; arrays are (slopes, nodes) or (nodes,)."""

    slope: np.ndarray
    floor: np.ndarray
    few_shot_floor: np.ndarray
    rss: np.ndarray
    log_det: np.ndarray
    spread: np.ndarray


class Hinges:
    """The rows of a study, ready for any elbows.

    Parameters
    ----------
    data : Observations
        The rows.
    floor : float or None
        Chance level; it counts as one more checkpoint that scores exactly that.
    shared : bool
        One slope for all amounts, or one each (few-shot rows go with the smallest).
    known_noise : bool
        Whether the weights are true inverse variances.
    """

    def __init__(
        self,
        data: Observations,
        floor: float | None = None,
        shared: bool = True,
        known_noise: bool = False,
    ) -> None:
        self.data, self.shared, self.known_noise = data, shared, known_noise
        self.floor = floor
        self.middle = float(data.u.mean())
        self.groups = groups_of(data, self.middle)
        tuned = ~data.few_shot
        w, y = data.weight[tuned], data.y[tuned]
        extra = 0.0 if floor is None else float(np.median(data.weight))
        self.weight = w.sum() + extra
        self.wy = (w * y).sum() + extra * (floor or 0.0)
        self.mean = self.wy / self.weight
        self.total = (w * (y - self.mean) ** 2).sum()
        self.total += extra * ((floor or 0.0) - self.mean) ** 2
        if data.few_shot.any():
            w, y = data.weight[data.few_shot], data.y[data.few_shot]
            self.total += (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
        self.rows = len(data.y) + (floor is not None)

    @cached_property
    def floors(self) -> int:
        """Number of floors that were eliminated."""
        return 1 + bool(self.data.few_shot.any())

    @cached_property
    def steepest(self) -> float:
        """Upper end of the prior of a slope: 20 times the overall rise."""
        return 20 * float(np.ptp(self.data.y)) / self.data.span

    def heights(self, elbows: np.ndarray, rising: bool = False) -> Heights:
        """Fit the linear part.

        Parameters
        ----------
        elbows : numpy.ndarray, (groups, nodes)
            Elbow of each amount, and of the few-shot rows if there are any.
        rising : bool
            Set slopes that come out negative to 0.
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
        return Heights(slope, floor, few_floor, rss, log_det, spread)

    def log_marginal(self, elbows: np.ndarray) -> np.ndarray:
        """Log marginal likelihood of elbows: slopes, floors and noise integrated out.

        Slopes are uniform from 0 to `steepest`, floors flat, the noise has density
        1/sigma unless it is known. With several slopes their truncation at 0 treats
        them as independent.
        """
        fit = self.heights(elbows)
        m = len(fit.slope)
        if self.known_noise:
            cdf, width = stats.norm.cdf, np.sqrt(fit.spread)
            log_mass = -fit.rss / 2 + m / 2 * np.log(2 * np.pi)
        else:
            nu = self.rows - self.floors - m
            width = np.sqrt(fit.spread * fit.rss / nu)
            log_mass = -nu / 2 * np.log(fit.rss) + m / 2 * np.log(np.pi)
            log_mass += special.gammaln(nu / 2) - special.gammaln((nu + m) / 2)

            def cdf(t: np.ndarray) -> np.ndarray:
                return special.stdtr(nu, t)

        inside = cdf((self.steepest - fit.slope) / width) - cdf(-fit.slope / width)
        truncation = np.log(np.maximum(inside, 1e-300)).sum(axis=0)
        return log_mass - fit.log_det / 2 + truncation - m * np.log(self.steepest)

    def log_flat(self) -> float:
        """Log marginal likelihood of scores that do not depend on the scale."""
        if self.known_noise:
            return -self.total / 2
        return -(self.rows - self.floors) / 2 * float(np.log(self.total))

    def _normal(
        self, elbows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[np.ndarray, float]]:
        d, z, zy = [], [], []
        few: tuple[np.ndarray, float] = (np.zeros(elbows.shape[1]), np.nan)
        for group, elbow in zip(self.groups, elbows - self.middle, strict=True):
            gg, g, gy = group.sums.past(elbow)
            if group.few_shot:
                few = (g / group.weight, group.wy / group.weight)
                d[0] = d[0] + gg - g * few[0]
                # b is zy - z * mean below, so that mean must not enter here.
                zy[0] = zy[0] + gy - g * few[1]
            else:
                d, z, zy = [*d, gg], [*z, g], [*zy, gy]
        if self.shared:
            d, z, zy = ([np.sum(part, axis=0)] for part in (d, z, zy))
        tiny = 1e-9 * self.weight * self.data.span**2
        return np.array(d) + tiny, np.array(z), np.array(zy), few

    def _solve(
        self, d: np.ndarray, z: np.ndarray, zy: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Solve (diag(d) - z z'/W) A = zy - z mean by Sherman and Morrison."""
        b = zy - z * self.mean
        core = np.maximum(self.weight - (z**2 / d).sum(axis=0), 1e-12 * self.weight)
        return b / d + z / d * (z * b / d).sum(axis=0) / core, core
