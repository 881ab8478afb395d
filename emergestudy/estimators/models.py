"""The models that compete, and single mean curves drawn from them with their weights.

The mean stays at chance; a soft ramp rises or falls; or it goes in two straight arms.
Every shape is tried on a fixed grid of places; the likeliest, with their noise, again
on a grid of their own. The free chain (`chain`) stands beside them.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import logsumexp

from emergestudy.estimators import shapes
from emergestudy.estimators.likelihood import Laid, profile
from emergestudy.estimators.verdicts import classify

FLAT = 0.32
"""Prior probability that nothing happens."""


@dataclass(frozen=True)
class Family:
    """Shapes of one name: rows of two numbers, and where they may be placed.

    Ramps have length and softness, placed by their corner; arms an angle, placed by
    their vertex. ``steps`` say over how much the numbers of a row stand for others:
    factors, and for angles a difference. ``before`` is the prior mass of places before
    the data, which reach back to ``reach``; ``cells`` are tried before and within.
    """

    name: str
    prior: float
    rows: np.ndarray
    steps: tuple[float, float]
    reach: float
    before: float
    cells: tuple[int, int]

    @property
    def edges(self) -> np.ndarray:
        """Edges of the cells that are tried first."""
        early = np.linspace(self.reach, 0.0, self.cells[0] + 1)[:-1]
        return np.concatenate([early, np.linspace(0.0, 1.0, self.cells[1] + 1)])

    def density(self, place: np.ndarray) -> np.ndarray:
        """Prior density of a shape at places."""
        early = self.before / max(-self.reach, 1e-9)
        within = np.where(place < 0, early, 1.0 - self.before)
        return within * self.prior / len(self.rows)


def _table(*parts):
    return np.array(np.meshgrid(*parts, indexing="ij")).reshape(len(parts), -1).T


LENGTH, SOFTNESS = (0.0, 0.2, 0.6, np.inf), (0.003, 0.015, 0.05, 0.15)
_UP, _DOWN = _table(LENGTH, SOFTNESS), _table([0.3, np.inf], [0.004, 0.1])
_BENT = _table(0.15 + 1.27 * (np.arange(7) + 0.5) / 7, [1.0])
_BENT_PRIOR = dict(zip(shapes.ARMS, (0.07, 0.06, 0.06, 0.03, 0.04, 0.04), strict=True))
FAMILIES = (
    Family("ramp", 0.16, _UP, (1.7, 1.8), -1.5, 0.5, (8, 24)),
    Family("fall", 0.08, _DOWN, (1.5, 3.0), -1.0, 0.3, (4, 12)),
    # A jump between two models, which says nothing of where between them it lies.
    Family("step", 0.07, np.array([[0.0, 0.001]]), (1.0, 1.0), -1.0, 0.2, (2, 24)),
    *(
        Family(n, _BENT_PRIOR[n], _BENT, (1.27 / 7, 1.0), 0.0, 0.0, (0, 12))
        for n in shapes.ARMS
    ),
)
MODELS = ("flat", *(family.name for family in FAMILIES), "free")

_ROWS = np.concatenate([family.rows for family in FAMILIES])
_OWNER = np.repeat(np.arange(len(FAMILIES)), [len(f.rows) for f in FAMILIES])
_RAMPS = len(FAMILIES) - len(shapes.ARMS)
_BENDS = np.array([np.zeros((3, 2))] * _RAMPS + list(shapes.ARMS.values()))

AGAIN, PLACES = 32, 16
"""Shapes (with their noise) that get a second look, and places tried of each."""
_ALONG = (np.arange(PLACES) + 0.5) / PLACES
_VARY = 2.0 * (np.outer([0.754877666, 0.569840291], np.arange(PLACES)) % 1.0) - 1.0
"""From -1 to 1 for the two numbers: together with the places evenly spread."""
DEEP = 14.0
"""How far below the best a log-density may be to be looked at again."""
HEIGHTS, SHIFTS = 5, np.linspace(-2.5, 2.5, 11)


@dataclass(frozen=True)
class Shapes:
    """Shapes of any families, (curves, shapes): which, where, and their two numbers."""

    owner: np.ndarray
    place: np.ndarray
    one: np.ndarray
    two: np.ndarray

    @cached_property
    def arms(self) -> np.ndarray:
        """Which shapes are arms."""
        return self.owner >= _RAMPS

    @cached_property
    def bends(self) -> np.ndarray:
        """Heights of arms at the left end, the vertex and the right end, (3, ...)."""
        sides, angle = np.moveaxis(_BENDS[self.owner], -2, 0), self.one
        angle = np.where(self.arms, angle, 0.0)
        return sides[..., 0] * np.sin(angle) + sides[..., 1] * np.cos(angle)

    def at(self, t: np.ndarray) -> np.ndarray:
        """Shapes at t, which broadcasts: (..., curves, shapes)."""
        vertex = np.where(self.arms, self.place, 0.5)
        if self.arms.all():
            return shapes.arms(t, vertex, *self.bends)
        numbers = (np.where(self.arms, 1.0, a) for a in (self.one, self.two))
        ramps = shapes.ramp(t, self.place, *numbers)
        ramps = np.where(self.owner == 1, -ramps, ramps)
        if not self.arms.any():
            return ramps
        return np.where(self.arms, shapes.arms(t, vertex, *self.bends), ramps)

    def ends(self, t: np.ndarray) -> list[np.ndarray]:
        """Heights at the first of places t, next to the vertex (of arms) and the last.

        What arms do between two neighboring places is not seen and does not count.
        """
        left, right = (self.at(np.full((1, 1), end)) for end in (0.0, 1.0))
        before, after = t <= self.place, t >= self.place
        near = np.where(before, t, 0.0).max(axis=0), np.where(after, t, 1.0).min(axis=0)
        one, two = (self.at(place) for place in near)
        vertex = self.bends[1]
        near = np.where(np.abs(one - vertex) < np.abs(two - vertex), one, two)
        return [left, np.where(self.arms, near, left), right]

    def reach(self, level: float, height: np.ndarray, shift: np.ndarray) -> np.ndarray:
        """Where means of some heights, (..., heights), come to a level for good."""
        arms, place = self.arms[..., None], self.place[..., None]
        need = np.maximum((level - shift) / np.maximum(height, 1e-12), 1e-12)
        numbers = (np.where(self.arms, 1.0, a)[..., None] for a in (self.one, self.two))
        ramps = shapes.ramp_reaches(need, place, *numbers)
        bent = shapes.arms_reach(need, place, *self.bends[..., None])
        return np.clip(np.where(arms, bent, ramps), 0.0, 1.0)


@dataclass(frozen=True)
class Nodes:
    """Single mean curves with their log-weights; arrays are (curves, nodes).

    ``model`` and ``kind`` index `MODELS` and `verdicts.KINDS`; ``falls`` by delta from
    the first scale to the last; ``crossing`` and ``half`` are where the mean comes to
    delta, and to half of its last height, for good. ``rank`` says which fits best,
    and ``best`` (curves, nodes, 7) has the family (-1: flat), place, numbers, height,
    shift and how many numbers were fitted.
    """

    log: np.ndarray
    model: np.ndarray
    kind: np.ndarray
    falls: np.ndarray
    crossing: np.ndarray
    half: np.ndarray
    rank: np.ndarray
    best: np.ndarray


def mean(best: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Heights above chance at t (curves, points) of one of `Nodes.best` a curve."""
    owner, place, one, two, height, shift = best.T[:6, :, None]
    found = Shapes(np.maximum(owner, 0).astype(int), place, one, two)
    return shift + np.where(owner < 0, 0.0, height * found.at(t))


def polish(
    best: np.ndarray,
    t: np.ndarray,
    height: np.ndarray,
    own: np.ndarray,
    tol: np.ndarray,
) -> np.ndarray:
    """Bring shapes closer to heights with errors ``own``, by damped Gauss-Newton steps.

    The second look stops at a grid, which many test items resolve.
    """

    def moved(best, step):
        place = np.clip(best[:, 1] + step[:, 0], -1.5, 1.0)
        arms = np.clip(place, 0.01, 0.99)
        place = np.where(best[:, 0] >= _RAMPS, arms, place)
        numbers = best[:, 2:4] * np.exp(np.clip(step[:, 1:3], -1.0, 1.0))
        high = np.maximum(best[:, 4] + step[:, 3], 0.0)
        parts = [best[:, 0], place, *numbers.T, high, best[:, 5] + step[:, 4]]
        return np.stack([*parts, best[:, 6]], axis=1)

    def misses(best):
        return np.append((height - mean(best, t)) / own, best[:, 5:6] / tol, axis=1)

    # What the noise was averaged over may have picked a step: try a hinge, too.
    rising, count = (best[:, 0] == 0) | (best[:, 0] == 2), len(best)
    places = np.linspace(-0.5, 0.98, 38)[:, None, None]
    rise = np.maximum(t - places, 0.0) / own
    norm = np.maximum((rise**2).sum(axis=2), 1e-12)
    high = np.maximum((rise * height / own).sum(axis=2) / norm, 0.0)
    left = ((height / own - high[..., None] * rise) ** 2).sum(axis=2)
    first, each = left.argmin(axis=0), np.arange(count)
    hinge = np.zeros_like(best)
    hinge[:, 1], hinge[:, 2], hinge[:, 3] = places[first, 0, 0], np.inf, 0.1
    hinge[:, 4], hinge[:, 6] = high[first, each], best[:, 6]
    best = np.concatenate([best, np.where(rising[:, None], hinge, best)])
    t, height, own, tol = (np.concatenate([a, a]) for a in (t, height, own, tol))
    damp, small = np.full(len(best), 0.01), 1e-5 * np.eye(5)
    for _ in range(25):
        miss = misses(best)
        slopes = [(misses(moved(best, one[None])) - miss) / 1e-5 for one in small]
        slopes = np.stack(slopes, axis=2)
        normal = np.swapaxes(slopes, 1, 2) @ slopes
        size = np.einsum("cii->ci", normal) * damp[:, None] + 1e-9
        normal = normal + size[:, :, None] * np.eye(5)
        right = np.einsum("cpk,cp->ck", slopes, miss)
        trial = moved(best, -np.linalg.solve(normal, right[:, :, None])[:, :, 0])
        better = (misses(trial) ** 2).sum(axis=1) < (miss**2).sum(axis=1)
        best = np.where(better[:, None], trial, best)
        damp = np.where(better, damp / 4, damp * 4)
    left = (misses(best) ** 2).sum(axis=1).reshape(2, count).argmin(axis=0)
    return best[left * count + each]


def draw_nodes(data: Laid) -> Nodes:
    """Try every shape, and the likeliest again; then draw heights of these."""
    prior = data.noise.log_weight
    mass, low, high = _first_look(data)
    mass = mass + prior[:, :, None]
    shape, flat = mass.shape, mass.reshape(len(mass), -1)
    best = np.argpartition(-flat, AGAIN, axis=1)[:, :AGAIN]
    best.sort(axis=1)
    low, high = (
        np.take_along_axis(e.reshape(flat.shape), best, axis=1) for e in (low, high)
    )
    setting, row = np.divmod(best, shape[2])
    found, density, log, heights = _second_look(data, row, setting, low, high)
    noise = np.take_along_axis(prior, np.repeat(setting, PLACES, 1), axis=1)
    density, log = density + noise, log + noise
    # Shapes without a second look behave like those of their family that had one.
    rest = flat.copy()
    np.put_along_axis(rest, best, -np.inf, axis=1)
    rest = rest.reshape(shape)
    for family in range(len(FAMILIES)):
        mine = found.owner == family
        left = logsumexp(rest[:, :, family == _OWNER], axis=(1, 2))
        seen = logsumexp(np.where(mine, log, -np.inf), axis=1)
        more = np.logaddexp(np.minimum(left - np.maximum(seen, -1e300), 3.0), 0.0)
        log = log + np.where(mine, more[:, None], 0.0)
    height, shift = heights.draw(HEIGHTS)
    lasts = shift * data.lasting[..., None]
    ends = (lasts + height * end[..., None] for end in found.ends(data.place))
    left, mid, right = ends
    kind = classify(left, mid, right, data.delta)
    levels = data.delta, np.maximum(right / 2, data.delta)
    parts = [
        log[..., None] - np.log(HEIGHTS),
        found.owner[..., None] + 1,
        kind,
        right <= left - data.delta,
        *(found.reach(level, height, lasts) for level in levels),
        np.where(np.arange(HEIGHTS) == HEIGHTS // 2, density[..., None], -1e9),
        *(a[..., None] for a in (found.owner, found.place, found.one, found.two)),
        height,
        shift,
        np.full_like(shift, 3.0),
    ]
    parts = [np.broadcast_to(p, height.shape).reshape(len(height), -1) for p in parts]
    nodes = [*parts[:7], np.stack(parts[7:], axis=2)]
    both = zip(nodes, _stay(data, prior), strict=True)
    return Nodes(*(np.concatenate(pair, axis=1) for pair in both))


def _stay(data, prior):
    """Nodes of a mean that stays at chance, by its shift."""
    share = np.exp(-0.5 * SHIFTS**2)
    shift = data.tolerance * SHIFTS
    mean = data.noise.clip(data.chance + shift) + 0.0 * data.noise.score
    log = data.noise.factor[:, :, None] * data.noise.loglik(mean)[:, None]
    log = log + np.log(FLAT * share / share.sum()) + prior[:, :, None]
    log = log.reshape(len(log), -1)
    shift = np.tile(shift, prior.shape[1])
    zero = np.zeros_like(log)
    about = [zero - 1.0, zero, zero + 1.0, zero + 1.0, zero, shift, zero]
    lasts = shift * data.lasting
    kind = classify(lasts, lasts, lasts, data.delta)
    whole = zero.astype(int)
    return log, whole, kind, whole > 0, zero, zero, log, np.stack(about, axis=2)


def _first_look(data):
    """Average likelihood (logs) of each row of `FAMILIES` with each setting of noise.

    And the ends of the places that are worth another look, (curves, settings, rows).
    """
    t = data.place
    if (t == t[:, :1]).all():
        t = t[:, :1]  # shared scales: shapes are drawn once for all curves
    averages = []
    for owner, family in enumerate(FAMILIES):
        place = (family.edges[1:] + family.edges[:-1]) / 2
        rows = family.rows[None] if owner >= _RAMPS else family.rows[:, None]
        drawn = []  # ramps row by row, for each length has a formula of its own
        for part in rows:
            one, two = np.repeat(part, len(place), axis=0).T[:, None]
            places, owners = np.tile(place, len(part))[None], np.full(one.shape, owner)
            drawn.append(Shapes(owners, places, one, two).at(t))
        found = profile(data, np.concatenate(drawn, axis=2), steps=1)
        average = found.at(data.noise.factor[:, :, None]).average
        average = average.reshape(*average.shape[:2], len(family.rows), len(place))
        averages.append(average + np.log(np.diff(family.edges) * family.density(place)))
    top = np.max([average.max(axis=(1, 2, 3)) for average in averages], axis=0)
    mass, low, high = [], [], []
    for family, average in zip(FAMILIES, averages, strict=True):
        own = average.max(axis=3, keepdims=True)
        near = average > np.minimum(top[:, None, None, None], own) - DEEP
        cells, edges = near.shape[3], family.edges
        first, last = near.argmax(axis=3), cells - 1 - near[..., ::-1].argmax(axis=3)
        share = np.exp(average - np.maximum(own, -1e300)).sum(axis=3)
        mass.append(own[..., 0] + np.log(np.maximum(share, 1e-300)))
        low.append(edges[np.maximum(first - 1, 0)])
        high.append(edges[np.minimum(last + 2, cells)])
    return [np.concatenate(part, axis=2) for part in (mass, low, high)]


def _second_look(data, row, setting, low, high):
    """Try chosen shapes at places between two ends.

    Returns the shapes, logs of their densities and of their weights, and heights.
    """
    step = (high - low)[:, :, None]

    def each(values):
        return np.repeat(values, PLACES, axis=1)

    def along(values):
        return np.broadcast_to(values, (*step.shape[:2], PLACES)).reshape(len(step), -1)

    owner = each(_OWNER[row])
    place = (low[:, :, None] + step * _ALONG).reshape(len(step), -1)
    # The numbers of a row stand for those around them, so they vary along.
    one, two = each(_ROWS[row]).transpose(2, 0, 1)
    wide = np.array([family.steps for family in FAMILIES])[owner]
    turn, stretch = wide[..., 0] * along(_VARY[0]) / 2, wide[..., 0] ** along(_VARY[0])
    one = np.where(owner >= _RAMPS, one + turn, one * stretch)
    two = two * wide[..., 1] ** along(_VARY[1])
    found = Shapes(owner, place, one, two)
    density = np.choose(owner, [family.density(place) for family in FAMILIES])
    factor = np.take_along_axis(data.noise.factor, each(setting), axis=1)
    heights = profile(data, found.at(data.place)).at(factor[:, None]).pick(0)
    density = heights.average + np.log(density)
    return found, density, density + np.log(each(step[:, :, 0]) / PLACES), heights
