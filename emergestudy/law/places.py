"""Where the elbows can be: the parameters of the law that are searched, and priors.

A law is searched by what the data can show: the elbow after the largest amount, the
elbow after the smallest amount, and the exponent alpha between and beyond them. The
strength k and the constant C follow. Uniform priors on two elbows say nothing about
alpha; flat priors on k and C would, because their scale depends on it.
"""

from dataclasses import dataclass

import numpy as np

from emergestudy.law.forms import shape_of
from emergestudy.law.hinge import Hinges
from emergestudy.law.observations import Observations

# Prior of alpha by form: log-normal with this median and this standard deviation of
# ln(alpha), cut at the ends of the box. Chosen on simulations, before any real data.
ALPHA_BOX = {"log_power": (0.1, 4.0), "power": (0.01, 1.0)}
ALPHA_MEDIAN = {"log_power": 1.0, "power": 0.2}
ALPHA_LOG_SD = 0.6
BELOW, ABOVE = 0.25, 2.0


@dataclass(frozen=True)
class Law:
    """A form of the law for the amounts of one study.

    Attributes
    ----------
    data : Observations
        The rows.
    form : str
        A key of `emergestudy.law.forms.SHAPES`.
    d0 : float
        Amount of data that stands for few-shot prompting.
    """

    data: Observations
    form: str
    d0: float

    @property
    def box(self) -> tuple[tuple[float, float], ...]:
        """Ends of the uniform priors: elbow after most and least data, alpha.

        On the turned scale: the elbow after most data lies between a quarter of the
        range before the weakest checkpoint and the strongest one; the elbow after the
        least data is not before it and at most twice the range beyond it.
        """
        low, high, span = self.data.u.min(), self.data.u.max(), self.data.span
        return (
            (low - BELOW * span, high),
            (low - BELOW * span, high + ABOVE * span),
            ALPHA_BOX[self.form],
        )

    def weights(self, alpha: np.ndarray, amounts: np.ndarray) -> np.ndarray:
        """How far each amount lies from the largest, 1 for the smallest, (amounts, a).

        Beyond 1 is extrapolation to less data.
        """
        shape, amounts = shape_of(self.form), np.asarray(amounts, float)[:, None]
        top, bottom = self.data.amounts[-1], self.data.amounts[0]
        g_top, g_bottom = shape(top, alpha), shape(bottom, alpha)
        return (g_top - shape(amounts, alpha)) / (g_top - g_bottom)

    def elbows(
        self, most: np.ndarray, least: np.ndarray, alpha: np.ndarray
    ) -> np.ndarray:
        """Return the elbow of each amount (and few-shot), (groups, nodes)."""
        amounts = self.data.amounts
        if self.data.few_shot.any():
            amounts = np.append(amounts, self.d0)
        return self.at(amounts, most, least, alpha)

    def at(
        self,
        amounts: np.ndarray,
        most: np.ndarray,
        least: np.ndarray,
        alpha: np.ndarray,
    ) -> np.ndarray:
        """Return the turned elbow at any amounts, (amounts, nodes)."""
        return most + (least - most) * self.weights(alpha, amounts)

    def natural(
        self, most: np.ndarray, least: np.ndarray, alpha: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return k, and C on the turned scale."""
        shape = shape_of(self.form)
        g_top = shape(self.data.amounts[-1], alpha)
        k = (least - most) / (g_top - shape(self.data.amounts[0], alpha))
        return k, most + k * g_top

    def log_prior(
        self, most: np.ndarray, least: np.ndarray, alpha: np.ndarray
    ) -> np.ndarray:
        """Log prior density, up to a constant; -inf outside the box.

        Log-normal in alpha, with median 1 (form `power`: 0.2) and 0.6 as the standard
        deviation of its logarithm, cut at 0.1 and 4 (0.01 and 1); uniform in the two
        elbows.
        """
        span = self.data.span
        inside = (least >= most) & (least <= most + ABOVE * span)
        for value, (low, high) in zip((most, least, alpha), self.box, strict=True):
            inside &= (value >= low) & (value <= high)
        return np.where(inside, self.log_alpha_prior(alpha), -np.inf)

    def log_alpha_prior(self, alpha: np.ndarray) -> np.ndarray:
        """Log prior density of alpha, up to a constant, inside its box."""
        off = np.log(alpha / ALPHA_MEDIAN[self.form]) / ALPHA_LOG_SD
        return -(off**2) / 2 - np.log(alpha)

    def log_posterior(
        self,
        hinges: Hinges,
        most: np.ndarray,
        least: np.ndarray,
        alpha: np.ndarray,
    ) -> np.ndarray:
        """Log posterior density of nodes, up to a constant."""
        prior = self.log_prior(most, least, alpha)
        return prior + hinges.log_marginal(self.elbows(most, least, alpha))
