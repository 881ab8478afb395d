"""The soft law: where curves cross a height, with room for all that may differ.

After finetuning on D examples the mean score at progress u is

    m(u) = c + h log(1 + exp(z + a (u - E(D)) / h)),    exp(z) = exp(delta / h) - 1,

which leaves chance c softly, rises with slope a, and crosses c + delta at E(D): a place
that means the same for sharp and soft corners. The corner's height h ln 2 is a score.

Slope and corner have values common to all amounts, from which each amount may differ,
and each E(D) may miss the law. How much, and how much models and checkpoints scatter
beyond their test items, is one of a few `WORLDS`, averaged by their evidence. Prompting
is not finetuning: its place is normal around the law's place for a few examples.
Lengths are shares of the visible range, so that nothing depends on the unit. All is
sums over grids; there are no random numbers.

The model and its numbers were set on simulations and on worlds 0 and 1 of the lab.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import numbers
from emergestudy.law.forms import FORMS, Law, Posterior
from emergestudy.law.observations import Observations, turned
from emergestudy.law.result import Prediction, elbow_table

# Grids: places in visible ranges from the strongest checkpoint on, slopes in scores a
# range, heights of the corner, shifts over the amounts seen, exponents in standard
# deviations of their prior.
PLACES = np.linspace(-1.25, 1.0, 241)
SLOPES = np.geomspace(0.12, 9.0, 9)
CORNERS = np.array([0.004, 0.015, 0.035, 0.08])
MOST = np.linspace(-1.25, 0.25, 64)
SHIFTS = np.linspace(0.0, 1.0, 33)[:-1] ** 1.5
BENDS = np.linspace(-1.5, 1.5, 7)
# Means of exponential priors, in ranges: the shift over the amounts seen, and how far
# beyond the strongest checkpoint lie emergence at most data and that of prompting.
SHIFT, BEYOND, WAIT = 0.15, 0.1, 0.3
PROMPTED = 0.12  # standard deviation of prompting around the law, in ranges
PROMPTED_SHAPE = 0.6  # by how much its slope and corner may differ, log and log
CHUNK = 256  # rows at a time
DEGREES = 6.0  # of the Student noise: one odd checkpoint is no catastrophe
UNKNOWN = 2.0  # times the scatter where the number of test items is not known
SATURATED = 0.6  # share of the way from chance to 1 above which scores are not read
WINDOW, RISE = 2, 0.10  # a forecast needs so many checkpoints in a row so far above
EMERGED = 0.05  # least probability that prompting has not emerged before the last one
FORMS_SHOWN = ("log_power", "log1p")


class World(NamedTuple):
    """How much may differ, and the prior probability of that.

    Scatter of checkpoints along the scale (ranges) and of their scores; spread of log
    slope, log corner and place (ranges) of the amounts.
    """

    place_scatter: float
    scatter: float
    slope: float
    corner: float
    place: float
    prior: float


WORLDS = [
    World(places, scatter, slope, corner, place, share / 2)
    for places, slope, corner, place in [
        (0, 0.1, 0.15, 0.003),
        (0.035, 0.35, 0.5, 0.015),
    ]
    for scatter, share in [(0.004, 0.35), (0.012, 0.35), (0.03, 0.3)]
]


def _tables(rows, chance, delta, worlds):
    """Log likelihood of rows (t, y, n) by world, slope, corner and place."""
    slope, h = SLOPES[:, None, None, None], CORNERS[:, None, None] / np.log(2)
    found = np.zeros((len(worlds), len(SLOPES), len(CORNERS), len(PLACES)))
    for first in range(0, rows.shape[1], CHUNK):
        t, y, n = rows[:, first : first + CHUNK, None]
        progress = _start(h, delta) + slope * (t - PLACES) / h
        mean = np.minimum(chance + h * np.logaddexp(0, progress), 0.98)
        steep = (slope * special.expit(progress)) ** 2
        items, miss = np.maximum(mean * (1 - mean), 0.02) / n, (y - mean) ** 2
        for world, table in zip(worlds, found, strict=True):
            v = items + world.scatter**2 + steep * world.place_scatter**2
            # v^3 / (v + miss / 6)^3.5; products of a few rows save most logarithms.
            wide = v + miss / DEGREES
            ratio = (v / wide) ** 2 * (v / wide) / np.sqrt(wide)
            product = np.multiply.reduceat(ratio, np.arange(0, len(t), 8), axis=2)
            table += np.log(np.maximum(product, 1e-300)).sum(axis=2)
    return found


def _start(h, delta):
    """The z of a curve that crosses delta at its place."""
    q = np.minimum(delta / h, 500.0)
    return np.log(np.expm1(q))


def _blur(values, width):
    """Averages over neighbors on a grid of values, as a matrix."""
    kernel = np.exp(-(((values[:, None] - values) / max(width, 1e-9)) ** 2) / 2)
    return kernel / kernel.sum(axis=1, keepdims=True)


def _kernels(slope, corner, place):
    """Blurs of log slope, log corner and place."""
    grids = (np.log(SLOPES), slope), (np.log(CORNERS), corner), (PLACES, place)
    return [_blur(*grid) for grid in grids]


def _blurred(table, kernels):
    """Average a log likelihood over neighbors in slope, corner and place."""
    top = table.max()
    mean = np.einsum("as,bc,scp->abp", *kernels[:2], np.exp(table - top), optimize=True)
    return np.log(np.maximum(mean @ kernels[2], 1e-300)) + top


def _nodes(law):
    """Nodes of the law, as its methods take them, and their log prior probability."""
    span, last = law.data.span, law.data.u.max()
    alphas = law.alpha_median * np.exp(law.form.log_sd * BENDS)
    grid = np.meshgrid(MOST, SHIFTS, alphas, indexing="ij")
    most, shift, alpha = (part.ravel() for part in grid)
    # Nodes of one shift and alpha are moved within their cell, as a lattice: places at
    # the most data would be as coarse as the cells otherwise.
    moved = (np.arange(len(most)) % (len(SHIFTS) * len(BENDS)) * 0.618034) % 1 - 0.5
    most = most + (MOST[1] - MOST[0]) * moved
    prior = -shift / SHIFT - np.maximum(most, 0) / BEYOND
    prior += law.log_alpha_prior(alpha) + np.log(alpha)
    prior += np.log(np.interp(shift, SHIFTS, np.gradient(SHIFTS)))
    places = last + span * most, last + span * (most + shift), alpha
    return places, prior - special.logsumexp(prior)


def _cells(law, amounts, places):
    """Index among `PLACES` of the law's place at each amount, (amounts, nodes)."""
    t = (law.at(amounts, *places) - law.data.u.max()) / law.data.span
    cell = np.rint((t - PLACES[0]) / (PLACES[1] - PLACES[0]))
    return np.clip(cell, 0, len(PLACES) - 1).astype(int)


def _posterior(law, chance, delta):
    """Weights of nodes, of slopes and corners, and of the place of prompting."""
    data = law.data
    t = (data.u - data.u.max()) / data.span
    kept = data.y <= chance + SATURATED * (1 - chance)
    known = data.n is not None
    rows = np.array([t, data.y, data.n if known else np.full(len(t), np.inf)])
    worlds = [w if known else w._replace(scatter=UNKNOWN * w.scatter) for w in WORLDS]
    tables = [
        _tables(rows[:, kept & (data.group == group)], chance, delta, worlds)
        for group in range(data.group.max() + 1)
    ]
    shots = tables.pop() if data.few_shot.any() else None
    places, prior = _nodes(law)
    cells = _cells(law, data.amounts, places)
    (at_few,) = _cells(law, [law.few], places)
    around = _blur(PLACES, PROMPTED)
    wait = np.exp(-np.maximum(PLACES, 0) / WAIT)
    found = []
    shot_kernels = _kernels(PROMPTED_SHAPE, PROMPTED_SHAPE, 0)
    for i, world in enumerate(worlds):
        kernels = _kernels(world.slope, world.corner, world.place)
        log_post = np.tile(prior, (len(SLOPES), len(CORNERS), 1))
        for table, cell in zip(tables, cells, strict=True):
            log_post += np.take(_blurred(table[i], kernels), cell, axis=2)
        top = log_post.max()
        joint = np.exp(log_post - top)
        node, shape = joint.sum((0, 1)), joint.sum(2)
        evidence = top + np.log(node.sum()) + np.log(world.prior)
        few = np.bincount(at_few, node / node.sum(), len(PLACES)) @ around * wait
        few /= few.sum()
        if shots is not None:
            table = _blurred(shots[i], shot_kernels)
            peak = table.max()
            seen = np.einsum("sc,scp->p", shape / shape.sum(), np.exp(table - peak))
            few = few * seen
            evidence += np.log(few.sum()) + peak
        shares = node / node.sum(), shape / shape.sum(), few / few.sum()
        found.append((evidence, *shares))
    evidence, *parts = zip(*found, strict=True)
    weight = special.softmax(evidence)
    return places, *(np.tensordot(weight, np.array(part), 1) for part in parts)


def missing(data: Observations, chance: float, unit: float = 1.0) -> str | None:
    """Say what visible scores lack for a forecast; None if it is issued.

    It is issued once the mean of `WINDOW` successive checkpoints has come to chance +
    `RISE` after the most finetuning, while the weakest ones are still below it after
    the least.
    """
    bar, said = chance + RISE, f"{WINDOW} successive checkpoints"
    most, least = (_running(data, g) for g in (len(data.amounts) - 1, 0))
    reached = np.max(most, initial=-np.inf)
    if reached < bar:
        now = f"is at most {reached * unit:.3g}" if len(most) else "is not there"
        return (
            f"the mean of {said} after {data.amounts[-1]:,.0f} examples {now}; it "
            f"has to reach {bar * unit:.3g}. Finetune on more, or add stronger ones."
        )
    if len(least) and least[0] >= bar:
        return (
            f"the {said} that are weakest have emerged after {data.amounts[0]:,.0f} "
            "examples already. Add weaker checkpoints or smaller amounts."
        )
    return None


def _running(data, group):
    """Running means of the scores of one amount, from the weakest checkpoint on."""
    rows = data.group == group
    y = data.y[rows][np.argsort(data.u[rows], kind="stable")]
    few = len(y) < WINDOW
    return y[:0] if few else np.convolve(y, np.full(WINDOW, 1 / WINDOW), "valid")


@dataclass(frozen=True)
class SoftLaw:
    """A fitted emergence law with soft corners; see `fit_emergence_law`.

    Attributes
    ----------
    posterior : Posterior
        Of the law alone: places of chance + delta after finetuning.
    prompted : numpy.ndarray, (places,)
        Probability of the place of prompting on `PLACES`, before it is known that it
        lies beyond the strongest checkpoint.
    shape : numpy.ndarray, (slopes, corners)
        Posterior probability of the common slope and corner.
    missing : str or None
        What a forecast needs that the rows lack.
    chance, delta, unit, level : float
        Chance and height as shares; 100 if scores are percent; of intervals.
    """

    posterior: Posterior
    prompted: np.ndarray
    shape: np.ndarray
    missing: str | None
    chance: float
    delta: float
    unit: float
    level: float

    @property
    def prediction(self) -> Prediction:
        """The forecast, beyond the strongest checkpoint, which lacks the ability."""
        if self.missing:
            raise EmergenceDataError(f"no forecast yet: {self.missing}")
        data, beyond = self.posterior.law.data, PLACES > 0
        weight = self.prompted[beyond] / self.prompted[beyond].sum()
        places = data.u.max() + data.span * PLACES[beyond]
        return Prediction.of(data, places, weight, None)

    def elbow(self, examples: ArrayLike) -> pd.DataFrame:
        """Return where the score crosses chance + delta after so many examples.

        A row an amount: ``examples``, ``median``, ``low``, ``high``.
        """
        return elbow_table(self.posterior, examples, self.level)

    def curve(self, examples: float | None, scale: ArrayLike) -> np.ndarray:
        """Return the mean score after so many examples; None: prompted, as forecast.

        Of the curve at the median place, averaged over slopes and corners.
        """
        few, data = examples is None, self.posterior.law.data
        at = self.prediction.median if few else self.elbow(examples)["median"][0]
        past = turned(numbers("scale", scale), data.x) - turned(at, data.x)
        past = past / data.span
        h = (CORNERS / np.log(2))[:, None]
        rise = _start(h, self.delta) + SLOPES[:, None, None] * np.ravel(past) / h
        score = self.chance + np.tensordot(self.shape, h * np.logaddexp(0, rise), 2)
        return self.unit * np.minimum(score, 1.0).reshape(past.shape)

    def cdf(self, x: ArrayLike) -> np.ndarray | float:
        """Return the probability that the ability has emerged: `Prediction.cdf`."""
        return self.prediction.cdf(x)

    @cached_property
    def forms(self) -> pd.DataFrame:
        """The forecast by two forms; nothing that is seen tells them apart.

        A row a form: ``form``, ``median``, ``low``, ``high``.
        """
        shares = [0.5, (1 - self.level) / 2, (1 + self.level) / 2]
        law, rows = self.posterior.law, []
        for name in FORMS_SHOWN:
            other = replace(law, form=FORMS[name])
            like = self.chance, self.delta, self.unit, self.level
            fit = self if other.form is law.form else fit_soft(other, *like)
            rows.append([name, *fit.prediction.quantiles(shares)])
        return pd.DataFrame(rows, columns=["form", "median", "low", "high"])

    def summary(self) -> str:
        """Return the forecast, by two forms, or what it lacks, in words."""
        data = self.posterior.law.data
        height = f"{(self.chance + self.delta) * self.unit:.3g}"
        if self.missing:
            return f"no forecast yet: {self.missing}"
        shares = [0.5, (1 - self.level) / 2, (1 + self.level) / 2]
        middle, low, high = self.prediction.quantiles(shares)
        trivial = self.prediction.trivial([0.5])
        lines = [
            f"few-shot scores are forecast to cross {height} at {middle:.4g} "
            f"({self.level:.0%} interval {low:.4g} to {high:.4g})",
            f"strongest checkpoint at {turned(data.u.max(), data.x):.4g}; that and the "
            f"usual gap say {trivial['last + exponential gap'][0]:.4g}",
        ]
        told = "by the form {}: {:.4g} ({:.4g} to {:.4g})"
        lines += [told.format(*row) for row in self.forms.itertuples(index=False)]
        return "\n".join(lines)


def fit_soft(
    law: Law, chance: float, delta: float, unit: float, level: float
) -> SoftLaw:
    """Fit the soft law to rows whose scores are shares."""
    places, node, shape, prompted = _posterior(law, chance, delta)
    posterior = Posterior(law, *places, node, "quadrature")
    lacks = missing(law.data, chance, unit)
    seen = np.max(_running(law.data, len(law.data.amounts)), initial=-np.inf)
    beyond = prompted[PLACES > 0].sum()
    if not lacks and seen >= chance + delta and beyond < EMERGED:
        u = law.data.u.max() + law.data.span * PLACES
        at = np.interp(0.5, np.cumsum(prompted), u)
        lacks = (
            f"prompted checkpoints have emerged, at about "
            f"{turned(at, law.data.x):.4g}: nothing is left to forecast."
        )
    return SoftLaw(posterior, prompted, shape, lacks, chance, delta, unit, level)
