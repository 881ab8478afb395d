"""What a fit of the emergence law returns: forecast, elbows, and what they rest on."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import numbers
from emergestudy.law.forms import ABOVE, Best, Law, Posterior, weighted_quantiles
from emergestudy.law.hinges import Hinges
from emergestudy.law.observations import Observations, turned

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
D0_FACTORS = (0.2, 0.5, 2.0, 5.0, 10.0)
GAP = 0.1  # mean of the trivial gap, in ranges of the checkpoints seen
EDGE = 0.05  # outer share of a prior's range that counts as its end
# What is worth saying: share of the posterior at such an end; ranges of ln D of
# extrapolation; posterior over prior spread of ln(alpha); and how far another prior may
# move the median, in widths of the interval.
HIT, FAR, LEARNED, SENSITIVE = 0.10, 0.5, 0.8, 0.25
NAMES = {
    "most": "the elbow after the most data",
    "shift": "the shift of the elbow over the amounts",
    "alpha": "alpha",
}


@dataclass(frozen=True)
class MaximumLikelihood:
    """The best-fitting parameters; lengths are in the unit of the scale given.

    Attributes
    ----------
    k, alpha, C : float
        E(D) = C + k g(D) for a loss, C - k g(D) for compute.
    A : float or numpy.ndarray
        Gain in score per unit of scale past the elbow; or one an amount.
    B, delta : float, float or None
        Floor of the finetuned scores, and how far that of few-shot rows lies above it.
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

    By maximum likelihood (sharp corners only), and the posterior's median and
    percentiles 5, 10, 25, 50, 75, 90 and 95, as Table 3 of Snell et al. 2024 prints
    them, on the scale of the rows ``data``; ``places`` with their ``weight`` are all of
    it, turned so that ability grows.
    """

    mle: float | None
    median: float
    percentiles: dict[int, float]
    places: np.ndarray = field(repr=False, compare=False)
    weight: np.ndarray = field(repr=False, compare=False)
    data: Observations = field(repr=False, compare=False)

    @classmethod
    def of(
        cls,
        data: Observations,
        places: np.ndarray,
        weight: np.ndarray,
        mle: float | None,
    ) -> "Prediction":
        """Summarize weighted places."""
        shares = np.array(PERCENTILES) / 100
        found = weighted_quantiles(turned(places, data.x), weight, shares).tolist()
        percentiles = dict(zip(PERCENTILES, found, strict=True))
        return cls(mle, percentiles[50], percentiles, places, weight, data)

    def quantiles(self, shares: ArrayLike) -> np.ndarray:
        """Return quantiles, as numbers: of a loss, small shares are late emergence."""
        places = turned(self.places, self.data.x)
        return weighted_quantiles(places, self.weight, numbers("shares", shares))

    def cdf(self, x: ArrayLike) -> np.ndarray | float:
        """Return the probability that the ability has emerged at a point of the scale.

        For a loss that has *fallen* to x, P(E* >= x); for compute, P(E* <= x).
        """
        order = np.argsort(self.places)
        before = np.concatenate([[0.0], np.cumsum(self.weight[order])])
        scale = turned(numbers("x", x), self.data.x)
        share = before[np.searchsorted(self.places[order], scale, side="right")]
        return float(share) if np.ndim(x) == 0 else share

    def trivial(self, shares: ArrayLike) -> dict[str, np.ndarray]:
        """Return quantiles of two forecasts that read no score, for the same data.

        The strongest checkpoint seen; and that plus a gap, exponential with a mean of a
        tenth of the range seen. A law has to beat both.
        """
        last, shares = self.data.u.max(), numbers("shares", shares)
        late = shares if self.data.x == "compute" else 1 - shares
        gap = -GAP * self.data.span * np.log1p(-late)
        found = {"last visible": last + 0 * late, "last + exponential gap": last + gap}
        return {name: turned(places, self.data.x) for name, places in found.items()}


def elbow_table(
    posterior: Posterior, examples: ArrayLike, level: float
) -> pd.DataFrame:
    """Return the elbow after so many examples: ``examples``, ``median``, ``low``, ...

    Refuses amounts below the least one that the form is defined for.
    """
    least = posterior.law.form.least
    amounts = np.atleast_1d(numbers("examples", examples))
    if amounts.ndim > 1 or not amounts.size or (amounts < least).any():
        raise EmergenceDataError(f"examples has to be amounts of at least {least:g}.")
    shares = [0.5, (1 - level) / 2, (1 + level) / 2]
    rows = [posterior.quantiles(amount, shares) for amount in amounts]
    table = pd.DataFrame(rows, columns=["median", "low", "high"])
    table.insert(0, "examples", amounts)
    return table


@dataclass(frozen=True)
class Diagnostics:
    """What the answer rests on.

    Attributes
    ----------
    boxes_hit : dict of str to float
        Share of the posterior at the end of the prior range of `most` (elbow after most
        data), `shift` (of the elbow over the amounts seen) and `alpha`.
    ridge : float
        Rank correlation of alpha and C in the posterior; near -1 or 1 only their
        combination is known.
    alpha_learned : float
        Posterior over prior standard deviation of ln(alpha); 1: nothing was learned.
    reach : float
        How far the law is extrapolated towards d0, in ranges of ln D seen.
    ahead : float
        How far the median forecast lies beyond the strongest checkpoint, in the unit of
        the scale; negative: within the data.
    rise : float
        Log marginal likelihood of the law's best node over that of flat scores.
    d0, prior : pandas.Series
        Median forecast by d0, and by prior of alpha: the one used, and a flat one.
    width : float
        Width of the central 90 % of the forecast.
    mle_outside, mle_at_edge : bool
        Whether the maximum-likelihood forecast lies outside that range, and its alpha
        at an end of the range searched.
    """

    boxes_hit: dict[str, float]
    ridge: float
    alpha_learned: float
    reach: float
    ahead: float
    rise: float
    d0: pd.Series
    prior: pd.Series
    width: float
    mle_outside: bool
    mle_at_edge: bool
    law: Law = field(repr=False)

    @cached_property
    def messages(self) -> list[str]:
        """A sentence for each of the numbers that is amiss."""
        least, *_, most = self.law.data.amounts
        used, flat = self.prior
        moved = abs(flat - used) / max(self.width, 1e-12)
        wide = self.width > self.law.data.span
        amiss = {
            f"{share:.0%} of the posterior of {NAMES[key]} lies at the end of its "
            "prior range: the range decides, not the data.": share > HIT
            for key, share in self.boxes_hit.items()
        } | {
            f"The law is extrapolated by {self.reach:.1f} times the range of ln D "
            f"seen ({least:,.0f} to {most:,.0f} examples, down to {self.law.few:g}). "
            "Finetune on smaller amounts.": self.reach > FAR,
            "The data say next to nothing on alpha: its prior sets the "
            "result.": self.alpha_learned > LEARNED,
            "The likelihood of alpha is highest at an end of the range searched: "
            "without the prior, the law would not be identified.": self.mle_at_edge,
            "The maximum-likelihood forecast lies outside the 90 % interval: the prior "
            "pulls the answer away from it.": self.mle_outside,
            f"Under a flat prior of alpha the median moves to {flat:.4g}, by "
            f"{moved:.0%} of the width of the 90 % interval.": moved > SENSITIVE,
            "The 90 % interval is wider than the range of the checkpoints.": wide,
        }
        return [sentence for sentence, said in amiss.items() if said]

    @property
    def identified(self) -> bool:
        """Whether nothing is amiss."""
        return not self.messages


@dataclass(frozen=True)
class EmergenceLaw:
    """A fitted emergence law; see `fit_emergence_law`.

    All but the best-fitting parameters ``mle`` is computed from the ``posterior``;
    ``hinges`` are the rows as the fit used them, and ``search`` is what it found.
    """

    mle: MaximumLikelihood
    prediction: Prediction
    posterior: Posterior = field(repr=False)
    level: float
    hinges: Hinges = field(repr=False)
    search: Best = field(repr=False)

    @classmethod
    def collect(
        cls, law: Law, hinges: Hinges, best: Best, posterior: Posterior, level: float
    ) -> "EmergenceLaw":
        """Put a result together."""
        at_best = float(turned(law.at([law.few], *best.place)[0, 0], law.data.x))
        places = posterior.turned_elbow(law.few)
        prediction = Prediction.of(law.data, places, posterior.weight, at_best)
        mle = _parameters(law, hinges, best)
        return cls(mle, prediction, posterior, level, hinges, best)

    @cached_property
    def diagnostics(self) -> Diagnostics:
        """What the forecast rests on, in numbers and in words."""
        posterior, law = self.posterior, self.posterior.law
        low, middle, high = posterior.quantiles(law.few, [0.05, 0.5, 0.95])
        amounts = np.log(law.data.amounts)
        spread = np.cov(np.log(posterior.alpha), aweights=posterior.weight, ddof=0)
        nodes = law.elbows(*posterior.places)
        d0 = sorted({law.few, *(max(1.0, law.few * factor) for factor in D0_FACTORS)})
        by_d0 = [float(posterior.quantiles(amount, 0.5)) for amount in d0]
        return Diagnostics(
            boxes_hit=_boxes_hit(posterior),
            ridge=_ridge(posterior),
            alpha_learned=float(np.sqrt(spread) / law.form.log_sd),
            reach=float((amounts[0] - np.log(max(law.few, 1))) / np.ptp(amounts)),
            ahead=float(turned(middle, law.data.x) - law.data.u.max()),
            rise=float(self.hinges.log_marginal(nodes).max() - self.hinges.log_flat()),
            d0=pd.Series(by_d0, index=pd.Index(d0, name="d0"), name="median"),
            prior=_by_prior(posterior),
            width=float(high - low),
            mle_outside=not low <= self.prediction.mle <= high,
            mle_at_edge=bool(np.isclose(self.mle.alpha, law.form.box, rtol=0.02).any()),
            law=law,
        )

    def elbow(self, examples: ArrayLike) -> pd.DataFrame:
        """Return the elbow after finetuning on so many examples.

        A row an amount: ``examples``, ``mle``, ``median``, ``low``, ``high``.
        """
        law, best = self.posterior.law, self.mle
        table = elbow_table(self.posterior, examples, self.level)
        at = table["examples"], best.k, best.alpha, best.C, law.data.x
        table.insert(1, "mle", law.form.elbow(*at))
        return table

    def curve(self, examples: float | None, scale: ArrayLike) -> np.ndarray:
        """Return the best-fitting score after so many examples; None: prompted."""
        law, best = self.posterior.law, self.mle
        amount = law.few if examples is None else examples
        elbow = turned(self.elbow(amount)["mle"][0], law.data.x)
        slopes = np.atleast_1d(best.A)
        at = np.searchsorted(law.data.amounts, amount).clip(0, len(slopes) - 1)
        floor = best.B + (best.delta if examples is None and best.delta else 0.0)
        u = turned(numbers("scale", scale), law.data.x)
        return floor + slopes[at] * np.maximum(u - elbow, 0)

    def summary(self) -> str:
        """Return the forecast and what is amiss with it, in words."""
        law, checks = self.posterior.law, self.diagnostics
        _, best, middle, low, high = self.elbow(law.few).iloc[0]
        unit = "nats" if law.data.x == "loss" else "on the scale of compute"
        where = "beyond" if checks.ahead > 0 else "within the data, short of"
        lines = [
            f"few-shot emergence is forecast at {middle:.4g} ({self.level:.0%} "
            f"interval {low:.4g} to {high:.4g}; best fit {best:.4g})",
            f"{abs(checks.ahead):.3g} {unit} {where} the strongest checkpoint",
        ]
        amiss = [f"- {m}" for m in checks.messages] or ["nothing amiss"]
        return "\n".join(lines + amiss)

    def cdf(self, x: ArrayLike) -> np.ndarray | float:
        """Return the probability that the ability has emerged: `Prediction.cdf`."""
        return self.prediction.cdf(x)


def _parameters(law, hinges, best):
    fit = hinges.heights(law.elbows(*best.place), rising=True)
    k, constant = law.natural(*best.place)
    few = law.data.few_shot.any()
    sigma = np.sqrt(fit.rss[0] / hinges.rows)
    variance = 1.0 if hinges.known_noise else sigma**2
    log_likelihood = -hinges.rows / 2 * np.log(2 * np.pi * variance)
    log_likelihood += np.log(law.data.weight).sum() / 2 - fit.rss[0] / (2 * variance)
    return MaximumLikelihood(
        k=float(k[0]),
        alpha=best.alpha,
        C=float(turned(constant[0], law.data.x)),
        A=float(fit.slope[0, 0]) if hinges.shared else fit.slope[:, 0],
        B=float(fit.floor[0]),
        delta=float(fit.few_shot_floor[0] - fit.floor[0]) if few else None,
        sigma=float(sigma),
        log_likelihood=float(log_likelihood),
    )


def _boxes_hit(posterior):
    law, weight = posterior.law, posterior.weight
    (low, high), _, (alpha_low, alpha_high) = law.box
    most = (posterior.most - low) / (high - low)
    shift = (posterior.least - posterior.most) / (ABOVE * law.data.span)
    alpha = np.log(posterior.alpha / alpha_low) / np.log(alpha_high / alpha_low)
    return {
        "most": float(weight[(most < EDGE) | (most > 1 - EDGE)].sum()),
        "shift": float(weight[(shift < EDGE / 5) | (shift > 1 - EDGE)].sum()),
        "alpha": float(weight[(alpha < EDGE) | (alpha > 1 - EDGE)].sum()),
    }


def _ridge(posterior):
    """Rank correlation of alpha and C."""
    _, constant = posterior.law.natural(*posterior.places)
    rng = np.random.default_rng(0)
    drawn = rng.choice(len(constant), 4000, p=posterior.weight)
    constant = turned(constant, posterior.law.data.x)[drawn]
    alpha = posterior.alpha[drawn]
    if np.ptp(constant) == 0 or np.ptp(alpha) == 0:
        return 0.0
    return float(stats.spearmanr(alpha, constant).statistic)


def _by_prior(posterior):
    """Reweigh to a flat prior of alpha; draws of the bootstrap have no prior."""
    law, used = posterior.law, posterior.weight
    flat = used * np.exp(-law.log_alpha_prior(posterior.alpha))
    flat = used if posterior.sampler == "bootstrap" else flat
    elbow = turned(posterior.turned_elbow(law.few), law.data.x)
    medians = [float(weighted_quantiles(elbow, w, 0.5)) for w in (used, flat)]
    return pd.Series(medians, index=["as used", "flat"], name="median")
