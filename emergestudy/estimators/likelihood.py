"""How well a shape fits: its height and the shift of chance fitted and averaged over.

Arrays are (points, curves, 1), so that a sum over points adds whole rows; shapes are
(points, curves, shapes).

A curve's noise is not known for sure: models scatter more than their test items allow,
or n is not known. `Noise.factor` lists by how much the information may be larger or
smaller than in the reference, each with its prior weight. The likelihood is fitted
once, at the reference; only its scale changes, so one step from there serves every
factor.
"""

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from scipy.special import log_ndtr, ndtr, ndtri, xlog1py, xlogy

from emergestudy.estimators.inputs import Curves

RHO = (0.0, 0.0005, 0.002, 0.006, 0.03)
RHO_PRIOR = (0.5, 0.33, 0.15, 0.0198, 0.0002)
"""Over-dispersion: scores vary by ``p (1 - p) (1 / n + rho)``, nearly. At p = 0.25 the
square roots are 0, 1.0, 1.9, 3.4 and 7.5 points between models; the last is for
many models of different makers on one curve."""

LEARNED = 0.5
"""Share of the scores that counts where they tell of their own noise: models of a
family and checkpoints of a run have part of their errors in common."""

ITEMS = (60.0, 200.0, 700.0, 2500.0, 10_000.0)
ITEMS_PRIOR = (0.15, 0.25, 0.3, 0.2, 0.1)
"""What stands in for n where it is not known."""

SPREAD = (0.0125, 0.025, 0.05, 0.1, 0.2)
SPREAD_PRIOR = (0.15, 0.2, 0.3, 0.2, 0.15)
"""What stands in for the standard error of other scores, in shares of their range."""

SHARED = 0.4
"""Share of the variance of items that is taken to be that of items asked of all."""

FLOOR = 1e-4  # a mean of exactly 0 would make one stray success impossible
_RHO = float(np.dot(RHO, RHO_PRIOR))
_TYPICAL = 0.2
"""Variance p (1 - p) that stands for scores that are no proportions."""
_TINY = 1e-300


@dataclass(frozen=True)
class Noise:
    """Scores and how much each tells: items ``n`` or, for other scores, 1 / variance.

    ``factor`` (curves, settings) multiplies the information; ``prior`` (settings,) is
    the prior probability of each. Points without information have 0.
    """

    score: np.ndarray
    information: np.ndarray
    factor: np.ndarray
    prior: np.ndarray
    binomial: bool

    @cached_property
    def log_weight(self) -> np.ndarray:
        """Log of the prior and of how dense scores lie beside the reference.

        (curves, settings); each score adds ``log(factor) / 2``, as far as `LEARNED`.
        """
        known = (self.information[:, :, 0] > 0).sum(axis=0)[:, None]
        return np.log(self.prior) + 0.5 * LEARNED * known * np.log(self.factor)

    def precision(self, mean: np.ndarray | None = None) -> np.ndarray:
        """Inverse variances of the scores, given a mean or by themselves."""
        n = self.information
        if not self.binomial:
            return n
        if mean is None:
            mean = (n * self.score + 0.5) / (n + 1.0)
        return n / (mean * (1.0 - mean))

    def clip(self, mean: np.ndarray) -> np.ndarray:
        """Keep a mean where its likelihood is finite."""
        return np.clip(mean, FLOOR, 1.0 - FLOOR) if self.binomial else mean

    def loglik(self, mean: np.ndarray) -> np.ndarray:
        """Log-likelihood, (curves, shapes), less that of a perfect fit."""
        n, y = self.information, self.score
        if not self.binomial:
            return -0.5 * (n * (y - mean) ** 2).sum(axis=0)
        hits, misses = n * y, n * (1.0 - y)
        best = (xlogy(hits, y) + xlog1py(misses, -y)).sum(axis=0)
        return (hits * np.log(mean) + misses * np.log1p(-mean)).sum(axis=0) - best


@dataclass(frozen=True)
class Laid:
    """Curves laid out to be fitted: see `lay`.

    ``place`` is (points, curves, 1), ``chance``, ``above``, ``below`` (how far from
    chance a mean can be) and ``tolerance`` are (curves, 1), delta is one number.
    ``lasting`` is the share of a shift of all scores that is one of chance: the rest is
    that of the items, which all models were asked.
    """

    place: np.ndarray
    noise: Noise
    chance: np.ndarray
    above: np.ndarray
    below: np.ndarray
    tolerance: np.ndarray
    lasting: np.ndarray
    delta: float
    own: np.ndarray
    """Standard error of each score by its own items."""

    def cut(self, points: int, rows: np.ndarray) -> "Laid":
        """Keep some curves, and of them the first few points."""
        noise = replace(
            self.noise,
            score=self.noise.score[:points, rows],
            information=self.noise.information[:points, rows],
            factor=self.noise.factor[rows],
        )
        names = ("chance", "above", "below", "tolerance", "lasting")
        room = {name: getattr(self, name)[rows] for name in names}
        place = self.place[:points, rows]
        place = place / place[-1]
        own = self.own[:points, rows]
        return replace(self, place=place, noise=noise, own=own, **room)


def lay(curves: Curves) -> Laid:
    """Lay out curves, equal scales pooled, with what is assumed about their noise.

    Scores that are no proportions are counted from chance and in units of 20 delta.
    """
    size, chance = np.ones_like(curves.chance), curves.chance
    if not curves.proportion:
        size, chance = curves.delta / 0.05, np.zeros_like(chance)
    score, error = curves.score, curves.stderr
    if not curves.proportion:
        score = (score - curves.chance[:, None]) / size[:, None]
        error = None if error is None else error / size[:, None]
    given = np.ones_like(score) if curves.n is None else curves.n
    given = given if error is None else error**-2.0
    score, given = _pool(curves.x, score, given)
    noise, own = _noise(curves, score, given)
    above, below = 1.0 - chance, chance
    if not curves.proportion:
        far = 2.0 * np.abs(score).max(axis=1)
        if error is not None:  # noise alone must not set the range
            far = np.maximum(far, 20.0 * np.median(error, axis=1))
        far = far if curves.reach is None else curves.reach / size
        above = below = np.maximum(far, 1e-9)
    tolerance = np.maximum(curves.tolerance / size, 1e-6)
    known = np.where(given > 0, given, np.nan)  # n, where it is used
    items = 0.0 if curves.n is None else SHARED / np.nanmedian(known, axis=1)
    total = np.sqrt(tolerance**2 + items * chance * (1.0 - chance))
    columns = (chance, above, below, total, (tolerance / total) ** 2)
    delta = float(curves.delta[0]) if curves.proportion else 0.05
    place = _turn(curves.place())
    return Laid(place, noise, *(c[:, None] for c in columns), delta, _turn(own))


def _turn(values):
    return np.ascontiguousarray(values.T)[:, :, None]


def _pool(x, score, given):
    """Put what is known at equal scales into the first point there; the rest get 0."""
    first = np.diff(x, axis=1, prepend=-np.inf) > 0
    if first.all():
        return score, given
    group = np.cumsum(first, axis=1) - 1
    rows = np.arange(len(x))[:, None]
    total, hits = np.zeros_like(score), np.zeros_like(score)
    np.add.at(total, (rows, group), given)
    np.add.at(hits, (rows, group), given * score)
    mean = hits / np.where(total > 0, total, 1.0)
    return mean[rows, group], np.where(first, total[rows, group], 0.0)


def _noise(curves, score, given):
    """What is assumed of the noise, and the standard error by a score's own items."""
    n = np.where(given > 0, given, np.nan)
    share = np.clip(score, 0.0, 1.0)
    if curves.proportion and curves.stderr is None:
        if curves.n is None:
            factor, weight = np.array(ITEMS) / ITEMS[2], ITEMS_PRIOR
            reference, n = ITEMS[2] * given, ITEMS[1] * n
        else:
            weight, typical = RHO_PRIOR, np.nanmedian(n, axis=1)[:, None]
            reference = given / (1.0 + (np.maximum(given, 1.0) - 1.0) * _RHO)
            factor = (1.0 + (typical - 1.0) * _RHO) / (
                1.0 + (typical - 1.0) * np.array(RHO)
            )
        p = (n * share + 1.0) / (n + 2.0)
        own = np.sqrt(p * (1.0 - p) / (n + 2.0))
    elif curves.stderr is not None:
        weight, own = RHO_PRIOR, n**-0.5
        spread = share * (1.0 - share) if curves.proportion else _TYPICAL
        spread = np.maximum(spread, 1e-12) + np.zeros_like(share)
        reference = np.where(given > 0, 1.0 / (1.0 / n + _RHO * spread), 0.0)
        noise = np.nanmedian(n**-1.0, axis=1)[:, None]
        spread = np.median(spread, axis=1)[:, None]
        factor = (noise + _RHO * spread) / (noise + np.array(RHO) * spread)
    else:
        size = np.maximum(np.ptp(score, axis=1), np.abs(score).max(axis=1))
        spread = SPREAD[2] * np.maximum(size, 1e-9)[:, None]
        factor, weight = (SPREAD[2] / np.array(SPREAD)) ** 2, SPREAD_PRIOR
        reference, own = given / spread**2, spread / np.sqrt(n)
    factor = np.broadcast_to(factor, (len(score), len(weight)))
    binomial = curves.proportion and curves.stderr is None
    reference = np.nan_to_num(reference)
    noise = Noise(_turn(score), _turn(reference), factor, np.array(weight), binomial)
    return noise, np.nan_to_num(own, nan=np.inf)


@dataclass(frozen=True)
class Profile:
    """Shapes fitted at the reference noise; arrays are (curves, shapes).

    ``height`` and ``shift`` with their log-likelihood, its slopes there and its
    curvatures, and the largest height that keeps the mean in range.
    """

    height: np.ndarray
    shift: np.ndarray
    loglik: np.ndarray
    slopes: tuple[np.ndarray, np.ndarray]
    curvatures: tuple[np.ndarray, np.ndarray, np.ndarray]
    top: np.ndarray
    tolerance: np.ndarray

    def at(self, factor: np.ndarray) -> "Heights":
        """Weigh all heights, and shifts ~ Normal(0, tolerance^2), at other noise.

        ``factor`` is (curves, settings, 1), the result (curves, settings, shapes).
        The likelihood is averaged over a uniform height from 0 to the largest one,
        as a parabola cut off at both ends (Laplace's method on a bounded range).
        """
        up, shift, loglik, top, tol = (
            a[:, None]
            for a in (self.height, self.shift, self.loglik, self.top, self.tolerance)
        )
        gh, ga = (factor * s[:, None] for s in self.slopes)
        hh, ha, aa = (factor * c[:, None] for c in self.curvatures)
        prior = tol**-2.0
        pull, mass = ga - shift * prior, aa + prior
        info = np.maximum(hh - ha * ha / mass, 1e-6)  # of no shape at all
        slope = gh - ha * pull / mass
        target = up + slope / info
        step = np.clip(target, 0.0, top) - up
        gain = 0.5 * pull**2 / mass + step * (slope - 0.5 * info * step)
        # Where nothing fits the parabola is no guide; enough that it stays as bad.
        peak = factor * loglik
        peak = peak + np.minimum(gain, 2.0 - 0.5 * peak) - 0.5 * prior * shift**2
        peak += 0.5 * info * (target - up - step) ** 2 + 0.5 * np.log(prior / mass)
        root = np.sqrt(info)
        average = peak + log_mass(-target * root, (top - target) * root)
        average -= np.log(np.maximum(top * root, 1e-12))
        average = np.where(top * root > 1e-6, average, peak)
        average = np.where(top > 1e-3, average, -np.inf)
        lean = ha / mass
        moved = shift + pull / mass + lean * up
        return Heights(average, target, 1.0 / root, top, moved, lean)


@dataclass(frozen=True)
class Heights:
    """The posterior of heights: a normal cut off at 0 and the top; shifts follow.

    Arrays are (curves, settings, shapes); ``average`` is the log of the average
    likelihood.
    """

    average: np.ndarray
    target: np.ndarray
    spread: np.ndarray
    top: np.ndarray
    moved: np.ndarray
    lean: np.ndarray

    def pick(self, setting: int) -> "Heights":
        """Take one setting of the noise."""
        return Heights(*(getattr(self, f.name)[:, setting] for f in fields(self)))

    def draw(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Some equally likely heights, and their shifts, (..., count)."""
        low = ndtr(-self.target / self.spread)[..., None]
        high = ndtr((self.top - self.target) / self.spread)[..., None]
        share = low + (high - low) * (np.arange(count) + 0.5) / count
        z = ndtri(np.clip(share, 1e-12, 1.0 - 1e-12))
        height = self.target[..., None] + self.spread[..., None] * z
        height = np.clip(height, 0.0, self.top[..., None])
        return height, self.moved[..., None] - self.lean[..., None] * height


def profile(data: Laid, shape: np.ndarray, steps: int = 2) -> Profile:
    """Fit the height of every shape, (points, curves or 1, shapes), by scoring."""
    noise, chance = data.noise, data.chance
    prior = data.tolerance**-2.0
    # The largest height that keeps every mean in range, (curves, shapes).
    high, low = shape.max(axis=0), -shape.min(axis=0)
    up = np.where(high > 1e-9, data.above / np.maximum(high, 1e-9), np.inf)
    down = np.where(low > 1e-9, data.below / np.maximum(low, 1e-9), np.inf)
    top = np.minimum(up, down)
    top = np.where(np.isinf(top), 0.0, top)
    weight, gap = noise.precision(), noise.score - chance
    shift = np.zeros_like(top)
    for step in range(steps + 1):
        pull = weight * shape
        ha, aa = pull.sum(axis=0), weight.sum(axis=0)
        hh = (pull * shape).sum(axis=0)
        gh, ga = (pull * gap).sum(axis=0), (weight * gap).sum(axis=0)
        if step == 0:
            height = np.zeros_like(top)
        elif step == steps:
            break
        info = hh - ha * ha / (aa + prior)
        want = gh - ha * (ga - prior * shift) / (aa + prior)
        move = height + np.where(info > 1e-9 * hh, want / np.maximum(info, _TINY), 0.0)
        move = np.clip(move, 0.0, top) - height
        shift = shift + (ga - prior * shift - ha * move) / (aa + prior)
        height = height + move
        mean = noise.clip(chance + shift + height * shape)
        weight, gap = noise.precision(mean), noise.score - mean
    loglik = noise.loglik(mean)
    zero = np.zeros_like(top)
    curvatures = hh, ha, aa + zero
    tolerance = data.tolerance
    return Profile(height, shift, loglik, (gh, ga), curvatures, top, tolerance)


def log_mass(low: np.ndarray, high: np.ndarray, least: float = 1e-15) -> np.ndarray:
    """Log of the integral of exp(-z^2 / 2) between two ends.

    Of the integral up to the nearer end it is at least the share ``least``.
    """
    # Turned so that both ends lie in the left tail, where log_ndtr is exact.
    flip = low + high > 0
    low, high = np.where(flip, -high, low), np.where(flip, -low, high)
    log_high = log_ndtr(high)
    gap = np.minimum(log_ndtr(low) - log_high, -least)
    return log_high + np.log(-np.expm1(gap)) + 0.5 * np.log(2.0 * np.pi)
