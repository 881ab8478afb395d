"""What was found on one curve: verdict, point, interval and the evidence."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.evidence import VERDICTS, aicc
from emergestudy.estimators.fit import best_rival, mean_at
from emergestudy.estimators.outcomes import EmergenceFits

MEANING = {
    "emergent": "at chance first, above it from the emergence point on",
    "smooth": "already above chance at the smallest scale",
    "flat": "at chance up to the largest scale seen: not yet emerged",
    "inverse": "falls with scale",
    "u_shaped": "falls below chance before it rises",
    "undetermined": "no kind of curve is probable enough to be called",
}
"""What each verdict says of a curve."""


@dataclass(frozen=True, repr=False)
class EmergenceFit:
    """What was found on one curve.

    Attributes
    ----------
    verdict : str
        "emergent", "smooth", "flat", "inverse", "u_shaped" or "undetermined".
    point : float or None
        Scale at which the curve leaves chance (the posterior median), in the unit of
        scale; None unless emergent.
    interval : (float, float) or None
        Equal-tailed posterior interval at ``level`` when emergent; ``(largest scale
        seen, inf)`` when flat; None otherwise.
    level : float
        Probability that the interval holds.
    probability : dict
        Posterior probability of each kind of curve.
    evidence : pandas.DataFrame
        One row a rival: rival, kind, parameters, log_likelihood, aicc, weight.
    elbow : (float, float, float)
        Low end, median and high end of the elbow's posterior whatever the verdict: what
        point and interval would be if the curve were emergent.
    rho, scatter : float
        Over-dispersion used, and the scatter around the best rival over what the noise
        allows (near 1 when the noise is right; NaN where n is not known).
    """

    verdict: str
    point: float | None
    interval: tuple[float, float] | None
    level: float
    probability: dict[str, float]
    evidence: pd.DataFrame = field(compare=False)
    elbow: tuple[float, float, float]
    rho: float
    scatter: float
    batch: EmergenceFits = field(compare=False)
    rival: str

    def curve(self, x: ArrayLike) -> np.ndarray:
        """Fitted mean score at scales ``x``, in the unit of the scores.

        The curve is that of `rival`, the heaviest rival of the verdict's kind.
        """
        curves = self.batch.curves
        x = np.asarray(x, dtype=float)
        if curves.log_scale and (x <= 0).any():
            raise EmergenceDataError("curve(x) needs scales above 0 on a log scale.")
        at = np.log10(x) if curves.log_scale else x
        first, last = curves.x[0, 0], curves.x[0, -1]
        place = ((at - first) / (last - first)).reshape(1, -1)
        pick = np.array(
            [[rival.name for rival in self.batch.fitted.rivals].index(self.rival)]
        )
        mean = mean_at(place, curves.chance, self.batch.fitted, pick).reshape(x.shape)
        return _in_unit(mean, curves)

    def summary(self) -> str:
        """A few lines that say what was found, how sure it is and why."""
        lines = [f"{self.verdict}: {MEANING[self.verdict]}"]
        if self.point is not None:
            low, high = self.interval
            share = f"{100 * self.level:g} % interval"
            lines.append(
                f"leaves chance at {self.point:.3g} ({share} {low:.3g} to {high:.3g})"
            )
        elif self.verdict == "flat":
            lines.append(f"emergence, if any, lies beyond {self.interval[0]:.3g}")
        kinds = sorted(self.probability.items(), key=lambda kv: -kv[1])
        lines.append("probability: " + ", ".join(f"{k} {p:.2f}" for k, p in kinds[:3]))
        lines.append(f"best curve: {self.rival}")
        if self.scatter > 3:
            lines.append(
                f"scores scatter {self.scatter:.1f} times as much as n allows; "
                "consider overdispersion='estimate'"
            )
        return "\n".join(lines)

    def __repr__(self) -> str:
        where = ""
        if self.interval is not None:
            low, high = self.interval
            at = "" if self.point is None else f"point={self.point:.3g}, "
            where = f", {at}interval=({low:.3g}, {high:.3g})"
        return f"EmergenceFit({self.verdict!r}{where}, level={self.level:g})"


def single(fits: EmergenceFits) -> EmergenceFit:
    """The result of a batch of one."""
    verdict = str(fits.verdict[0])
    low, high = float(fits.low[0]), float(fits.high[0])
    rival = fits.fitted.rivals[best_rival(fits.fitted, fits.verdict)[0]].name
    kinds = zip(VERDICTS[:5], fits.probability[0].tolist(), strict=True)
    return EmergenceFit(
        verdict=verdict,
        point=float(fits.point[0]) if verdict == "emergent" else None,
        interval=(low, high) if verdict in ("emergent", "flat") else None,
        level=fits.level,
        probability=dict(kinds),
        evidence=_evidence(fits),
        elbow=tuple(fits.elbow[0].tolist()),
        rho=float(fits.rho[0]),
        scatter=float(fits.scatter[0]),
        batch=fits,
        rival=rival,
    )


def _evidence(fits: EmergenceFits) -> pd.DataFrame:
    curves, loglik, rivals = fits.curves, fits.fitted.loglik, fits.fitted.rivals
    unknown = curves.n is None and curves.stderr is None
    return pd.DataFrame(
        {
            "rival": [rival.name for rival in rivals],
            "kind": [rival.verdict for rival in rivals],
            "parameters": [rival.parameters for rival in rivals],
            "log_likelihood": loglik[0],
            "aicc": aicc(loglik, curves.score.shape[1], unknown, rivals)[0],
            "weight": fits.fitted.weight[0],
        }
    )


def _in_unit(mean, curves):
    if not curves.higher_is_better:
        mean = -mean if curves.unit == "other" else 1.0 - mean
    if curves.unit == "other":
        return mean
    return np.clip(mean, 0.0, 1.0) * (100.0 if curves.unit == "percent" else 1.0)
