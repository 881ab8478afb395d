"""Where a technique starts to help: the difference of two curves leaves zero."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import shapes
from emergestudy.estimators.emergence import fit_many
from emergestudy.estimators.evidence import RIVALS, Rival, mesh, narrow
from emergestudy.estimators.fit import curve_set
from emergestudy.estimators.inputs import (
    UNITS,
    Curves,
    check_level,
    check_same_rows,
    read_curves,
)
from emergestudy.estimators.outcome import (
    EmergenceFit,
    likeliest,
    place_in_words,
    short_form,
    single,
)

VERDICTS = {
    "emergent": "helps_from",
    "smooth": "helps_throughout",
    "flat": "no_effect",
    "inverse": "hurts",
    "u_shaped": "hurts_then_helps",
    "undetermined": "undetermined",
}
"""What the verdict on the difference says of the technique."""

MEANING = {
    "helps_from": "no effect first, a gain from the point on",
    "helps_throughout": "helps at every scale seen",
    "no_effect": "no effect up to the largest scale seen",
    "hurts": "hurts, and does not stop hurting at the scales seen",
    "hurts_then_helps": "hurts first, helps from the point on",
    "undetermined": "no kind of difference is probable enough to be called",
}
"""What each verdict says, in words."""

_FINE = ((20, 16), (20, 16), (40, 32))
_DOWN_UP = (
    replace(RIVALS[-1], share=1 / 3, cells=_FINE),
    *(
        Rival(shape.__name__, "u_shaped", 1 / 3, shape, (0.0, 0.05), (0.95, 1.4), _FINE)
        for shape in (shapes.offset_hinge, shapes.offset_ramp)
    ),
)
CROSSING_RIVALS: tuple[Rival, ...] = (*RIVALS[:-1], *_DOWN_UP)
"""The rivals of a difference: a technique may hurt by the same amount up to a scale.

A difference has no reason to start at zero, as a score has to start at chance, so two
curves that start below it stand beside the V.
"""


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
        Posterior interval of the point; ``(largest scale seen, inf)`` for "no_effect".
    level : float
        Probability that the interval holds.
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
        lines = [f"{self.verdict}: {MEANING[self.verdict]}"]
        if self.point is not None:
            place = place_in_words(self.point, self.interval, self.level)
            lines.append(f"from {place}")
        kinds = {VERDICTS[k]: p for k, p in self.gain.probability.items()}
        return "\n".join([*lines, likeliest(kinds)])

    __repr__ = short_form


def crossover_point(
    scale: ArrayLike,
    treatment: ArrayLike,
    baseline: ArrayLike,
    *,
    n: ArrayLike | None = None,
    stderr: ArrayLike | None = None,
    baseline_n: ArrayLike | None = None,
    baseline_stderr: ArrayLike | None = None,
    unit: str = "fraction",
    higher_is_better: bool = True,
    log_scale: bool = True,
    level: float = 0.90,
) -> CrossoverFit:
    """Where a technique starts to help, with an interval and a verdict.

    The difference ``treatment - baseline`` is fitted like any curve whose chance level
    is 0, with Gaussian noise of variance ``stderr_t^2 + stderr_b^2``. For proportions
    ``stderr^2 = q (1 - q) / (n + 2)`` with ``q = (hits + 1) / (n + 2)``. The two
    scores are taken as independent; on the same test items they are not, and the
    interval is then too wide rather than too narrow.

    Parameters
    ----------
    scale, treatment, baseline : array_like, (points,)
        Scores with and without the technique at the same scales.
    n, stderr : number or array_like (points,), optional
        Test items or standard errors of the treatment's scores, and of the baseline's
        too unless ``baseline_n`` or ``baseline_stderr`` is given.
    unit, higher_is_better, log_scale, level
        As in `emergence_point`. With ``higher_is_better=False`` helping means lowering.

    Returns
    -------
    CrossoverFit

    Raises
    ------
    EmergenceDataError
        As `emergence_point`, for either curve.
    """
    check_same_rows(scale=scale, treatment=treatment, baseline=baseline, n=n)
    a, b, c = (np.size(values) for values in (scale, treatment, baseline))
    if not a == b == c or np.ndim(treatment) != 1 or np.ndim(baseline) != 1:
        raise EmergenceDataError(
            f"{a} scale(s), {b} treatment and {c} baseline score(s): give one of each "
            "for every scale, as plain lists."
        )
    check_level(level)
    baseline_n = n if baseline_n is None else baseline_n
    baseline_stderr = stderr if baseline_stderr is None else baseline_stderr
    arms = (treatment, n, stderr), (baseline, baseline_n, baseline_stderr)
    for name, arm in zip(("treatment", "baseline"), arms, strict=True):
        _check_arm(name, scale, *arm, unit, log_scale)
    up = difference(scale, *arms, unit, log_scale)
    down = replace(up, score=-up.score)
    gain, harm = (
        single(fit_many(curves, level, rivals=CROSSING_RIVALS))
        for curves in ((up, down) if higher_is_better else (down, up))
    )
    point, interval = gain.point, gain.interval
    if gain.verdict == "u_shaped":
        low, point, high = _crossing(gain, level)
        interval = (low, high)
    return CrossoverFit(VERDICTS[gain.verdict], point, interval, level, gain, harm)


def _check_arm(name, scale, score, n, stderr, unit, log_scale) -> None:
    """Check one of the two curves by itself; messages say which one it is."""
    try:
        read_curves(
            scale, score, chance=0.0, n=n, stderr=stderr, unit=unit,
            higher_is_better=True, log_scale=log_scale,
        )  # fmt: skip
    except EmergenceDataError as error:
        raise EmergenceDataError(f"{name}: {error}") from None


def difference(
    scale: ArrayLike, treatment: tuple, baseline: tuple, unit: str, log_scale: bool
) -> Curves:
    """Subtract one arm from another: one curve, (1, points), sorted by scale.

    An arm is its scores with their ``n`` and ``stderr``, either of them None.
    """
    x = np.asarray(scale, dtype=float)
    x = np.log10(x) if log_scale else x
    arms = treatment, baseline
    scores = [np.asarray(arm[0], dtype=float) / UNITS[unit] for arm in arms]
    variances = [
        _variance(score, *arm[1:], UNITS[unit])
        for score, arm in zip(scores, arms, strict=True)
    ]
    gap = scores[0] - scores[1]
    known = all(variance is not None for variance in variances)
    stderr = np.sqrt(sum(variances)) if known else np.zeros_like(gap)
    order = np.lexsort((stderr, gap, x))
    x, gap, stderr = (values[order][None] for values in (x, gap, stderr))
    reach = 1.0 if unit != "other" else 2.0 * np.ptp(np.concatenate(scores))
    return Curves(
        x, gap, np.zeros(1), n=None, stderr=stderr if known else None, unit="other",
        higher_is_better=True, log_scale=log_scale, reach=max(reach, 1e-9),
    )  # fmt: skip


def _variance(score, n, stderr, size):
    """Variance of each score, as a fraction for proportions; None if not known."""
    if stderr is not None:
        stderr = np.asarray(stderr, dtype=float) / size
        return np.broadcast_to(stderr**2, score.shape)
    if n is None:
        return None
    n = np.asarray(n, dtype=float)
    share = (score * n + 1.0) / (n + 2.0)
    return share * (1.0 - share) / (n + 2.0)


def _crossing(gain: EmergenceFit, level: float) -> list[float]:
    """Low end, median and high end of where a curve that fell crosses zero again.

    The rivals count by their weights; a crossing beyond the data is at infinity.
    """
    curves = gain.batch.curves
    data = curve_set(curves, np.zeros(1), 0.0)
    weight = gain.evidence.set_index("rival")["weight"]
    places, masses = [], []
    for rival in _DOWN_UP:
        density, box, _ = narrow(data, rival)
        places.append(_zero(rival, *mesh(*box, rival.cells[-1])[:, 0]))
        mass = np.exp(density.ravel() - density.max())
        masses.append(weight[rival.name] * mass / mass.sum())
    place, mass = np.concatenate(places), np.concatenate(masses)
    order = np.argsort(place)
    below = np.cumsum(mass[order]) / mass.sum()
    shares = (0.5 - level / 2, 0.5, 0.5 + level / 2)
    at = place[order][np.minimum(np.searchsorted(below, shares), below.size - 1)]
    inside = np.isfinite(at)
    scale = curves.to_scale(np.where(inside, at, 0.0)[None])[0]
    return np.where(inside, scale, np.inf).tolist()


def _zero(rival, vertex, angle):
    """Place where a rival is at zero on its way up.

    Rising from ``-sin a`` at the vertex v to ``cos a`` over a share s of what is left,
    it is there at ``v + s (1 - v) sin a / (sin a + cos a)``; never if ``cos a <= 0``.
    """
    share = shapes.RAMP if rival.shape is shapes.offset_ramp else 1.0
    total = np.sin(angle) + np.cos(angle)
    with np.errstate(divide="ignore"):
        place = vertex + share * (1.0 - vertex) * np.sin(angle) / total
    return np.where(np.cos(angle) > 0, place, np.inf)
