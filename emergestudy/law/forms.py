"""The emergence law: how the elbow depends on the amount of finetuning data.

E(D) = C + k g(D), where a form of the law is its shape g, a plain function of the
amount and an exponent. The elbow is written for a loss, where finetuning moves it *up*,
to weaker models (k > 0); on a scale that rises with ability (compute) the same k moves
it down, C - k g(D).

A law is searched by what the data can show: the elbow after the largest amount, the
elbow after the smallest amount, and the exponent alpha between and beyond them. The
strength k and the constant C follow. Uniform priors on two elbows say nothing about
alpha; flat priors on k and C would, because their scale depends on it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.law.observations import Observations, one_of, turned

# The prior of the elbows reaches so many ranges of the checkpoints before the weakest
# one; the elbow after least data lies at most so many beyond that after most data.
BELOW, ABOVE = 0.25, 2.0


def log_power(examples: ArrayLike, alpha: ArrayLike) -> np.ndarray:
    """(ln D)^alpha, which is 0 at one example."""
    return np.log(examples) ** alpha


def power(examples: ArrayLike, alpha: ArrayLike) -> np.ndarray:
    """D^alpha."""
    return np.asarray(examples, float) ** alpha


@dataclass(frozen=True)
class Form:
    """One form of the law, E(D) = C + k g(D, alpha), and the prior of its exponent.

    Attributes
    ----------
    shape : callable
        g(examples, alpha), which broadcasts and grows with the amount from D = 1 on.
    box : (float, float)
        Lowest and highest alpha, above 0.
    median, log_sd : float
        Prior of alpha: log-normal with this median and this standard deviation of
        ln(alpha), cut at the ends of the box.
    """

    shape: Callable[[ArrayLike, ArrayLike], np.ndarray]
    box: tuple[float, float]
    median: float
    log_sd: float = 0.6

    def elbow(
        self, examples: ArrayLike, k: float, alpha: float, C: float, x: str = "loss"
    ) -> np.ndarray:
        """Return E(D), on the scale of C, after so many examples (at least 1).

        A loss has C + k g(D), compute C - k g(D).
        """
        return C - turned(k * self.shape(np.asarray(examples, float), alpha), x)


# Priors were chosen on simulations, before any real data.
FORMS: dict[str, Form] = {
    "log_power": Form(log_power, box=(0.1, 4.0), median=1.0),
    "power": Form(power, box=(0.01, 1.0), median=0.2),
}
"""Every form there is; one more entry is all that a further form needs."""


def form_of(name: str) -> Form:
    """Return a form by its name, or say which forms there are."""
    return FORMS[one_of("form", name, FORMS)]


@dataclass(frozen=True)
class Law:
    """A form of the law for the amounts of one study.

    The ``places`` of its methods are three arrays: elbow after most data, elbow after
    least data (both on the turned scale), and alpha.

    Attributes
    ----------
    data : Observations
        The rows.
    form : Form
        Shape, and prior of alpha.
    d0 : float
        Amount of data that stands for few-shot prompting.
    """

    data: Observations
    form: Form
    d0: float

    def weighted(self, weight: np.ndarray) -> "Law":
        """Return the same law for rows that weigh otherwise."""
        return replace(self, data=replace(self.data, weight=weight))

    @property
    def box(self) -> tuple[tuple[float, float], ...]:
        """Ends of the priors: elbow after most and least data, alpha.

        The elbow after most data lies between a quarter of the range before the weakest
        checkpoint and the strongest one; the elbow after the least data is not before
        it and at most twice the range beyond it.
        """
        low, high, span = self.data.u.min(), self.data.u.max(), self.data.span
        return (
            (low - BELOW * span, high),
            (low - BELOW * span, high + ABOVE * span),
            self.form.box,
        )

    def at(self, amounts: ArrayLike, *places: np.ndarray) -> np.ndarray:
        """Return the turned elbow at any amounts, (amounts, places)."""
        (most, least, alpha), shape = places, self.form.shape
        top, bottom = (shape(self.data.amounts[i], alpha) for i in (-1, 0))
        # 0 at the largest amount, 1 at the smallest; past 1 is extrapolation.
        share = top - shape(np.asarray(amounts, float)[:, None], alpha)
        return most + (least - most) * (share / (top - bottom))

    def elbows(self, *places: np.ndarray) -> np.ndarray:
        """Return the elbow of each amount (and few-shot), (groups, places)."""
        amounts = self.data.amounts
        if self.data.few_shot.any():
            amounts = np.append(amounts, self.d0)
        return self.at(amounts, *places)

    def natural(self, *places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return k, and C on the turned scale."""
        most, least, alpha = places
        top, bottom = (self.form.shape(self.data.amounts[i], alpha) for i in (-1, 0))
        k = (least - most) / (top - bottom)
        return k, most + k * top

    def log_prior(self, *places: np.ndarray) -> np.ndarray:
        """Log prior density, up to a constant; -inf outside the box."""
        (most, least, alpha), span = places, self.data.span
        inside = (least >= most) & (least <= most + ABOVE * span)
        for value, (low, high) in zip(places, self.box, strict=True):
            inside &= (value >= low) & (value <= high)
        return np.where(inside, self.log_alpha_prior(alpha), -np.inf)

    def log_alpha_prior(self, alpha: np.ndarray) -> np.ndarray:
        """Log prior density of alpha, up to a constant, inside its box."""
        off = np.log(alpha / self.form.median) / self.form.log_sd
        return -(off**2) / 2 - np.log(alpha)


@dataclass(frozen=True)
class Best:
    """The best-fitting place of a law, and the profile of alpha.

    Attributes
    ----------
    most, least, alpha, rss : float
        The place, and the weighted sum of squared residuals there.
    alphas, profile : numpy.ndarray
        Exponents tried, and the lowest sum found for each.
    elbows : numpy.ndarray, (2, alphas)
        Elbow after most and least data that reached it.
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
