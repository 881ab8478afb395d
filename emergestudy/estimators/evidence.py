"""The frozen list of rival curves, and how much the data speak for each.

A weight depends on how many rivals stand on each side, so the list is part of the
method: it does not change with the data, and a test pins it.

Each rival's likelihood is averaged over its box on a grid. At n = 10,000 a posterior
can be a hundred times narrower than the box, so no fixed grid will do: each round keeps
the part of the box that still matters and cuts it finer.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, softmax

from emergestudy.estimators import shapes
from emergestudy.estimators.likelihood import AmplitudeFit, CurveSet

VERDICTS = ("emergent", "smooth", "flat", "inverse", "u_shaped", "undetermined")
"""Every verdict, in the order of every table; the first five are kinds of rivals."""

PRIOR = (0.125, 0.125, 0.5, 0.125, 0.125)
"""Prior probability of each kind: even odds that nothing has happened yet."""

THRESHOLD = 0.8
"""A kind has to be more probable than this to be called."""

KEEP = (25.0, 12.0)
"""How far below its peak the log-density may fall and still be in the next box."""

POLISH = {1: 7, 2: 5}
"""Values tried for each of so many parameters around the best shape."""


@dataclass(frozen=True)
class Rival:
    """One rival curve: its kind, its shape and the box its parameters live in.

    ``share`` is its part of the prior probability of its kind, ``lower`` and ``upper``
    the ends of its parameters' ranges, ``cells`` the values tried in each round.
    """

    name: str
    verdict: str
    share: float
    shape: Callable[..., np.ndarray]
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    cells: tuple[tuple[int, ...], ...] = ()

    @property
    def parameters(self) -> int:
        """Free numbers: those of the shape and the rise; none for chance itself."""
        return len(self.lower) + (self.verdict != "flat")


_ONE = ((20,), (16,), (24,))
_TWO = ((14, 8), (10, 8), (12, 9))
_FINE = ((28, 10), (16, 9), (40, 10))  # the elbow's interval is read off these
_ELBOW = (0.0,), (0.99,)
_RAMP = (0.0, 0.02), (0.99, 1.0)
_CURVE = (0.0, 0.02), (0.98, 1.6)
_SATURATED = (0.0, 0.05), (1.0, 1.0)
_EARLY = (-1.5, 0.1), (0.0, 1.6)

RIVALS: tuple[Rival, ...] = (
    Rival("chance", "flat", 1.0, np.zeros_like),
    Rival("hinge", "emergent", 4 / 9, shapes.hinge, *_ELBOW, ((40,), (24,), (64,))),
    Rival("hinge_ceiling", "emergent", 4 / 9, shapes.hinge_ceiling, *_RAMP, _FINE),
    Rival("logistic", "emergent", 1 / 9, shapes.logistic, *_CURVE, _FINE),
    Rival("line", "smooth", 1 / 3, shapes.line, (0.0,), (1.0,), _ONE),
    Rival("line_ceiling", "smooth", 1 / 3, shapes.line_ceiling, *_SATURATED, _TWO),
    Rival("early_logistic", "smooth", 1 / 3, shapes.logistic, *_EARLY, _TWO),
    Rival("falling_line", "inverse", 1 / 4, shapes.falling_line, (-0.5,), (2.5,), _ONE),
    Rival("falling_hinge", "inverse", 1 / 4, shapes.falling_hinge, *_ELBOW, _ONE),
    Rival("falling_floor", "inverse", 1 / 4, shapes.falling_floor, *_RAMP, _TWO),
    Rival("falling_logistic", "inverse", 1 / 4, shapes.falling_logistic, *_CURVE, _TWO),
    Rival("vee", "u_shaped", 1.0, shapes.vee, (0.0, 0.3), (0.95, 2.0), _TWO),
)
"""The rivals, frozen."""


def weights(logmarginal: np.ndarray, rivals: tuple[Rival, ...] = RIVALS) -> np.ndarray:
    """Posterior probability of each rival, (curves, rivals), from its evidence.

    ``weight_i = prior_i L_i / sum_j prior_j L_j`` with ``L`` the likelihood averaged
    over the rival's box, and ``prior_i`` the prior of its kind times its share of it.
    Source: Kass and Raftery (1995), Bayes factors, JASA 90.
    """
    prior = [r.share * PRIOR[VERDICTS.index(r.verdict)] for r in rivals]
    return softmax(logmarginal + np.log(prior), axis=1)


def by_kind(values: np.ndarray, rivals: tuple[Rival, ...] = RIVALS) -> np.ndarray:
    """Add up (curves, rivals) weights by kind: (curves, 5), ordered as `VERDICTS`."""
    kind = np.array([rival.verdict for rival in rivals])
    return np.stack([values[:, kind == k].sum(axis=1) for k in VERDICTS[:5]], axis=1)


def decide(probability: np.ndarray) -> np.ndarray:
    """Call each curve by its kinds' probabilities, (curves, 5): a name of `VERDICTS`.

    The same bar stands for every kind, "flat" included, which can be reached because an
    averaged likelihood, unlike a maximized one, can favor the simpler curve.
    """
    names = np.array(VERDICTS)
    best = probability.argmax(axis=1)
    sure = probability[np.arange(best.size), best] > THRESHOLD
    return np.where(sure, names[best], "undetermined")


@dataclass(frozen=True)
class _RivalFit:
    """One rival on every curve: its best shape and the average over its box, (curves,).

    ``nodes`` (curves, cells) are the first parameter's last grid, evenly spaced, and
    ``logdensity`` the log-density there, up to a constant.
    """

    best: "_Best"
    logmarginal: np.ndarray
    nodes: np.ndarray
    logdensity: np.ndarray


class _Best:
    """The best shape of each curve seen so far: (curves,) and (curves, parameters)."""

    def __init__(self, count: int, parameters: int) -> None:
        self.loglik = np.full(count, -np.inf)
        self.rise, self.shift = np.zeros(count), np.zeros(count)
        self.theta = np.zeros((count, parameters))

    def update(self, fit: AmplitudeFit, theta: np.ndarray) -> None:
        """Take over the best of some shapes, ``theta`` (parameters, curves, shapes)."""
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
    """Cut boxes into cells: their midpoints, (parameters, curves, shapes)."""
    steps = np.meshgrid(*[(np.arange(c) + 0.5) / c for c in cells], indexing="ij")
    unit = np.stack([step.ravel() for step in steps])[:, None, :]
    return low.T[:, :, None] + (high - low).T[:, :, None] * unit


def search(curves: CurveSet, rival: Rival) -> _RivalFit:
    """Fit one rival to every curve: ever smaller boxes, then a closer look."""
    if not rival.lower:
        fit = curves.fit(rival.shape(curves.place))
        count = fit.loglik.shape[0]
        best = _Best(count, 0)
        best.update(fit, np.zeros((0, count, 1)))
        nodes, average = np.zeros((count, 1)), fit.logmarginal
        return _RivalFit(best, average[:, 0], nodes, average)
    density, box, best = narrow(curves, rival)
    _polish(curves, rival, best, box)
    low, high = box
    share = np.prod((high - low) / (np.array(rival.upper) - rival.lower), axis=1)
    count, cells = density.shape[:2]
    along = logsumexp(density.reshape(count, cells, -1), axis=2)
    average = logsumexp(along, axis=1) - np.log(density[0].size) + np.log(share)
    middle = (np.arange(cells) + 0.5) / cells
    nodes = low[:, :1] + (high - low)[:, :1] * middle
    return _RivalFit(best, average, nodes, along)


def narrow(curves: CurveSet, rival: Rival) -> tuple[np.ndarray, Box, _Best]:
    """Average the rise over grids on ever smaller boxes.

    Returns the last grid's log-density (curves, *cells), its box and the best shapes.
    """
    count, parameters = curves.chance.shape[0], len(rival.lower)
    best, size = _Best(count, parameters), (count, parameters)
    box = np.broadcast_to(rival.lower, size), np.broadcast_to(rival.upper, size)
    for turn, cells in enumerate(rival.cells):
        # In the first round the box is the same for all: one set of shapes will do.
        theta = mesh(*(end[:1] if turn == 0 else end for end in box), cells)
        fit = curves.fit(rival.shape(curves.place, *theta))
        best.update(fit, theta)
        density = fit.logmarginal.reshape(count, *cells)
        if turn < len(KEEP):
            box = _shrink(density, cells, box, KEEP[turn])
    return density, box, best


def _shrink(density, cells, box, keep):
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


def _polish(curves, rival, best, box) -> None:
    """Look closer around the best shape, inside the rival's own box."""
    reach = (box[1] - box[0]) / np.array(rival.cells[-1])
    count = POLISH[len(rival.lower)]
    for _ in range(2):
        low = np.maximum(best.theta - reach, rival.lower)
        high = np.minimum(best.theta + reach, rival.upper)
        # Midpoints stretched so that the outer ones lie on the ends.
        stretch = (high - low) / (2 * (count - 1))
        theta = mesh(low - stretch, high + stretch, (count,) * len(rival.lower))
        best.update(curves.fit(rival.shape(curves.place, *theta)), theta)
        reach = (high - low) / (count - 1)


def elbow_quantiles(
    fits: list[_RivalFit], weight: np.ndarray, shares: tuple[float, ...]
) -> np.ndarray:
    """Places 0..1 below which shares of the elbow's posterior lie, (curves, shares).

    The posterior is a mixture of the emergent rivals by their ``weight``, (curves,
    rivals), each on its own fine grid and even within its cells.
    """
    mass = [softmax(fit.logdensity, axis=1) for fit in fits]
    weight = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    places = np.empty((len(weight), len(shares)))
    for row, parts in enumerate(weight):
        ends = [_cell_ends(fit.nodes[row]) for fit in fits]
        grid = np.sort(np.concatenate(ends))
        below = np.zeros_like(grid)
        for part, end, cells in zip(parts, ends, mass, strict=True):
            below += part * np.interp(grid, end, np.r_[0.0, np.cumsum(cells[row])])
        places[row] = np.interp(shares, below, grid)
    return places


def _cell_ends(nodes):
    half = 0.5 * (nodes[1] - nodes[0])
    return np.append(nodes - half, nodes[-1] + half)
