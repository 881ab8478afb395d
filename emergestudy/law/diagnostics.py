"""Is the forecast identified, or does it come from the priors?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from emergestudy.law.axis import turned
from emergestudy.law.hinge import Hinges
from emergestudy.law.messages import messages
from emergestudy.law.places import ABOVE, ALPHA_LOG_SD
from emergestudy.law.posterior import Posterior, weighted_quantiles

# Outer share of a prior's range that counts as its end.
EDGE = 0.05
D0_FACTORS = (0.2, 0.5, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Diagnostics:
    """What the answer rests on.

    Attributes
    ----------
    boxes_hit : dict of str to float
        Share of the posterior at the end of each prior range, for `most` (elbow after
        most data), `shift` (how far the elbow moves over the amounts seen) and `alpha`.
    ridge : float
        Rank correlation of alpha and C in the posterior; near -1 or 1 only their
        combination is known.
    alpha_learned : float
        Posterior over prior standard deviation of ln(alpha); 1: nothing was learned.
    reach : float
        How far the law is extrapolated towards d0, in lengths of the range of ln D
        that was seen.
    ahead : float
        How far the median forecast lies beyond the strongest checkpoint, in the unit of
        the scale; negative: within the data.
    rise : float
        Log marginal likelihood of the law over that of flat scores.
    d0 : pandas.Series
        Median forecast by d0.
    prior : pandas.Series
        Median forecast by prior of alpha: the one used, and one flat in its box.
    width : float
        Width of the central 90 % of the forecast.
    mle_outside : bool
        Whether the maximum-likelihood forecast lies outside that range.
    mle_at_edge : bool
        Whether its alpha is at an end of the range searched.
    messages : list of str
        The same in words; empty if nothing is amiss.
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
    messages: list[str]

    @property
    def identified(self) -> bool:
        """Whether nothing is amiss."""
        return not self.messages


def diagnose(
    posterior: Posterior, hinges: Hinges, alpha: float, forecast: float
) -> Diagnostics:
    """Look at what the posterior, and the best alpha and its forecast, rest on."""
    law = posterior.law
    low, middle, high = posterior.quantiles(law.d0, [0.05, 0.5, 0.95])
    amounts = np.log(law.data.amounts)
    found = {
        "boxes_hit": _boxes_hit(posterior),
        "ridge": _ridge(posterior),
        "alpha_learned": _learned(posterior),
        "reach": float((amounts[0] - np.log(law.d0)) / np.ptp(amounts)),
        "ahead": float(turned(middle, law.data.x) - law.data.u.max()),
        "rise": _rise(posterior, hinges),
        "d0": _by_d0(posterior),
        "prior": _by_prior(posterior),
        "width": float(high - low),
        "mle_outside": not low <= forecast <= high,
        "mle_at_edge": bool(np.isclose(alpha, law.box[2], rtol=0.02).any()),
    }
    return Diagnostics(**found, messages=messages(found, law))


def _boxes_hit(posterior: Posterior) -> dict[str, float]:
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


def _ridge(posterior: Posterior) -> float:
    _, constant = posterior.law.natural(
        posterior.most, posterior.least, posterior.alpha
    )
    rng = np.random.default_rng(0)
    drawn = rng.choice(len(constant), 4000, p=posterior.weight)
    constant, alpha = turned(constant, posterior.law.data.x)[drawn], posterior.alpha
    if np.ptp(constant) == 0 or np.ptp(alpha[drawn]) == 0:
        return 0.0
    return float(stats.spearmanr(alpha[drawn], constant).statistic)


def _learned(posterior: Posterior) -> float:
    value = np.log(posterior.alpha)
    mean = np.average(value, weights=posterior.weight)
    variance = np.average((value - mean) ** 2, weights=posterior.weight)
    return float(np.sqrt(variance) / ALPHA_LOG_SD)


def _rise(posterior: Posterior, hinges: Hinges) -> float:
    """Best log marginal likelihood over nodes against flat: an upper bound."""
    law = posterior.law
    nodes = (posterior.most, posterior.least, posterior.alpha)
    return float(hinges.log_marginal(law.elbows(*nodes)).max() - hinges.log_flat())


def _by_d0(posterior: Posterior) -> pd.Series:
    law = posterior.law
    amounts = sorted({law.d0, *(max(1.0, law.d0 * f) for f in D0_FACTORS)})
    medians = [float(posterior.quantiles(a, 0.5)) for a in amounts]
    return pd.Series(medians, index=pd.Index(amounts, name="d0"), name="median")


def _by_prior(posterior: Posterior) -> pd.Series:
    """Reweigh to a flat prior of alpha; draws of the bootstrap have no prior."""
    law, alpha = posterior.law, posterior.alpha
    elbow = turned(posterior.turned_elbow(law.d0), law.data.x)
    flat = posterior.weight
    if posterior.sampler != "bootstrap":
        flat = flat * np.exp(-law.log_alpha_prior(alpha))
    medians = [
        float(weighted_quantiles(elbow, w, 0.5)) for w in (posterior.weight, flat)
    ]
    return pd.Series(medians, index=["as used", "flat"], name="median")
