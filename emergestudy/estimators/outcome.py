"""What was found: verdict, point, interval and the evidence."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.evidence import VERDICTS
from emergestudy.estimators.fit import Fitted, mean_at
from emergestudy.estimators.inputs import UNITS, Curves

MEANING = {
    "emergent": "at chance first, above it from the emergence point on",
    "smooth": "already above chance at the smallest scale",
    "flat": "at chance up to the largest scale seen: not yet emerged",
    "inverse": "falls with scale",
    "u_shaped": "falls below chance before it rises",
    "undetermined": "no kind of curve is probable enough to be called",
}
"""What each verdict says of a curve."""

MUCH_SCATTER = 3.0
"""Scatter from which on a summary advises to estimate the over-dispersion."""


@dataclass(frozen=True)
class EmergenceFits:
    """What was found on many curves; every array has one row for each curve.

    Attributes
    ----------
    verdict : (curves,) str
        One of "emergent", "smooth", "flat", "inverse", "u_shaped", "undetermined".
    point, low, high : (curves,) float
        Emergence point and its interval, in the unit of scale; NaN unless emergent
        (flat: ``low`` is the largest scale seen and ``high`` infinite).
    elbow : (curves, 3) float
        Low end, median and high end of the elbow's posterior whatever the verdict: what
        point and interval would be if the curve were emergent.
    probability : (curves, 5) float
        Posterior probability of each kind, in the order of `VERDICTS`.
    rho : (curves,) float
        Over-dispersion used.
    scatter : (curves,) float
        Pearson's chi-squared of the best rival over its degrees of freedom, near 1 when
        the noise is right; NaN where n is not known.
    """

    verdict: np.ndarray
    point: np.ndarray
    low: np.ndarray
    high: np.ndarray
    elbow: np.ndarray
    probability: np.ndarray
    rho: np.ndarray
    scatter: np.ndarray
    level: float
    curves: Curves
    fitted: Fitted

    def __len__(self) -> int:
        return self.verdict.size

    def __repr__(self) -> str:
        names, counts = np.unique(self.verdict, return_counts=True)
        found = ", ".join(f"{c} {v}" for v, c in zip(names, counts, strict=True))
        return f"EmergenceFits({len(self)} curves: {found})"

    def to_frame(self) -> pd.DataFrame:
        """One row a curve: verdict, point, low, high and the kinds' probabilities."""
        names = ("verdict", "point", "low", "high")
        columns = {name: getattr(self, name) for name in names}
        kinds = zip(VERDICTS[:5], self.probability.T, strict=True)
        return pd.DataFrame(columns | {f"p_{k}": v for k, v in kinds})


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
        One row a rival: rival, kind, parameters, log_likelihood, weight.
    elbow, rho, scatter
        As in `EmergenceFits`, of this curve.
    rival : str
        The heaviest rival of the verdict's kind.
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
        """Mean score of the rival at scales ``x``, in the unit of the scores."""
        curves = self.batch.curves
        x = np.asarray(x, dtype=float)
        if curves.log_scale and (x <= 0).any():
            raise EmergenceDataError("curve(x) needs scales above 0 on a log scale.")
        at = np.log10(x) if curves.log_scale else x
        first, last = curves.x[0, 0], curves.x[0, -1]
        place = ((at - first) / (last - first)).reshape(1, -1)
        fitted = self.batch.fitted
        pick = np.array([[rival.name for rival in fitted.rivals].index(self.rival)])
        mean = mean_at(place, curves.chance, fitted, pick).reshape(x.shape)
        if not curves.proportion:
            return mean if curves.higher_is_better else -mean
        mean = mean if curves.higher_is_better else 1.0 - mean
        return np.clip(mean, 0.0, 1.0) * UNITS[curves.unit]

    def summary(self) -> str:
        """A few lines that say what was found, how sure it is and why."""
        lines = [f"{self.verdict}: {MEANING[self.verdict]}"]
        if self.point is not None:
            place = place_in_words(self.point, self.interval, self.level)
            lines.append(f"leaves chance at {place}")
        elif self.verdict == "flat":
            lines.append(f"emergence, if any, lies beyond {self.interval[0]:.3g}")
        lines.append(likeliest(self.probability))
        lines.append(f"best curve: {self.rival}")
        if self.scatter > MUCH_SCATTER:
            lines.append(
                f"scores scatter {self.scatter:.1f} times as much as n allows; "
                "consider overdispersion='estimate'"
            )
        return "\n".join(lines)

    def __repr__(self) -> str:
        return short_form(self)


def single(fits: EmergenceFits) -> EmergenceFit:
    """Take the one curve out of a batch of one."""
    verdict = str(fits.verdict[0])
    low, high = float(fits.low[0]), float(fits.high[0])
    rivals = fits.fitted.rivals
    evidence = pd.DataFrame(
        {
            "rival": [rival.name for rival in rivals],
            "kind": [rival.verdict for rival in rivals],
            "parameters": [rival.parameters for rival in rivals],
            "log_likelihood": fits.fitted.loglik[0],
            "weight": fits.fitted.weight[0],
        }
    )
    weight = evidence.set_index("rival")["weight"]
    if verdict != "undetermined":
        weight = weight[(evidence["kind"] == verdict).to_numpy()]
    return EmergenceFit(
        verdict=verdict,
        point=float(fits.point[0]) if verdict == "emergent" else None,
        interval=(low, high) if verdict in ("emergent", "flat") else None,
        level=fits.level,
        probability=dict(zip(VERDICTS[:5], fits.probability[0].tolist(), strict=True)),
        evidence=evidence,
        elbow=tuple(fits.elbow[0].tolist()),
        rho=float(fits.rho[0]),
        scatter=float(fits.scatter[0]),
        batch=fits,
        rival=weight.idxmax(),
    )


def place_in_words(point: float, interval: tuple[float, float], level: float) -> str:
    """Say a point with its interval, for a summary."""
    low, high = interval
    return f"{point:.3g} ({100 * level:g} % interval {low:.3g} to {high:.3g})"


def likeliest(probability: dict[str, float]) -> str:
    """Name the three likeliest kinds with their probabilities, for a summary."""
    kinds = sorted(probability.items(), key=lambda kv: -kv[1])
    return "probability: " + ", ".join(f"{k} {p:.2f}" for k, p in kinds[:3])


def short_form(fit: object) -> str:
    """Write a fit in one line: class, verdict, point, interval and level."""
    where = ""
    if fit.interval is not None:
        low, high = fit.interval
        at = "" if fit.point is None else f"point={fit.point:.3g}, "
        where = f", {at}interval=({low:.3g}, {high:.3g})"
    return f"{type(fit).__name__}({fit.verdict!r}{where}, level={fit.level:g})"
