"""The free chain: any mean curve whatever, known at the scales seen and not between.

The mean goes from scale to scale as a Markov chain over cells of its height above
chance: it starts near chance, above or below; it stays, rises, falls or returns to
chance. Where no shape fits, the chain wins, and then says of a crossing only between
which two models it lies. Evidence, classes and crossings are sums over all its paths,
by passes forward and backward.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from emergestudy.estimators.likelihood import Laid, log_mass

START = (0.55, 0.27, 0.18)
"""Prior of the mean at the smallest scale: near chance, above, below."""

MOVE = (0.38, 0.46, 0.16)
"""Prior of a step that does not return to chance: stay, rise, fall."""

RETURN = 0.08
"""Prior of a step that does."""

HIGH, RISE, FALL, STAY = 0.2, 0.15, 0.1, 0.006
"""Typical height of a start, rise, fall, and wobble of a mean that stays."""


@dataclass(frozen=True)
class Paths:
    """Sums over paths: (curves, settings) and one more axis.

    ``evidence`` is the log of the average likelihood; ``kind`` the probability of each
    of `verdicts.KINDS`; ``falls`` that a mean that is above throughout falls by delta
    from the first scale to the last; ``emergent`` and ``u_shaped`` those of the gaps
    between scales in which such a curve rises above delta for good.
    """

    evidence: np.ndarray
    kind: np.ndarray
    falls: np.ndarray
    emergent: np.ndarray
    u_shaped: np.ndarray


def _cells(delta, low, high):
    """Edges of the cells from low to high, middles, and how the mean moves."""
    edges, move = _all_cells(delta)
    first = max(np.searchsorted(edges, low + 1e-9) - 1, 0)
    last = np.searchsorted(edges, high - 1e-9)
    edges = edges[first : last + 1]
    return edges, (edges[1:] + edges[:-1]) / 2, move[first:last, first:last]


@lru_cache(maxsize=64)
def _all_cells(delta):
    """Edges of all cells, fine near chance, and the moves from each to each."""
    fine = np.arange(0.0, delta - 1e-9, 0.01)
    up = [fine, delta + np.arange(0.0, 0.2, 0.0125), delta + np.arange(0.2, 0.4, 0.025)]
    up += [delta + np.arange(0.4, 1.0, 0.04)]
    down = [fine, delta + np.arange(0.0, 0.2, 0.02), delta + np.arange(0.2, 1.0, 0.05)]
    far = (1.0 + delta) * 1.12 ** np.arange(1, 160)
    up, down = np.concatenate([*up, far]), np.concatenate([*down, far])
    edges = np.unique(np.round(np.concatenate([-down, up]), 9))
    middle, width = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    step = middle - middle[:, None]
    ways = (
        np.exp(-0.5 * (step / STAY) ** 2),
        np.where(step > 0, np.exp(-np.maximum(step, 0.0) / RISE), 0.0),
        np.where(step < 0, np.exp(np.minimum(step, 0.0) / FALL), 0.0),
    )
    move = np.zeros_like(step)
    for share, way in zip(MOVE, ways, strict=True):
        way = way * width
        move += share * way / np.maximum(way.sum(axis=1, keepdims=True), 1e-300)
    return edges, move


def chain(data: Laid) -> Paths:
    """Sum over all paths of the mean, for every curve and setting of the noise."""
    curves, settings = data.noise.factor.shape
    low, high = -data.below, data.above
    edges, middle, move = _cells(data.delta, float(low.min()), float(high.max()))
    cut = np.clip(edges, low, high)
    room = np.diff(cut, axis=1) / np.diff(edges)
    start, near = _start(middle, np.diff(cut, axis=1), data.tolerance)
    emission, peak = _emission(data, cut)

    def spread(rows):
        """Repeat what belongs to a curve for each of its settings."""
        return np.repeat(rows, settings, axis=0)

    up, sunk = middle >= data.delta, middle <= -data.delta
    # Kept within: the band around chance; never above; always above; anywhere.
    keep = np.stack([~up & ~sunk, ~up, up, np.ones_like(up)])[:, None, :]
    leave = spread((1.0 - RETURN) / np.maximum(room @ move.T, 1e-300))
    room, near = spread(room), spread(RETURN * near)
    new = spread((data.noise.information[:, :, 0] > 0).T)
    points = len(emission)
    ahead, size = [], []
    state = keep * (spread(start) * emission[0])
    for k in range(points):
        if k:
            moved = ((state * leave) @ move) * room
            moved += state.sum(axis=2, keepdims=True) * near
            # A point pooled with the one before it is no step.
            moved = np.where(new[:, k, None], moved, state)
            ahead.append(moved)
            state = keep * moved * emission[k]
        total = state[3].sum(axis=1)
        state = state / total[:, None]
        size.append(total)
    inside, below, above, _ = (part.sum(axis=1) for part in state)
    last_above, after = state[2], np.ones_like(state[2])
    gaps = {"emergent": [], "u_shaped": []}
    for k in range(points - 1, 0, -1):
        after = up * emission[k] * after / size[k][:, None]
        from_inside = (ahead[k - 1][0] * after).sum(axis=1)
        from_below = (ahead[k - 1][1] * after).sum(axis=1)
        gaps["emergent"].insert(0, from_inside * new[:, k])
        gaps["u_shaped"].insert(0, (from_below - from_inside) * new[:, k])
        back = leave * ((after * room) @ move.T)
        back += (after * near).sum(axis=1, keepdims=True)
        after = np.where(new[:, k, None], back, after)
    first_above = up * spread(start) * emission[0] * after / size[0][:, None]
    fall = (middle[:, None] - middle >= data.delta).astype(float)
    falls = ((first_above @ fall) * last_above).sum(axis=1)
    falls = falls / np.maximum(above, 1e-150) ** 2
    gap = {k: np.maximum(np.stack(parts, axis=1), 0.0) for k, parts in gaps.items()}
    kind = [gap["emergent"].sum(axis=1), above, inside, below - inside]
    kind += [gap["u_shaped"].sum(axis=1)]
    kind = np.stack([*kind, 1.0 - np.sum(kind, axis=0)], axis=1)
    evidence = np.log(size).sum(axis=0) + peak

    def shaped(values):
        return values.reshape(curves, settings, *values.shape[1:])

    kind = np.maximum(kind, 0.0)
    parts = (evidence, kind, falls, gap["emergent"], gap["u_shaped"])
    return Paths(*map(shaped, parts))


def _start(middle, width, tolerance):
    """Prior of the first mean, and of one at chance, (curves, cells)."""
    near = np.exp(-0.5 * (middle / np.maximum(tolerance, 0.004)) ** 2) * width
    high = np.where(middle > 0, np.exp(-np.maximum(middle, 0) / HIGH), 0.0) * width
    deep = np.where(middle < 0, np.exp(np.minimum(middle, 0) / FALL), 0.0) * width
    total = np.zeros_like(near)
    for share, part in zip(START, (near, high, deep), strict=True):
        total += share * part / np.maximum(part.sum(axis=1, keepdims=True), 1e-300)
    near = near / near.sum(axis=1, keepdims=True)
    return total / total.sum(axis=1, keepdims=True), near


def _emission(data, edges):
    """Average likelihood of each cell, (points, curves x settings, cells), and its log.

    Proportions are nearly normal, with one variance, on the arcsine scale. The largest
    of each point is 1; the logs of what they are divided by are summed.
    """
    noise = data.noise
    information = noise.information * noise.factor  # (points, curves, settings)
    if noise.binomial:
        root = 2.0 * np.sqrt(information + 0.5)
        z = (information * noise.score + 0.375) / (information + 0.75)
        center = np.arcsin(np.sqrt(z))
        edges = np.arcsin(np.sqrt(np.clip(data.chance + edges, 0.0, 1.0)))
    else:
        center = noise.score - data.chance + 0.0 * information
        root = np.sqrt(information)
    ends = root[..., None] * (edges[None, :, None, :] - center[..., None])
    low, high = ends[..., :-1], ends[..., 1:]
    log = log_mass(low, high, 1e-12) - np.log(np.maximum(high - low, 1e-12))
    log = np.where(information[..., None] > 0, log, 0.0)
    peak = log.max(axis=3)
    shape = len(log), -1, log.shape[3]
    return np.exp(log - peak[..., None]).reshape(shape), peak.sum(axis=0).ravel()
