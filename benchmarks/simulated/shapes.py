"""Curves whose truth is known: shapes of the mean, noise, and the truth by definition.

A shape draws its parameters and returns the height of the mean above chance as a
function of place: 0 is the smallest scale seen, 1 the largest, `DECADES` above it. What
a curve *is* follows from its mean alone, never from the name of its shape: its class
from the heights at the scales seen, its crossing from the mean between them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

DELTA = 0.05
"""How far above chance the mean must stay, a share."""

DECADES = 4.0
"""Decades of scale that a curve spans."""

Mean = Callable[[np.ndarray], np.ndarray]
Draw = Callable[[float, float], np.ndarray]


def _ramp(t, start, length):
    """From 0 up to 1 over ``length``, straight."""
    return np.clip((t - start) / length, 0.0, 1.0)


def _tent(t, start, peak, end):
    """From 0 up to 1 at the peak and down to 0 again, straight."""
    return np.minimum(_ramp(t, start, peak - start), 1 - _ramp(t, peak, end - peak))


def _depth(draw, chance):
    """How far a curve goes below chance: .08 to .2 of a chance of .25."""
    return min(chance, 0.3) * draw(0.32, 0.8)


def flat(draw: Draw, room: float) -> Mean:
    """At chance throughout."""
    return lambda t: 0.0 * t + 0.0 * draw(0, 1)


def hinge(draw: Draw, room: float) -> Mean:
    """At chance, then a straight line."""
    corner, rise = draw(0.15, 0.75), room * draw(0.2, 0.85)
    return lambda t: rise * _ramp(t, corner, 1 - corner)


def soft_hinge(draw: Draw, room: float) -> Mean:
    """A hinge whose corner is round (softplus)."""
    corner, width = draw(0.25, 0.75), draw(0.03, 0.15)
    rise = room * draw(0.2, 0.85)

    def bent(t):
        return np.logaddexp(0.0, (t - corner) / width)

    return lambda t: rise * bent(t) / bent(1.0)


def hinge_ceiling(draw: Draw, room: float) -> Mean:
    """At chance, then a straight line up to a ceiling."""
    corner, length = draw(0.15, 0.6), draw(0.15, 0.5)
    rise = room * draw(0.2, 0.85)
    return lambda t: rise * _ramp(t, corner, length)


def logistic(draw: Draw, room: float) -> Mean:
    """From chance to a ceiling."""
    middle, width, rise = draw(0.35, 0.8), draw(0.02, 0.09), room * draw(0.2, 0.85)
    return lambda t: rise * expit((t - middle) / width)


def step(draw: Draw, room: float) -> Mean:
    """At chance, then at once as high as it gets."""
    place, rise = draw(0.15, 0.85), room * draw(0.2, 0.85)
    return lambda t: rise * (t >= place)


def power(draw: Draw, room: float) -> Mean:
    """A task of k steps, each right with a probability p that rises in a line: p^k."""
    first, last, steps = draw(0.2, 0.55), draw(0.8, 0.98), draw(5, 12)
    return lambda t: room * (first + (last - first) * t) ** steps


def two_rises(draw: Draw, room: float) -> Mean:
    """Up to a first plateau above delta, later up again."""
    start, plateau, rise = (
        draw(0.1, 0.35),
        room * draw(0.12, 0.3),
        room * draw(0.2, 0.5),
    )
    first, second, wait = draw(0.08, 0.2), draw(0.1, 0.25), draw(0.3, 0.4)
    return lambda t: (
        plateau * _ramp(t, start, first) + rise * _ramp(t, start + wait, second)
    )


def low_plateau(draw: Draw, room: float) -> Mean:
    """Up to a plateau below delta, later up from there."""
    start, plateau, corner = draw(0.05, 0.3), DELTA * draw(0.3, 0.8), draw(0.4, 0.75)
    rise = room * draw(0.2, 0.7)
    return lambda t: (
        plateau * _ramp(t, start, 0.1) + rise * _ramp(t, corner, 1 - corner)
    )


def level(draw: Draw, room: float) -> Mean:
    """Above chance, and nothing happens."""
    height = room * draw(0.12, 0.7)
    return lambda t: height + 0.0 * t


def rising(draw: Draw, room: float) -> Mean:
    """Above chance from the first, and a line up from there."""
    start, rise = room * draw(0.12, 0.35), room * draw(0.1, 0.5)
    return lambda t: start + rise * t


def convex(draw: Draw, room: float) -> Mean:
    """Above chance from the first, and ever steeper: a power law of scale."""
    start, rise, bend = room * draw(0.12, 0.3), room * draw(0.2, 0.6), draw(1.0, 3.5)
    return lambda t: start + rise * (10.0 ** (bend * t) - 1) / (10.0**bend - 1)


def far_fall(draw: Draw, room: float) -> Mean:
    """Falls, and stays far above chance."""
    start, fall = room * draw(0.6, 0.9), room * draw(0.1, 0.35)
    return lambda t: start - fall * t


def dip_above(draw: Draw, room: float) -> Mean:
    """Above chance, lower for a while, never down to chance."""
    height, share, middle = room * draw(0.4, 0.8), draw(0.2, 0.6), draw(0.35, 0.65)
    return lambda t: height * (1 - share * _tent(t, 0.1, middle, 0.9))


def fall(draw: Draw, room: float) -> Mean:
    """Falls from chance in a line."""
    depth = _depth(draw, 1 - room)
    return lambda t: -depth * t


def late_fall(draw: Draw, room: float) -> Mean:
    """At chance, then falls."""
    corner, depth = draw(0.3, 0.7), _depth(draw, 1 - room)
    return lambda t: -depth * _ramp(t, corner, 1 - corner)


def dip_below(draw: Draw, room: float) -> Mean:
    """At chance, below it for a while, back at chance."""
    start, middle, end = draw(0.05, 0.3), draw(0.4, 0.6), draw(0.7, 0.95)
    depth = _depth(draw, 1 - room)
    return lambda t: -depth * _tent(t, start, middle, end)


def u_shape(draw: Draw, room: float) -> Mean:
    """Falls from chance in a line, then rises in a line above it."""
    turn, depth, rise = draw(0.25, 0.6), _depth(draw, 1 - room), room * draw(0.25, 0.8)
    return lambda t: (
        -depth * _ramp(t, 0.0, turn) + (depth + rise) * _ramp(t, turn, 1 - turn)
    )


def u_from_above(draw: Draw, room: float) -> Mean:
    """Two halves of parabolas: from above chance down to it, and up again."""
    turn, left, right = draw(0.3, 0.7), room * draw(0.15, 0.5), room * draw(0.2, 0.7)
    return lambda t: (
        left * (1 - _ramp(t, 0.0, turn)) ** 2 + right * _ramp(t, turn, 1 - turn) ** 2
    )


def above_back_above(draw: Draw, room: float) -> Mean:
    """Above chance, at chance for a while, above again."""
    first, later = room * draw(0.15, 0.5), room * draw(0.2, 0.7)
    lost, back, length = draw(0.05, 0.25), draw(0.45, 0.7), draw(0.1, 0.3)
    return lambda t: first * (1 - _ramp(t, lost, 0.12)) + later * _ramp(t, back, length)


def fall_to_chance(draw: Draw, room: float) -> Mean:
    """Above chance, then down to it."""
    start, corner, length = room * draw(0.2, 0.6), draw(0.0, 0.35), draw(0.3, 0.6)
    return lambda t: start * (1 - _ramp(t, corner, length))


def rise_and_fall(draw: Draw, room: float) -> Mean:
    """Up from chance and down to it again."""
    start, peak, end = draw(0.05, 0.3), draw(0.4, 0.65), draw(0.8, 1.0)
    rise = room * draw(0.2, 0.7)
    return lambda t: rise * _tent(t, start, peak, end)


EMERGENT = (hinge, soft_hinge, hinge_ceiling, logistic, step, power, two_rises)
EMERGENT += (low_plateau,)
ABOVE = (level, rising, convex, far_fall, dip_above)
BELOW = (fall, late_fall, dip_below, u_shape)
IRREGULAR = (u_from_above, above_back_above, fall_to_chance, rise_and_fall)
SHAPES = {f.__name__: f for f in (flat, *EMERGENT, *ABOVE, *BELOW, *IRREGULAR)}
"""By name. A tuple says what most curves of a shape are; each is classed by itself."""

NOISES = ("binomial", "jitter", "same_items", "ar1")
SPACINGS = ("even", "family")


@dataclass(frozen=True)
class Curves:
    """Simulated curves of one setting.

    Attributes
    ----------
    place, score : numpy.ndarray, (curves, points)
        Place from 0 to 1, and the score as a share.
    n : numpy.ndarray, (curves, points)
        Test items behind each score.
    truth : numpy.ndarray, (curves,)
        Class of the mean at the scales seen.
    crossing : numpy.ndarray, (curves,)
        Place from which on the mean stays at or above chance + delta; NaN where it is
        not emergent.
    """

    place: np.ndarray
    score: np.ndarray
    n: np.ndarray
    truth: np.ndarray
    crossing: np.ndarray


def exists(shape: str, chance: float) -> bool:
    """Whether there is room for the shape: nothing falls below a chance of 0."""
    return chance > 0 or SHAPES[shape] not in BELOW


def simulate(
    shape: str,
    points: int,
    n: int | None,
    noise: str,
    chance: float,
    spacing: str,
    count: int,
    rng: np.random.Generator,
) -> Curves:
    """Draw ``count`` curves of one setting; ``n`` None draws it from 100 to 14,000.

    Noise, besides the binomial of the answers: ``jitter`` moves the mean of each model
    by a normal error of .8 to 2 points (one spread a curve), ``ar1`` by one that keeps
    .7 of the error of the model before; both are less where the mean is below .11 or
    above .89, for a score stays within 0 and 1. ``same_items`` gives all models of a
    curve one error in common, as large as that of their answers.
    """

    def draw(low, high):
        return rng.uniform(low, high, (count, 1))

    height = SHAPES[shape](draw, 1.0 - chance)
    place = places(points, spacing, count, rng)
    seen = height(place)
    truth = classify(seen)
    crossing = np.where(truth == "emergent", last_crossing(height, count), np.nan)
    drawn = 10 ** draw(2.0, np.log10(14_000)) if n is None else np.full((count, 1), n)
    items = np.broadcast_to(np.round(drawn).astype(int), place.shape)
    mean = np.clip(chance + seen, 0.0, 1.0)
    spread = np.sqrt(mean * (1 - mean))
    if noise in ("jitter", "ar1"):
        keep = 0.7 if noise == "ar1" else 0.0
        error = rng.standard_normal(place.shape)
        for k in range(1, points):
            error[:, k] *= np.sqrt(1 - keep**2)
            error[:, k] += keep * error[:, k - 1]
        mean = mean + draw(0.008, 0.02) * np.minimum(1, spread / 0.31) * error
    elif noise == "same_items":
        mean = mean + rng.standard_normal((count, 1)) * spread / np.sqrt(items)
    score = rng.binomial(items, np.clip(mean, 0.0, 1.0)) / items
    return Curves(place, score, items, truth, crossing)


def places(
    points: int, spacing: str, count: int, rng: np.random.Generator
) -> np.ndarray:
    """From 0 to 1, (count, points): even, or with gaps that differ as in families.

    The gaps between the sizes of one family differ by a factor of about 1.8 each way.
    """
    gaps = np.ones((count, points - 1))
    if spacing == "family":
        gaps = np.exp(rng.normal(0.0, 0.6, gaps.shape))
    steps = np.cumsum(gaps, axis=1)
    return np.hstack([np.zeros((count, 1)), steps / steps[:, -1:]])


def classify(height: np.ndarray) -> np.ndarray:
    """What the mean does at the scales seen: a class for each row of heights."""
    above, below = height >= DELTA, height <= -DELTA
    points = height.shape[1]
    # The first place from which on all are above; `points` where the last is not.
    since = points - np.cumprod(above[:, ::-1], axis=1).sum(axis=1)
    lost = (above & (np.arange(points) < since[:, None])).any(axis=1)
    ever_below = below.any(axis=1)
    rises = np.select([since == 0, ever_below], ["above", "u_shaped"], "emergent")
    stays = np.where(ever_below, "inverse", "flat")
    return np.select([lost, since == points], ["irregular", stays], rises)


def last_crossing(height: Mean, count: int) -> np.ndarray:
    """The last place at which the mean comes to chance + delta from below, (count,).

    Sought on 2,001 places, then by halving; 1 where the mean ends below.
    """
    grid = np.broadcast_to(np.linspace(0.0, 1.0, 2001), (count, 2001))
    low = grid.shape[1] - 1 - (height(grid) < DELTA)[:, ::-1].argmax(axis=1)
    low = grid[0, low][:, None]
    high = np.minimum(low + 1 / 2000, 1.0)
    for _ in range(30):
        middle = (low + high) / 2
        below = height(middle) < DELTA
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return high[:, 0]
