"""What was found on curves and on differences: verdict, point, interval, caution."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.evidence import Found
from emergestudy.estimators.inputs import UNITS, Curves
from emergestudy.estimators.models import MODELS, mean
from emergestudy.estimators.verdicts import (
    KINDS,
    MEANING,
    TECHNIQUE_MEANING,
    TECHNIQUE_VERDICTS,
)

MUCH_SCATTER = 3.0
"""Scatter above which a caution stands."""

FALLS = 0.5
"""Probability that a curve above chance falls, likewise."""


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
    probability : (curves, 6) float
        Posterior probability of each kind, in the order of `VERDICTS`.
    falls : (curves,) float
        Probability that a curve which is above throughout falls, by delta or more, from
        the smallest scale to the largest.
    width : (curves, 3) float
        Decades (of scale itself when ``log_scale`` is False) from the emergence point
        to where the mean has half of the height above chance that it has at the largest
        scale: low end, median and high end of its posterior; 0 where half is less than
        delta.
    corner, crossing : (curves, 3) float
        Low end, median and high end, in the unit of scale: of the corner of the ramp, a
        hinge's elbow, which is no emergence point; and of the scale from which an
        emergent or U-shaped curve stays above chance + delta, whatever the verdict.
    scatter : (curves,) float
        Pearson's chi-squared of the likeliest shape over its degrees of freedom, to two
        digits: near 1 when models scatter as their items allow; NaN if not known.
    caution : (curves,) str
        What to look at before the verdict is believed; empty if nothing.
    delta : (curves,) float
        In the unit of the scores.
    models : (curves, 9) float
        Posterior probability of each of `MODELS`.
    """

    verdict: np.ndarray
    point: np.ndarray
    low: np.ndarray
    high: np.ndarray
    probability: np.ndarray
    falls: np.ndarray
    width: np.ndarray
    corner: np.ndarray
    crossing: np.ndarray
    scatter: np.ndarray
    caution: np.ndarray
    delta: np.ndarray
    models: np.ndarray
    level: float
    curves: Curves
    found: Found

    @classmethod
    def of(
        cls, verdict: np.ndarray, found: Found, scatter: np.ndarray,
        doubts: list[np.ndarray], level: float, curves: Curves,
    ) -> "EmergenceFits":  # fmt: skip
        """Put what was found into the units of the user."""
        span = np.ptp(curves.x, axis=1)[:, None]
        crossing, corner = map(curves.to_scale, (found.crossing, found.corner))
        low, point, high = np.where(verdict == "emergent", crossing.T, np.nan)
        flat, largest = verdict == "flat", curves.to_scale(np.ones_like(span))[:, 0]
        low, high = np.where(flat, largest, low), np.where(flat, np.inf, high)
        kinds, falls = found.probability, found.falls
        rows = zip(verdict, falls, scatter, *doubts, strict=True)
        caution = [_caution(*row) for row in rows]
        delta = curves.delta * UNITS[curves.unit]
        about = (kinds, falls, found.width * span, corner, crossing, scatter)
        more = (np.array(caution), delta, found.models, level, curves, found)
        return cls(verdict, point, low, high, *about, *more)

    def __len__(self) -> int:
        return self.verdict.size

    def __repr__(self) -> str:
        names, counts = np.unique(self.verdict, return_counts=True)
        found = ", ".join(f"{c} {v}" for v, c in zip(names, counts, strict=True))
        return f"EmergenceFits({len(self)} curves: {found})"

    def to_frame(self) -> pd.DataFrame:
        """One row a curve: verdict, point with interval, width, scatter, kinds."""
        names = ("verdict", "point", "low", "high")
        columns = {name: getattr(self, name) for name in names}
        for name, ends in (("width", self.width), ("corner", self.corner)):
            ends = np.where((self.verdict == "emergent")[:, None], ends, np.nan).T
            columns |= {f"{name}_low": ends[0], name: ends[1], f"{name}_high": ends[2]}
        columns |= {f"p_{k}": v for k, v in zip(KINDS, self.probability.T, strict=True)}
        columns |= {"p_falls": self.falls, "scatter": self.scatter}
        return pd.DataFrame(columns | {"delta": self.delta, "caution": self.caution})

    def single(self) -> "EmergenceFit":
        """Take the one curve out of a batch of one."""
        verdict = str(self.verdict[0])
        ends = float(self.low[0]), float(self.high[0])
        rows = ("width", "corner", "crossing")
        numbers = ("falls", "scatter", "delta")
        return EmergenceFit(
            verdict=verdict,
            point=float(self.point[0]) if verdict == "emergent" else None,
            interval=ends if verdict in ("emergent", "flat") else None,
            level=self.level,
            probability=dict(zip(KINDS, self.probability[0].tolist(), strict=True)),
            models=dict(zip(MODELS, self.models[0].tolist(), strict=True)),
            caution=str(self.caution[0]),
            batch=self,
            **{name: tuple(getattr(self, name)[0].tolist()) for name in rows},
            **{name: float(getattr(self, name)[0]) for name in numbers},
        )


def _caution(verdict, falls, scatter, early, denied):
    """Say what speaks against taking a verdict at its word."""
    found = []
    if verdict == "above" and falls > FALLS:
        found.append("falls")
    if denied:
        found.append("single scores, or smaller scales alone, speak against emergent")
    if verdict in ("emergent", "flat", "undetermined") and early:
        found.append("the smallest scale is already above chance, by less than delta")
    if scatter > MUCH_SCATTER:
        found.append(f"scores scatter {scatter:g} times as much as n allows")
    return "; ".join(found)


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
        "emergent", "above", "flat", "inverse", "u_shaped", "irregular" or
        "undetermined".
    point : float or None
        Smallest scale from which the mean stays at or above chance + delta (the
        posterior median), if emergent.
    interval : (float, float) or None
        Posterior interval at ``level`` when emergent; ``(largest scale seen, inf)``
        when flat; None otherwise.
    probability, models : dict
        Posterior probability of each kind of curve, and of each model behind them.
    width, corner, crossing, scatter, caution, falls, delta
        As in `EmergenceFits`, of this curve.
    """

    verdict: str
    point: float | None
    interval: tuple[float, float] | None
    level: float
    probability: dict[str, float]
    models: dict[str, float]
    width: tuple[float, float, float]
    corner: tuple[float, float, float]
    crossing: tuple[float, float, float] = field(compare=False)
    scatter: float
    caution: str
    falls: float
    delta: float
    batch: EmergenceFits = field(compare=False)

    def curve(self, x: ArrayLike) -> np.ndarray:
        """Mean score of the likeliest shape at scales ``x``, in the scores' unit."""
        curves = self.batch.curves
        x = np.asarray(x, dtype=float)
        if curves.log_scale and (x <= 0).any():
            raise EmergenceDataError("curve(x) needs scales above 0 on a log scale.")
        at = np.log10(x) if curves.log_scale else x
        first, last = curves.x[0, 0], curves.x[0, -1]
        place = ((at - first) / (last - first)).reshape(1, -1)
        height = mean(self.batch.found.best, place).reshape(x.shape)
        if not curves.proportion:
            height = curves.chance[0] + height * curves.delta[0] / 0.05
            return height if curves.higher_is_better else -height
        height = curves.chance[0] + height
        height = height if curves.higher_is_better else 1.0 - height
        return np.clip(height, 0.0, 1.0) * UNITS[curves.unit]

    def summary(self) -> str:
        """A few lines that say what was found, how sure it is and why."""
        lines = [f"{self.verdict}: {MEANING[self.verdict]} (delta {self.delta:.3g})"]
        if self.point is not None:
            lines.append(f"stays above from {_place_in_words(self)}")
            low, width, high = self.width
            unit = "decades" if self.batch.curves.log_scale else "of scale"
            lines.append(
                f"half of the rise seen is {width:.2g} {unit} after that "
                f"({low:.2g} to {high:.2g})"
            )
        elif self.verdict == "flat":
            lines.append(f"emergence, if any, lies beyond {self.interval[0]:.3g}")
        elif self.verdict == "above":
            lines.append(f"falls by delta or more: probability {self.falls:.2f}")
        lines.append(_likeliest(self.probability))
        likeliest = max(self.models, key=self.models.get)
        lines.append(f"best described by: {likeliest} ({self.models[likeliest]:.2f})")
        if self.caution:
            lines.append(f"caution: {self.caution}")
        return "\n".join(lines)

    __repr__ = _short_form


@dataclass(frozen=True, repr=False)
class CrossoverFit:
    """Where a technique starts to help.

    Attributes
    ----------
    verdict : str
        "helps_from" (no gain, then one), "helps_throughout", "no_effect" (up to
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
