"""What was found on many curves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from emergestudy.estimators.checks import Curves
from emergestudy.estimators.evidence import VERDICTS
from emergestudy.estimators.fit import Fitted


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
        columns = {
            name: getattr(self, name) for name in ("verdict", "point", "low", "high")
        }
        kinds = dict(zip(VERDICTS[:5], self.probability.T, strict=True))
        return pd.DataFrame({**columns, **{f"p_{k}": v for k, v in kinds.items()}})


def to_scale(curves: Curves, place: np.ndarray) -> np.ndarray:
    """Turn places 0..1 along the data, (m, curves), into the unit of scale."""
    first, last = curves.x[:, 0], curves.x[:, -1]
    x = first * (1.0 - place) + last * place
    return 10.0**x if curves.log_scale else x


def cut(curves: Curves, rows: np.ndarray) -> Curves:
    """Some of the curves."""
    names = ("x", "score", "chance", "n", "stderr")
    values = {name: getattr(curves, name) for name in names}
    return replace(
        curves, **{k: None if v is None else v[rows] for k, v in values.items()}
    )


def join(parts: Sequence[EmergenceFits], curves: Curves) -> EmergenceFits:
    """Put the results of several processes together again."""
    names = (
        "verdict",
        "point",
        "low",
        "high",
        "elbow",
        "probability",
        "rho",
        "scatter",
    )
    whole = {k: np.concatenate([getattr(p, k) for p in parts]) for k in names}
    arrays = ("loglik", "weight", "rise", "shift", "theta")
    stacked = [np.concatenate([getattr(p.fitted, k) for p in parts]) for k in arrays]
    elbow = np.concatenate([p.fitted.elbow for p in parts], axis=1)
    fitted = Fitted(*stacked, elbow, parts[0].fitted.rivals)
    return EmergenceFits(**whole, level=parts[0].level, curves=curves, fitted=fitted)
