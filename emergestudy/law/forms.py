"""The emergence law: how the elbow depends on the amount of finetuning data.

E(D) = C + k g(D), where a form of the law is its shape g, a function of the amount and
an exponent. Finetuning moves a loss *up*, to weaker models (k > 0), and compute, which
rises with ability, down by the same k: C - k g(D).

A law is searched by what the data can show: the elbows after the largest and the
smallest amount, and the exponent alpha between and beyond them; k and C follow. Uniform
priors on two elbows say nothing about alpha; flat priors on k and C would, because
their scale depends on it. The posterior of all three is a grid.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.law.hinges import Hinges
from emergestudy.law.observations import Observations, one_of, turned

# The prior of the elbow after most data starts so many ranges of the checkpoints before
# the weakest one; that after least data ends at most so many beyond it.
BELOW, ABOVE = 0.25, 2.0
COARSE, FINE = (40, 48, 14), (48, 48, 24)
DEPTH = 12.0  # nodes below e^-12 of the highest density are left out of the next look


@dataclass(frozen=True)
class Form:
    """One form of the law, E(D) = C + k g(D, alpha), and the prior of its exponent.

    The shape g(examples, alpha) broadcasts and grows with the amount from ``least`` on,
    which is 1, or 0 if the form is finite at no data: then prompting is no data, and no
    d0 stands for it. The prior of alpha is log-normal, with this median and this
    standard deviation of ln(alpha), cut at the ends of the box, which are above 0. If
    alpha is an ``amount``, box and median are shares of the geometric mean of the
    smallest and the largest one.
    """

    shape: Callable[[ArrayLike, ArrayLike], np.ndarray]
    box: tuple[float, float]
    median: float
    log_sd: float = 0.6
    least: float = 1.0
    amount: bool = False

    def elbow(
        self, examples: ArrayLike, k: float, alpha: float, C: float, x: str = "loss"
    ) -> np.ndarray:
        """Return C + k g(D) of a loss, or C - k g(D) of compute, from least on."""
        return C - turned(k * self.shape(np.asarray(examples, float), alpha), x)


def _log_power(examples, alpha):
    return np.log(examples) ** alpha


def _power(examples, alpha):
    return np.asarray(examples, float) ** alpha


def _log1p(examples, alpha):
    return np.log1p(examples / np.asarray(alpha, float))


# Priors of the first two were chosen on simulations, before any real data; that of
# log1p on worlds 0 and 1 of the lab.
FORMS: dict[str, Form] = {
    "log_power": Form(_log_power, box=(0.1, 4.0), median=1.0),
    "power": Form(_power, box=(0.01, 1.0), median=0.2),
    "log1p": Form(
        _log1p, box=(1e-4, 10.0), median=0.1, log_sd=1.7, least=0, amount=True
    ),
}
"""Every form there is; one more entry is all that a further form needs. In log1p alpha
is the amount from which each tenfold moves the elbow about as far as the last one."""


def form_of(name: str) -> Form:
    """Return a form by its name, or say which forms there are."""
    return FORMS[one_of("form", name, FORMS)]


@dataclass(frozen=True)
class Law:
    """A form of the law for the amounts of one study; ``d0`` stands for few-shot.

    The ``places`` of its methods are three arrays: elbow after most data, elbow after
    least data (both on the turned scale), and alpha.
    """

    data: Observations
    form: Form
    d0: float

    @property
    def few(self) -> float:
        """The amount of finetuning data that prompting is worth."""
        return self.d0 if self.form.least else 0.0

    def weighted(self, weight: np.ndarray) -> "Law":
        """Return the same law for rows that weigh otherwise."""
        return replace(self, data=replace(self.data, weight=weight))

    @property
    def box(self) -> tuple[tuple[float, float], ...]:
        """Ends of the priors: elbow after most and least data, alpha."""
        low, high, span = self.data.u.min(), self.data.u.max(), self.data.span
        least, most = self.form.box
        return (
            (low - BELOW * span, high),
            (low - BELOW * span, high + ABOVE * span),
            (least * self._unit, most * self._unit),
        )

    @property
    def alpha_median(self) -> float:
        """Prior median of alpha."""
        return self.form.median * self._unit

    @property
    def _unit(self):
        """What the prior of alpha is a multiple of."""
        least, *_, most = self.data.amounts
        return float(np.sqrt(least * most)) if self.form.amount else 1.0

    def at(self, amounts: ArrayLike, *places: np.ndarray) -> np.ndarray:
        """Return the turned elbow at any amounts, (amounts, places)."""
        most, least, alpha = places
        top, rise = self._reach(alpha)
        # 0 at the largest amount, 1 at the smallest; past 1 is extrapolation.
        share = top - self.form.shape(np.asarray(amounts, float)[:, None], alpha)
        return most + (least - most) * (share / rise)

    def elbows(self, *places: np.ndarray) -> np.ndarray:
        """Return the elbow of each amount (and few-shot), (groups, places)."""
        amounts = self.data.amounts
        if self.data.few_shot.any():
            amounts = np.append(amounts, self.few)
        return self.at(amounts, *places)

    def natural(self, *places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return k, and C on the turned scale."""
        most, least, alpha = places
        top, rise = self._reach(alpha)
        k = (least - most) / rise
        return k, most + k * top

    def _reach(self, alpha):
        """Shape at the largest amount, and its rise from the smallest one."""
        least, *_, most = self.data.amounts
        top = self.form.shape(most, alpha)
        return top, top - self.form.shape(least, alpha)

    def log_prior(self, *places: np.ndarray) -> np.ndarray:
        """Log prior density, up to a constant; -inf outside the box."""
        (most, least, alpha), span = places, self.data.span
        inside = (least >= most) & (least <= most + ABOVE * span)
        for value, (low, high) in zip(places, self.box, strict=True):
            inside &= (value >= low) & (value <= high)
        return np.where(inside, self.log_alpha_prior(alpha), -np.inf)

    def log_alpha_prior(self, alpha: np.ndarray) -> np.ndarray:
        """Log prior density of alpha, up to a constant, inside its box."""
        off = np.log(alpha / self.alpha_median) / self.form.log_sd
        return -(off**2) / 2 - np.log(alpha)


@dataclass(frozen=True)
class Best:
    """The best-fitting place of a law with its sum of squares, and alpha's profile.

    ``profile`` has the lowest sum for each of the exponents ``alphas`` tried, and
    ``elbows`` (2, alphas) the elbows after most and least data that reached it.
    """

    most: float
    least: float
    alpha: float
    rss: float
    alphas: np.ndarray
    profile: np.ndarray
    elbows: np.ndarray

    @property
    def place(self) -> np.ndarray:
        """The place, (3, 1)."""
        return np.array([[self.most], [self.least], [self.alpha]])


@dataclass(frozen=True)
class Posterior:
    """Weighted places of a law, (nodes,): nodes of a grid, or draws.

    Elbow after most and least data on the turned scale, the exponent, and the
    probability of each node; ``sampler`` says how they were made.
    """

    law: Law
    most: np.ndarray
    least: np.ndarray
    alpha: np.ndarray
    weight: np.ndarray
    sampler: str

    @property
    def places(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The nodes, as the methods of `Law` take them."""
        return self.most, self.least, self.alpha

    def turned_elbow(self, amount: float) -> np.ndarray:
        """Return the elbow at an amount for each node, on the turned scale."""
        return self.law.at([amount], *self.places)[0]

    def quantiles(self, amount: float, shares: ArrayLike) -> np.ndarray:
        """Return quantiles of the elbow at an amount, on the user's scale."""
        elbow = turned(self.turned_elbow(amount), self.law.data.x)
        return weighted_quantiles(elbow, self.weight, shares)


def weighted_quantiles(
    values: np.ndarray, weight: np.ndarray, shares: ArrayLike
) -> np.ndarray:
    """Return quantiles of weighted values, linear between their midpoints."""
    order = np.argsort(values)
    values, weight = values[order], weight[order] / weight.sum()
    return np.interp(shares, np.cumsum(weight) - weight / 2, values)


def by_quadrature(law: Law, hinges: Hinges) -> Posterior:
    """Return the posterior on a grid over both elbows and log alpha.

    Slopes, floors and noise are integrated out in closed form (`Hinges.log_marginal`).
    The first grid spans the prior, each further one the part that holds the posterior.
    """
    edges = [np.array(side) for side in law.box[:2]] + [np.log(law.box[2])]
    for mesh in (COARSE, COARSE, FINE):
        axes = [
            low + (high - low) * (np.arange(n) + 0.5) / n
            for (low, high), n in zip(edges, mesh, strict=True)
        ]
        nodes = [part.ravel() for part in np.meshgrid(*axes, indexing="ij")]
        nodes = [part[nodes[1] >= nodes[0]] for part in nodes]
        places = [*nodes[:2], np.exp(nodes[2])]
        # The grid is even in log alpha, hence the factor alpha of its volume.
        log_post = law.log_prior(*places) + np.log(places[2])
        log_post += hinges.log_marginal(law.elbows(*places))
        kept = [part[log_post > log_post.max() - DEPTH] for part in nodes]
        cells = [axis[1] - axis[0] for axis in axes]
        edges = [  # those of the kept nodes, one cell wider, within the old ends
            np.clip([part.min() - cell, part.max() + cell], *edge)
            for part, cell, edge in zip(kept, cells, edges, strict=True)
        ]
    weight = np.exp(log_post - log_post.max())
    return Posterior(law, *places, weight / weight.sum(), "quadrature")
