"""Curves of every kind whose truth is known.

Every curve spans (at most) four decades of scale, place 0 to 1. Where a kind has a
number that can vary, each curve draws its own:

- hinge, hinge_ceiling, logistic: elbow in 0.3..0.7 and rise in 0.3..0.7 above chance;
  the ramp to the ceiling takes 0.3..0.8 of the way from the elbow to the end, the
  logistic's (tangent to tangent) 0.4..1.2 of it;
- power_law: convex and smooth, ``rise 10^(b (x - end))`` with b in 0.3..0.9 a decade;
- log_linear: 0.05..0.2 above chance at place 0, and a further 0.15..0.5 at place 1;
- inverse: falls by 0.1..0.22 from chance, half of them from place 0, half from the
  elbow;
- u_shaped: falls in a line to 0.1..0.22 below chance at the elbow, then rises to
  0.15..0.5 above it.
"""

from dataclasses import dataclass

import numpy as np

from emergestudy.estimators import shapes

KINDS = (
    "flat",
    "log_linear",
    "hinge",
    "hinge_ceiling",
    "logistic",
    "power_law",
    "inverse",
    "u_shaped",
)
"""Kinds of simulated curves; the third to the fifth have an emergence point."""

DECADES = 4.0
"""Decades of scale between place 0 and place 1."""

DEPTH = (0.1, 0.22)
"""Depth of the fall of inverse and U-shaped curves."""


@dataclass(frozen=True)
class Cell:
    """One setting of the study: what is simulated, and what the estimator is told.

    Attributes
    ----------
    kind, points, spacing, n : str, int, str, int
        Kind of curve; points a curve; "random" (uniform places), "equal" (equal steps)
        or "uneven" (squared steps, dense at small scales); test items a point.
    study : str
        Name of the study the cell belongs to.
    chance, told_chance : float
        True chance level, and the one given to the estimator (None: the true one).
    rho, told_rho : float
        True over-dispersion, and what the estimator is given (a number or "estimate").
    tolerance : float
        Tolerance on chance given to the estimator.
    ties : int
        Points at each scale; the number of scales is ``points // ties``.
    told_n : bool
        False: the estimator is not told n and has to estimate the spread.
    elbow, rise, start, share : (float, float)
        Ranges of elbow, rise, height of a log-linear curve at place 0, and share of the
        way that a ceiling's ramp takes.
    """

    kind: str
    points: int
    spacing: str
    n: int
    study: str = "main"
    chance: float = 0.25
    told_chance: float | None = None
    rho: float = 0.0
    told_rho: float | str = 0.0
    tolerance: float = 0.0
    ties: int = 1
    told_n: bool = True
    elbow: tuple[float, float] = (0.3, 0.7)
    rise: tuple[float, float] = (0.3, 0.7)
    start: tuple[float, float] = (0.05, 0.2)
    share: tuple[float, float] = (0.3, 0.8)


@dataclass(frozen=True)
class Simulated:
    """Simulated curves: (curves, points), and the true elbow (curves,), NaN if none.

    ``x`` and ``elbow`` are in decades above place 0; ``mean`` is the true curve.
    """

    x: np.ndarray
    score: np.ndarray
    mean: np.ndarray
    elbow: np.ndarray


def simulate(cell: Cell, count: int, rng: np.random.Generator) -> Simulated:
    """Draw ``count`` curves of one cell: places, true means, then scores."""
    if cell.kind not in KINDS:
        raise ValueError(f"kind {cell.kind!r} is not one of {', '.join(KINDS)}.")
    place = _places(cell, count, rng)
    elbow = rng.uniform(*cell.elbow, (count, 1))
    mean = cell.chance + _rise(cell, place, elbow, rng)
    score = _scores(cell, mean, rng)
    true = elbow[:, 0] * DECADES
    if cell.kind not in KINDS[2:5]:
        true = np.full(count, np.nan)
    return Simulated(place * DECADES, score, mean, true)


def _places(cell, count, rng):
    scales = cell.points // cell.ties
    if cell.spacing == "random":
        place = np.sort(rng.uniform(0.0, 1.0, (count, scales)), axis=1)
    else:
        power = {"equal": 1.0, "uneven": 2.0}[cell.spacing]
        place = np.tile(np.linspace(0.0, 1.0, scales) ** power, (count, 1))
    return np.repeat(place, cell.ties, axis=1)


def _rise(cell, t, elbow, rng):
    """True mean less chance, (curves, points)."""

    def draw(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, elbow.shape)

    match cell.kind:
        case "flat":
            return np.zeros_like(t)
        case "log_linear":
            return draw(*cell.start) + draw(0.15, 0.5) * t
        case "hinge":
            return draw(*cell.rise) * shapes.hinge(t, elbow)
        case "hinge_ceiling":
            share = draw(*cell.share)
            return draw(*cell.rise) * shapes.hinge_ceiling(t, elbow, share)
        case "logistic":
            return draw(*cell.rise) * shapes.logistic(t, elbow, draw(0.4, 1.2))
        case "power_law":
            return draw(*cell.rise) * 10.0 ** (draw(0.3, 0.9) * DECADES * (t - 1.0))
        case "inverse":
            from_start = draw(0.0, 1.0) < 0.5
            return -draw(*DEPTH) * shapes.hinge(t, np.where(from_start, 0.0, elbow))
    depth, up = draw(*DEPTH), draw(0.15, 0.5)
    after = -depth + (up + depth) * (t - elbow) / (1.0 - elbow)
    return np.where(t < elbow, -depth * t / elbow, after)


def _scores(cell, mean, rng):
    """Binomial proportions, or beta-binomial where rho > 0."""
    if cell.rho > 0:
        size = 1.0 / cell.rho - 1.0
        low = np.maximum(mean, 1e-9)
        mean = rng.beta(low * size, np.maximum(1.0 - mean, 1e-9) * size)
    return rng.binomial(cell.n, np.clip(mean, 0.0, 1.0)) / cell.n
