"""What was found on curves and on differences: verdict, point, interval, evidence."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.evidence import VERDICTS
from emergestudy.estimators.fit import Fitted
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

TECHNIQUE_VERDICTS = {
    "emergent": "helps_from",
    "smooth": "helps_throughout",
    "flat": "no_effect",
    "inverse": "hurts",
    "u_shaped": "hurts_then_helps",
    "undetermined": "undetermined",
}
"""What the verdict on the difference says of the technique."""

TECHNIQUE_MEANING = {
    "helps_from": "no effect first, a gain from the point on",
    "helps_throughout": "helps at every scale seen",
    "no_effect": "no effect up to the largest scale seen",
    "hurts": "hurts, and does not stop hurting at the scales seen",
    "hurts_then_helps": "hurts first, helps from the point on",
    "undetermined": "no kind of difference is probable enough to be called",
}
"""What each verdict says of a technique."""

MUCH_SCATTER = 3.0  # above which a summary advises to estimate the over-dispersion


@dataclass(frozen=True)
class EmergenceFits:
    """What was found on many curves; every array has one row for each curve.

    Attributes
    ----------
    verdict : (curves,) str
        Out of `VERDICTS`.
    point, low, high : (curves,) float
        Emergence point and its interval, in the unit of scale; NaN unless emergent
        (flat: ``low`` is the largest scale seen and ``high`` infinite).
    elbow : (curves, 3) float
        Low end, median and high end of the elbow's posterior whatever the verdict.
    probability : (curves, 5) float
        Posterior probability of each kind, in the order of `VERDICTS`.
    rho, scatter : (curves,) float
        Over-dispersion used, and Pearson's chi-squared of the best rival over its
        degrees of freedom: near 1 when the noise is right, NaN where n is not known.
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

    def single(self) -> "EmergenceFit":
        """Take the one curve out of a batch of one."""
        verdict = str(self.verdict[0])
        ends, rivals = (float(self.low[0]), float(self.high[0])), self.fitted.rivals
        about = [(r.name, r.verdict, r.parameters) for r in rivals]
        evidence = pd.DataFrame(about, columns=["rival", "kind", "parameters"])
        evidence["log_likelihood"] = self.fitted.loglik[0]
        evidence["weight"] = self.fitted.weight[0]
        rows = (evidence["kind"] == verdict) | (verdict == "undetermined")
        heaviest = evidence.loc[rows, "weight"].idxmax()
        return EmergenceFit(
            verdict=verdict,
            point=float(self.point[0]) if verdict == "emergent" else None,
            interval=ends if verdict in ("emergent", "flat") else None,
            level=self.level,
            probability=dict(zip(VERDICTS, self.probability[0].tolist(), strict=False)),
            evidence=evidence,
            elbow=tuple(self.elbow[0].tolist()),
            rho=float(self.rho[0]),
            scatter=float(self.scatter[0]),
            batch=self,
            rival=evidence["rival"][heaviest],
        )


def _place_in_words(fit):
    low, high = fit.interval
    return f"{fit.point:.3g} ({100 * fit.level:g} % interval {low:.3g} to {high:.3g})"


def _likeliest(probability):
    """Name the three likeliest kinds with their probabilities."""
    kinds = sorted(probability.items(), key=lambda kv: -kv[1])
    return "probability: " + ", ".join(f"{k} {p:.2f}" for k, p in kinds[:3])


def _short_form(fit):
    """Write a fit in one line: class, verdict, point, interval and level."""
    where = ""
    if fit.interval is not None:
        low, high = fit.interval
        at = "" if fit.point is None else f"point={fit.point:.3g}, "
        where = f", {at}interval=({low:.3g}, {high:.3g})"
    return f"{type(fit).__name__}({fit.verdict!r}{where}, level={fit.level:g})"


@dataclass(frozen=True, repr=False)
class EmergenceFit:
    """What was found on one curve.

    Attributes
    ----------
    verdict : str
        "emergent", "smooth", "flat", "inverse", "u_shaped" or "undetermined".
    point : float or None
        Scale at which the curve leaves chance (the posterior median), if emergent.
    interval : (float, float) or None
        Posterior interval at ``level`` when emergent; ``(largest scale seen, inf)``
        when flat; None otherwise.
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
        mean = fitted.mean(place, curves.chance, pick).reshape(x.shape)
        if not curves.proportion:
            return mean if curves.higher_is_better else -mean
        mean = mean if curves.higher_is_better else 1.0 - mean
        return np.clip(mean, 0.0, 1.0) * UNITS[curves.unit]

    def summary(self) -> str:
        """A few lines that say what was found, how sure it is and why."""
        lines = [f"{self.verdict}: {MEANING[self.verdict]}"]
        if self.point is not None:
            lines.append(f"leaves chance at {_place_in_words(self)}")
        elif self.verdict == "flat":
            lines.append(f"emergence, if any, lies beyond {self.interval[0]:.3g}")
        lines.append(_likeliest(self.probability))
        lines.append(f"best curve: {self.rival}")
        if self.scatter > MUCH_SCATTER:
            lines.append(
                f"scores scatter {self.scatter:.1f} times as much as n allows; "
                "consider overdispersion='estimate'"
            )
        return "\n".join(lines)

    __repr__ = _short_form


@dataclass(frozen=True, repr=False)
class CrossoverFit:
    """Where a technique starts to help.

    Attributes
    ----------
    verdict : str
        "helps_from" (no effect, then a gain), "helps_throughout", "no_effect" (up to
        the largest scale seen), "hurts", "hurts_then_helps" or "undetermined".
    point : float or None
        Scale at which the technique starts to help: where the difference leaves zero
        ("helps_from") or crosses it ("hurts_then_helps"); otherwise None.
    interval : (float, float) or None
        Posterior interval of the point at ``level``; ``(largest scale seen, inf)`` for
        "no_effect".
    gain, harm : EmergenceFit
        The fits to treatment - baseline and to baseline - treatment: both signs. Where
        a technique starts to hurt is ``harm.point``.
    """

    verdict: str
    point: float | None
    interval: tuple[float, float] | None
    level: float
    gain: EmergenceFit = field(compare=False)
    harm: EmergenceFit = field(compare=False)

    def summary(self) -> str:
        """A few lines that say what was found and how sure it is."""
        lines = [f"{self.verdict}: {TECHNIQUE_MEANING[self.verdict]}"]
        if self.point is not None:
            lines.append(f"from {_place_in_words(self)}")
        kinds = {TECHNIQUE_VERDICTS[k]: p for k, p in self.gain.probability.items()}
        return "\n".join([*lines, _likeliest(kinds)])

    __repr__ = _short_form
