"""What the mean curve does, averaged over models, noise and chance.

A verdict is no property of a formula: what counts is what each mean curve does,
whichever model drew it.
"""

from dataclasses import dataclass, fields

import numpy as np

from emergestudy.estimators.chain import chain
from emergestudy.estimators.likelihood import Laid
from emergestudy.estimators.models import MODELS, draw_nodes
from emergestudy.estimators.verdicts import KINDS

FREE = 0.07
"""Prior probability of the free chain; that of the others is in `models`."""

BINS = 1024
"""Cells in which quantiles of a place are read off."""


@dataclass(frozen=True)
class Found:
    """What was found, one row a curve; places run from 0 to 1 along the data.

    ``probability`` (curves, kinds), ``models`` (curves, models), ``falls`` the
    probability that a curve above throughout falls by delta; ``crossing`` (where an
    emergent or, if that is likelier, a U-shaped curve rises above delta for good),
    ``width`` and ``corner`` (curves, 3) with low end, median and high end; ``best``
    the likeliest shape of the likeliest kind, as in `Nodes`.
    """

    probability: np.ndarray
    models: np.ndarray
    falls: np.ndarray
    crossing: np.ndarray
    width: np.ndarray
    corner: np.ndarray
    best: np.ndarray

    @staticmethod
    def join(parts: list["Found"]) -> "Found":
        """Put batches of curves together."""
        names = [field.name for field in fields(Found)]
        return Found(*(np.concatenate([getattr(p, n) for p in parts]) for n in names))


def weigh(data: Laid, level: float) -> Found:
    """Weigh all models on some curves, and say what the mean curve does."""
    nodes, free = draw_nodes(data), chain(data)
    free_log = free.evidence + np.log(FREE) + data.noise.log_weight
    top = np.maximum(nodes.log.max(axis=1), free_log.max(axis=1))[:, None]
    mass, free_mass = np.exp(nodes.log - top), np.exp(free_log - top)
    total = _by_group(mass, nodes.kind, len(KINDS))
    total += np.einsum("cr,crk->ck", free_mass, free.kind)
    models = _by_group(mass, nodes.model, len(MODELS))
    models[:, -1] = free_mass.sum(axis=1)
    falls = (mass * (nodes.falls & (nodes.kind == 1))).sum(axis=1)
    falls += (free_mass * free.kind[..., 1] * free.falls).sum(axis=1)
    falls = falls / np.maximum(total[:, 1], 1e-300)
    every = total.sum(axis=1, keepdims=True)
    kind = total.argmax(axis=1)
    best = np.where(nodes.kind == kind[:, None], nodes.rank, nodes.rank - 1e6)
    best = nodes.best[np.arange(len(kind)), best.round(6).argmax(axis=1)]  # ties: first
    # Crossings and widths are those of curves that rise for good, of the likelier kind.
    sinks = kind == KINDS.index("u_shaped")
    gaps = np.where(sinks[:, None, None], free.u_shaped, free.emergent)
    gaps = (free_mass[..., None] * gaps).sum(axis=1)
    rising = np.where(sinks, kind, KINDS.index("emergent"))
    mass = np.where(nodes.kind == rising[:, None], mass, 0.0)
    ends = (0.5 - level / 2, 0.5, 0.5 + level / 2)
    place = data.place[:, :, 0].T
    left, right = place[:, :-1], place[:, 1:]
    spread = _evenly(left, right, gaps)
    crossing = _quantiles(nodes.crossing, mass, (0.0, 1.0), ends, spread)
    # The chain knows of the way to half of the rise only between which models it ends.
    score = data.noise.score[:, :, 0].T - data.chance
    below = score < np.maximum(score[:, -1:] / 2, data.delta)
    last = (below[:, :-1] * np.arange(right.shape[1])).max(axis=1)[:, None]
    start, end = (np.take_along_axis(e, last, axis=1) for e in (left, right))
    some = score[:, -1:] / 2 > data.delta
    least, most = np.maximum(start - right, 0.0), np.maximum(end, right) - left
    spread = _evenly(least * some, most * some, gaps)
    width = _quantiles(nodes.half - nodes.crossing, mass, (0.0, 1.0), ends, spread)
    ramps = [MODELS.index(name) for name in ("ramp", "step")]
    ramps = mass * np.isin(nodes.model, ramps)
    corner = _quantiles(nodes.best[..., 1], ramps, (-1.5, 1.0), ends)
    return Found(total / every, models / every, falls, crossing, width, corner, best)


def _by_group(mass, group, count):
    """Add up masses by group: (curves, groups)."""
    rows = len(mass)
    key = group + count * np.arange(rows)[:, None]
    sums = np.bincount(key.ravel(), mass.ravel(), rows * count)
    return sums.reshape(rows, count)


def _evenly(start, end, mass):
    """Distribution functions, at the bins' edges, of masses spread evenly."""
    grid = np.linspace(0.0, 1.0, BINS + 1)
    found = np.zeros((len(mass), BINS + 1))
    for k in range(mass.shape[1]):
        low, high = start[:, k, None], end[:, k, None]
        share = np.clip((grid - low) / np.maximum(high - low, 1e-12), 0.0, 1.0)
        found += mass[:, k, None] * share
    return found


def _quantiles(values, mass, limits, ends, more=0.0):
    """Quantiles (curves, ends) of values with masses, and a distribution function."""
    low, high = limits
    index = ((np.clip(values, low, high) - low) / (high - low) * BINS).astype(int)
    sums = _by_group(mass, np.minimum(index, BINS - 1), BINS)
    below = np.pad(np.cumsum(sums, axis=1), ((0, 0), (1, 0))) + more
    total = below[:, -1:]
    below = below / np.maximum(total, 1e-300)
    rows, found = np.arange(len(below)), []
    for end in ends:
        k = np.clip((below < end).sum(axis=1), 1, BINS)
        before, after = below[rows, k - 1], below[rows, k]
        share = (end - before) / np.maximum(after - before, 1e-300)
        found.append((k - 1 + np.clip(share, 0.0, 1.0)) / BINS)
    found = low + (high - low) * np.stack(found, axis=1)
    return np.where(total > 0, found, np.nan)
