"""Is the estimator right? Simulated curves whose truth is known, and how it does.

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

import zlib
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import product

import numpy as np
import pandas as pd

from emergestudy.errors import UsageError, unknown
from emergestudy.estimators import VERDICTS, emergence_points
from emergestudy.estimators.shapes import ramp

WITH_ELBOW = ("hinge", "hinge_ceiling", "logistic")
KINDS = ("flat", "log_linear", *WITH_ELBOW, "power_law", "inverse", "u_shaped")
"""Kinds of simulated curves; those in `WITH_ELBOW` have an emergence point."""

DECADES = 4.0
"""Decades of scale between place 0 and place 1."""

DEPTH = (0.1, 0.22)
"""Depth of the fall of inverse and U-shaped curves."""

CHUNK = 500
"""Curves simulated together; part of what a seed means, so it does not change."""


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
    chance, rho : float
        True chance level and over-dispersion.
    told_chance, tolerance, told_n
        What the estimator is told: chance (None: the true one), its tolerance on
        chance, and whether it knows n or has to average over it.
    ties : int
        Points at each scale; the number of scales is ``points // ties``.
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
    tolerance: float | None = None
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
        raise UsageError(unknown("kind", cell.kind, KINDS))
    place = _places(cell, count, rng)
    elbow = rng.uniform(*cell.elbow, (count, 1))
    mean = cell.chance + _rise(cell, place, elbow, rng)
    score = _scores(cell, mean, rng)
    known = cell.kind in WITH_ELBOW
    true = elbow[:, 0] * (DECADES if known else np.nan)
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
            return draw(*cell.rise) * _hinge(t, elbow)
        case "hinge_ceiling":
            share = draw(*cell.share)
            return draw(*cell.rise) * _hinge(t, elbow, share)
        case "logistic":
            rise, share = draw(*cell.rise), draw(0.4, 1.2)
            return rise * ramp(t, elbow, 0.0, (1.0 - elbow) * share / 4.0)
        case "power_law":
            return draw(*cell.rise) * 10.0 ** (draw(0.3, 0.9) * DECADES * (t - 1.0))
        case "inverse":
            from_start = draw(0.0, 1.0) < 0.5
            return -draw(*DEPTH) * _hinge(t, np.where(from_start, 0.0, elbow))
    depth, up = draw(*DEPTH), draw(0.15, 0.5)
    after = -depth + (up + depth) * (t - elbow) / (1.0 - elbow)
    return np.where(t < elbow, -depth * t / elbow, after)


def _hinge(t, elbow, share=1.0):
    """Chance up to the elbow, then a line that ends after a share of the way left."""
    return np.clip((t - elbow) / ((1.0 - elbow) * share), 0.0, 1.0)


def _scores(cell, mean, rng):
    """Binomial proportions, or beta-binomial where rho > 0."""
    if cell.rho > 0:
        size = 1.0 / cell.rho - 1.0
        low = np.maximum(mean, 1e-9)
        mean = rng.beta(low * size, np.maximum(1.0 - mean, 1e-9) * size)
    return rng.binomial(cell.n, np.clip(mean, 0.0, 1.0)) / cell.n


POINTS, SPACINGS, ITEMS = (4, 5, 8, 13), ("random", "equal"), (100, 1000, 10000)
"""The main grid: points a curve, spacings and test items a point."""


def main_cells() -> list[Cell]:
    """Every kind of curve at every number of points, spacing and n: 192 cells."""
    return [Cell(*setting) for setting in product(KINDS, POINTS, SPACINGS, ITEMS)]


def extra_cells() -> list[Cell]:
    """What happens when something is wrong, unknown or unusual.

    Each study changes one thing, at 8 points (5, 8 and 13 for unknown n and weak
    signals), random and equal spacing.
    """
    cells = []
    for name, kinds, items, change in _EXTRAS:
        points = (5, 8, 13) if name in ("unknown_n", "weak") else (8,)
        spacings = ("uneven",) if name == "uneven" else SPACINGS
        cells += [
            Cell(*setting, study=name, **change)
            for setting in product(kinds, points, spacings, items)
        ]
    return cells


_MOST = ("flat", "log_linear", "hinge", "hinge_ceiling", "u_shaped")
_RISING = ("hinge", "hinge_ceiling")
_LARGE = (1000, 10000)
_OFF_1, _OFF_2 = {"told_chance": 0.26}, {"told_chance": 0.27}
_EARLY_CEILING = {"share": (0.1, 0.4), "rise": (0.6, 0.75)}
_EXTRAS = (
    ("chance_off_0.01", _MOST, _LARGE, _OFF_1),
    ("chance_off_0.01_tolerance", _MOST, _LARGE, _OFF_1 | {"tolerance": 0.01}),
    ("chance_off_0.02", _MOST, _LARGE, _OFF_2),
    ("chance_off_0.02_tolerance", _MOST, _LARGE, _OFF_2 | {"tolerance": 0.02}),
    ("rho_unknown", _MOST, _LARGE, {"rho": 0.002}),
    ("rho_unknown_ties", _MOST, _LARGE, {"rho": 0.002, "ties": 2}),
    ("saturation", ("hinge_ceiling",), ITEMS, _EARLY_CEILING),
    ("uneven", _MOST, ITEMS, {}),
    ("unknown_n", _MOST, ITEMS, {"told_n": False}),
    ("ties", _MOST, ITEMS, {"ties": 2}),
    ("weak", _RISING, ITEMS, {"rise": (0.1, 0.3)}),
    ("barely_above_chance", ("log_linear",), ITEMS, {"start": (0.02, 0.05)}),
    ("wide_elbows", _RISING, ITEMS, {"elbow": (0.05, 0.95)}),
    ("chance_zero", ("flat", *_RISING), ITEMS, {"chance": 0.0}),
)


def calibrate(
    cells: Iterable[Cell],
    n_simulations: int = 2000,
    level: float = 0.90,
    seed: int = 0,
    jobs: int = 2,
) -> pd.DataFrame:
    """Simulate every cell, run the estimator and count.

    The seed and the cell itself settle every draw, whatever the order of cells and the
    number of processes, ``jobs``.

    Returns
    -------
    pandas.DataFrame
        One row a cell: the cell's settings; ``n_simulations``; the rate of each
        verdict; ``emergent_identifiable``, that of "emergent" among identifiable
        curves (at least 2 points on each side of the true elbow); coverage of the
        elbow's interval on all, called (emergent) and identifiable curves;
        ``share_identifiable``; ``share_outside``, of elbows outside the data;
        ``median_width`` of called curves' intervals, in decades. Each has its Monte
        Carlo standard error in a column that ends in ``_se``.
    """
    cells = list(cells)
    starts = range(0, n_simulations, CHUNK)
    tasks = [
        (cell, min(CHUNK, n_simulations - start), level, (seed, part))
        for cell in cells
        for part, start in enumerate(starts)
    ]
    if jobs == 1:
        results = [_run(task) for task in tasks]
    else:
        with ProcessPoolExecutor(jobs) as pool:
            results = list(pool.map(_run, tasks, chunksize=2))
    each = len(starts)
    parts = (results[k * each : (k + 1) * each] for k in range(len(cells)))
    found = zip(cells, parts, strict=True)
    return pd.DataFrame([_row(c, np.concatenate(p, axis=1)) for c, p in found])


def _run(task):
    """One chunk of curves: verdict, covered, identifiable, outside and width."""
    cell, count, level, (seed, part) = task
    key = zlib.crc32(repr(cell).encode())
    rng = np.random.default_rng([seed, key, part])
    drawn = simulate(cell, count, rng)
    fits = emergence_points(
        10.0**drawn.x,
        drawn.score,
        chance=cell.chance if cell.told_chance is None else cell.told_chance,
        n=cell.n if cell.told_n else None,
        level=level,
        tolerance=cell.tolerance,
    )
    low, _, high = np.log10(fits.corner.T)
    below = (drawn.x < drawn.elbow[:, None]).sum(axis=1)
    known = np.isfinite(drawn.elbow)
    return np.stack(
        [
            np.array([VERDICTS.index(v) for v in fits.verdict], dtype=float),
            np.where(known, (low <= drawn.elbow) & (drawn.elbow <= high), np.nan),
            np.where(known, (below >= 2) & (cell.points - below >= 2), np.nan),
            np.where(known, (below == 0) | (below == cell.points), np.nan),
            high - low,
        ]
    )


def _row(cell, result):
    """Rates of one cell and their Monte Carlo standard errors."""
    verdict, covered, identifiable, outside, width = result
    called, seen = verdict == 0, identifiable == 1
    row = {**asdict(cell), "n_simulations": verdict.size}
    for k, name in enumerate(VERDICTS):
        _rate(row, name, verdict == k)
    _rate(row, "emergent_identifiable", called[seen])
    _rate(row, "coverage_all", covered)
    _rate(row, "coverage_called", covered[called])
    _rate(row, "coverage_identifiable", covered[seen])
    _rate(row, "share_identifiable", identifiable)
    _rate(row, "share_outside", outside)
    row["median_width"], row["median_width_se"] = _median(width[called])
    return row


def _rate(row, name, hits):
    """A share and ``sqrt(p (1 - p) / n)``; NaN where nothing was counted."""
    share = float(np.mean(hits)) if hits.size else np.nan
    error = np.sqrt(share * (1.0 - share) / hits.size) if hits.size else np.nan
    row[name], row[f"{name}_se"] = share, float(error)


def _median(values):
    """A median and half the span of the order statistics one error each way."""
    if values.size < 4:
        return np.nan, np.nan
    reach = 0.5 / np.sqrt(values.size)
    low, middle, high = np.quantile(values, (0.5 - reach, 0.5, 0.5 + reach))
    return float(middle), float(high - low) / 2.0
