"""What a fit of the emergence law returns."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import numbers
from emergestudy.law.axis import sign_of, turned
from emergestudy.law.diagnostics import Diagnostics, diagnose
from emergestudy.law.forms import log_power, power
from emergestudy.law.hinge import Hinges
from emergestudy.law.mle import Best
from emergestudy.law.places import Law
from emergestudy.law.posterior import Posterior

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


@dataclass(frozen=True)
class MaximumLikelihood:
    """The best-fitting parameters; lengths are in the unit of the scale given.

    Attributes
    ----------
    k, alpha, C : float
        E(D) = C + k g(D) for a loss, C - k g(D) for compute.
    A : float or numpy.ndarray
        Gain in score per unit of scale past the elbow; one an amount with
        ``slope="per_amount"``.
    B : float
        Floor of the finetuned scores.
    delta : float or None
        How far the floor of few-shot rows lies above B.
    sigma : float
        Spread of the noise (binomial noise: of the scores over what n explains).
    log_likelihood : float
        Of the normal model with the weights used.
    """

    k: float
    alpha: float
    C: float
    A: float | np.ndarray
    B: float
    delta: float | None
    sigma: float
    log_likelihood: float


@dataclass(frozen=True)
class Prediction:
    """Where few-shot emergence is forecast.

    Attributes
    ----------
    mle, median : float
        By maximum likelihood, and in the middle of the posterior.
    percentiles : dict of int to float
        At 5, 10, 25, 50, 75, 90 and 95, as Table 3 of Snell et al. 2024 prints them.
    """

    mle: float
    median: float
    percentiles: dict[int, float]


@dataclass(frozen=True)
class EmergenceLaw:
    """A fitted emergence law; see `fit_emergence_law`.

    Attributes
    ----------
    mle : MaximumLikelihood
        Best-fitting parameters.
    prediction : Prediction
        Forecast of the few-shot elbow.
    posterior : Posterior
        Nodes or draws that everything but `mle` is computed from.
    level : float
        Probability of the intervals of `elbow`.
    hinges, search : Hinges, Best
        The rows as the fit used them, and what the search for the best fit found.
    """

    mle: MaximumLikelihood
    prediction: Prediction
    posterior: Posterior = field(repr=False)
    level: float
    hinges: Hinges = field(repr=False)
    search: Best = field(repr=False)

    @cached_property
    def diagnostics(self) -> Diagnostics:
        """What the forecast rests on, in numbers and in words."""
        return diagnose(
            self.posterior, self.hinges, self.mle.alpha, self.prediction.mle
        )

    def elbow(self, examples: ArrayLike) -> pd.DataFrame:
        """Return the elbow after finetuning on so many examples.

        Parameters
        ----------
        examples : float or array_like
            Amounts of data, at least 1.

        Returns
        -------
        pandas.DataFrame
            A row an amount: ``examples``, ``mle``, ``median``, ``low``, ``high``.
        """
        law, rows = self.posterior.law, []
        amounts = np.atleast_1d(numbers("examples", examples))
        if not amounts.size or (amounts < 1).any():
            raise EmergenceDataError("examples has to be amounts of at least 1.")
        form = log_power if law.form == "log_power" else power
        best = form(
            amounts, self.mle.k, self.mle.alpha, self.mle.C, sign_of(law.data.x)
        )
        tail = (1 - self.level) / 2
        for amount in amounts:
            rows.append(self.posterior.quantiles(amount, [0.5, tail, 1 - tail]))
        median, low, high = np.array(rows).T
        return pd.DataFrame(
            {"examples": amounts, "mle": best, "median": median, "low": low,
             "high": high}
        )  # fmt: skip

    def summary(self) -> str:
        """Return the forecast and what is amiss with it, in words."""
        law, checks = self.posterior.law, self.diagnostics
        tail = (1 - self.level) / 2
        low, middle, high = self.posterior.quantiles(law.d0, [tail, 0.5, 1 - tail])
        unit = "nats" if law.data.x == "loss" else "on the scale of compute"
        where = "beyond" if checks.ahead > 0 else "within the data, short of"
        lines = [
            f"few-shot emergence is forecast at {middle:.4g} ({self.level:.0%} "
            f"interval {low:.4g} to {high:.4g}; best fit {self.prediction.mle:.4g})",
            f"{abs(checks.ahead):.3g} {unit} {where} the strongest checkpoint",
        ]
        amiss = [f"- {m}" for m in checks.messages] or ["nothing amiss"]
        return "\n".join(lines + amiss)

    def cdf(self, x: ArrayLike) -> np.ndarray | float:
        """Return the probability that the ability has emerged at a point of the scale.

        For a loss: once it has *fallen* to x, P(E* >= x); for compute: once it has
        grown to x, P(E* <= x).
        """
        law = self.posterior.law
        scale = turned(numbers("x", x), law.data.x)
        share = self.posterior.share_at_or_before(law.d0, scale)
        return float(share) if np.ndim(x) == 0 else share


def collect(
    law: Law, hinges: Hinges, best: Best, posterior: Posterior, level: float
) -> EmergenceLaw:
    """Put a result together."""
    places = [np.array([v]) for v in (best.most, best.least, best.alpha)]
    at_best = law.at(np.array([law.d0]), *places)[0, 0]
    shares = posterior.quantiles(law.d0, np.array(PERCENTILES) / 100)
    percentiles = dict(zip(PERCENTILES, map(float, shares), strict=True))
    prediction = Prediction(
        float(turned(at_best, law.data.x)), percentiles[50], percentiles
    )
    mle = _parameters(law, hinges, places)
    return EmergenceLaw(mle, prediction, posterior, level, hinges, best)


def _parameters(
    law: Law, hinges: Hinges, places: list[np.ndarray]
) -> MaximumLikelihood:
    fit = hinges.heights(law.elbows(*places), rising=True)
    k, constant = law.natural(*places)
    few = law.data.few_shot.any()
    rows, sigma = hinges.rows, np.sqrt(fit.rss[0] / hinges.rows)
    variance = 1.0 if hinges.known_noise else sigma**2
    log_likelihood = -rows / 2 * np.log(2 * np.pi * variance)
    log_likelihood += np.log(law.data.weight).sum() / 2 - fit.rss[0] / (2 * variance)
    return MaximumLikelihood(
        k=float(k[0]),
        alpha=float(places[2][0]),
        C=float(turned(constant[0], law.data.x)),
        A=float(fit.slope[0, 0]) if hinges.shared else fit.slope[:, 0],
        B=float(fit.floor[0]),
        delta=float(fit.few_shot_floor[0] - fit.floor[0]) if few else None,
        sigma=float(sigma),
        log_likelihood=float(log_likelihood),
    )
