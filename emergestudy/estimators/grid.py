"""Search and average the shapes of one rival: a grid over its box, then smaller boxes.

At n = 10,000 a posterior can be a hundred times narrower than the box, so no fixed grid
will do: each round keeps the part of the box that still matters and cuts it finer.
"""

from dataclasses import dataclass

import numpy as np

from emergestudy.estimators.amplitude import AmplitudeFit, fit_amplitude, largest_rise
from emergestudy.estimators.evidence import Rival

KEEP = (25.0, 12.0)
"""How far below its peak the log-density may fall and still be in the next box."""

POLISH = {1: 7, 2: 5}
"""Values tried for each parameter around the best shape, by number of parameters."""


@dataclass(frozen=True)
class CurveSet:
    """Curves ready to fit: all arrays are (points, curves, 1) or (curves, 1).

    ``place`` is 0 at the smallest scale and 1 at the largest; it has one curve only
    when all curves share their scales. ``above`` and ``below`` say how far from chance
    a score can be; ``tolerance`` is the standard deviation of chance.
    """

    place: np.ndarray
    noise: object
    chance: np.ndarray
    above: np.ndarray
    below: np.ndarray
    tolerance: float = 0.0

    def fit(self, shape: np.ndarray) -> AmplitudeFit:
        """Fit the rise of every shape, (points, curves or 1, shapes)."""
        top = largest_rise(shape, self.above, self.below)
        return fit_amplitude(self.noise, shape, self.chance, top, self.tolerance)


@dataclass(frozen=True)
class RivalFit:
    """One rival on every curve: its best shape and the average over its box.

    All fields are (curves,), except ``theta`` (curves, parameters) and ``nodes`` and
    ``logdensity`` (curves, cells): the midpoints of the first parameter's last grid,
    evenly spaced, and the log-density there (up to a constant).
    """

    loglik: np.ndarray
    rise: np.ndarray
    shift: np.ndarray
    theta: np.ndarray
    logmarginal: np.ndarray
    nodes: np.ndarray
    logdensity: np.ndarray


@dataclass
class _Best:
    """The best shape seen so far."""

    loglik: np.ndarray
    rise: np.ndarray
    shift: np.ndarray
    theta: np.ndarray

    def update(self, fit: AmplitudeFit, theta: np.ndarray) -> None:
        pick = fit.loglik.argmax(axis=1)
        rows = np.arange(pick.size)
        better = fit.loglik[rows, pick] > self.loglik
        for name in ("loglik", "rise", "shift"):
            new = getattr(fit, name)[rows, pick]
            setattr(self, name, np.where(better, new, getattr(self, name)))
        where = theta[:, 0 if theta.shape[1] == 1 else rows, pick].T
        self.theta = np.where(better[:, None], where, self.theta)


Box = tuple[np.ndarray, np.ndarray]
"""Low and high ends of one box a curve, (curves, parameters) each."""


def mesh(low: np.ndarray, high: np.ndarray, cells: tuple[int, ...]) -> np.ndarray:
    """Midpoints of boxes cut into cells: (parameters, curves, shapes).

    ``low`` and ``high`` are (curves, parameters).
    """
    steps = np.meshgrid(*[(np.arange(c) + 0.5) / c for c in cells], indexing="ij")
    unit = np.stack([step.ravel() for step in steps])[:, None, :]
    return low.T[:, :, None] + (high - low).T[:, :, None] * unit


def log_mean(values: np.ndarray, axis: int = -1) -> np.ndarray:
    """Log of the mean of ``exp(values)`` along ``axis``, safe from overflow."""
    peak = values.max(axis=axis, keepdims=True)
    mean = np.exp(values - peak).mean(axis=axis, keepdims=True)
    return np.squeeze(peak + np.log(mean), axis=axis)


def search(curves: CurveSet, rival: Rival) -> RivalFit:
    """Fit one rival to every curve: ever smaller boxes, then a closer look."""
    count = curves.chance.shape[0]
    nothing = np.full(count, -np.inf), np.zeros(count), np.zeros(count)
    best = _Best(*nothing, np.zeros((count, len(rival.lower))))
    if not rival.lower:
        fit = curves.fit(rival.shape(curves.place))
        best.update(fit, np.zeros((0, count, 1)))
        parts = best.loglik, best.rise, best.shift, best.theta
        return RivalFit(
            *parts, fit.logmarginal[:, 0], np.zeros((count, 1)), fit.logmarginal
        )
    density, box = narrow(curves, rival, best)
    _polish(curves, rival, best, box)
    return _finish(rival, best, density, box)


def narrow(
    curves: CurveSet, rival: Rival, best: _Best | None = None
) -> tuple[np.ndarray, Box]:
    """Average the rise over grids on ever smaller boxes.

    Returns the last grid's log-density, (curves, *cells), and its box: the low and high
    ends, (curves, parameters) each. ``best`` is kept up to date on the way.
    """
    count = curves.chance.shape[0]
    size = (count, len(rival.lower))
    box = np.broadcast_to(rival.lower, size), np.broadcast_to(rival.upper, size)
    for turn, cells in enumerate(rival.cells):
        # In the first round the box is the same for all: one set of shapes will do.
        theta = mesh(*(end[:1] if turn == 0 else end for end in box), cells)
        fit = curves.fit(rival.shape(curves.place, *theta))
        if best is not None:
            best.update(fit, theta)
        density = fit.logmarginal.reshape(count, *cells)
        if turn < len(KEEP):
            box = shrink(density, cells, box, KEEP[turn])
    return density, box


def shrink(density: np.ndarray, cells: tuple[int, ...], box: Box, keep: float) -> Box:
    """Smallest box that holds every cell within ``keep`` of the peak, plus a cell."""
    low, high = (np.array(end) for end in box)
    for k, count in enumerate(cells):
        others = tuple(1 + j for j in range(len(cells)) if j != k)
        profile = density.max(axis=others)
        on = profile > profile.max(axis=1, keepdims=True) - keep
        first = np.maximum(on.argmax(axis=1) - 1, 0)
        last = np.minimum(count - on[:, ::-1].argmax(axis=1) + 1, count)
        width = (high[:, k] - low[:, k]) / count
        start = low[:, k].copy()
        low[:, k], high[:, k] = start + first * width, start + last * width
    return low, high


def _polish(curves, rival, best, box, rounds: int = 2) -> None:
    """Look closer around the best shape, inside the rival's own box."""
    reach = (box[1] - box[0]) / np.array(rival.cells[-1])
    count = POLISH[len(rival.lower)]
    for _ in range(rounds):
        low = np.maximum(best.theta - reach, rival.lower)
        high = np.minimum(best.theta + reach, rival.upper)
        # Midpoints stretched so that the outer ones lie on the ends.
        stretch = (high - low) / (2 * (count - 1))
        theta = mesh(low - stretch, high + stretch, (count,) * len(rival.lower))
        best.update(curves.fit(rival.shape(curves.place, *theta)), theta)
        reach = (high - low) / (count - 1)


def _finish(rival, best, density, box) -> RivalFit:
    """Average the last grid over the whole box and over all but the first parameter."""
    low, high = box
    share = np.prod((high - low) / (np.array(rival.upper) - rival.lower), axis=1)
    count, cells = density.shape[:2]
    flat = density.reshape(count, cells, -1)
    average = log_mean(flat.reshape(count, -1)) + np.log(share)
    middle = (np.arange(cells) + 0.5) / cells
    nodes = low[:, :1] + (high - low)[:, :1] * middle
    parts = (best.loglik, best.rise, best.shift, best.theta)
    return RivalFit(*parts, average, nodes, log_mean(flat))
