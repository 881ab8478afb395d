"""Where a technique starts to help: the difference of two curves leaves zero."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import shapes
from emergestudy.estimators.batch import fit_many
from emergestudy.estimators.checks import Curves, check_level
from emergestudy.estimators.difference import check_arm, difference
from emergestudy.estimators.evidence import RIVALS, Rival
from emergestudy.estimators.fit import curve_set
from emergestudy.estimators.grid import mesh, narrow
from emergestudy.estimators.outcome import EmergenceFit, single
from emergestudy.estimators.outcomes import to_scale

VERDICTS = {
    "emergent": "helps_from",
    "smooth": "helps_throughout",
    "flat": "no_effect",
    "inverse": "hurts",
    "u_shaped": "hurts_then_helps",
    "undetermined": "undetermined",
}
"""What the verdict on the difference says of the technique."""

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

    def __repr__(self) -> str:
        where = ""
        if self.interval is not None:
            at = "" if self.point is None else f"point={self.point:.3g}, "
            where = f", {at}interval=({self.interval[0]:.3g}, {self.interval[1]:.3g})"
        return f"CrossoverFit({self.verdict!r}{where}, level={self.level:g})"


def crossover_point(
    scale: ArrayLike,
    treatment: ArrayLike,
    baseline: ArrayLike,
    n: ArrayLike | None = None,
    stderr: ArrayLike | None = None,
    unit: str = "fraction",
    higher_is_better: bool = True,
    log_scale: bool = True,
    level: float = 0.90,
    seed: int = 0,
    *,
    baseline_n: ArrayLike | None = None,
    baseline_stderr: ArrayLike | None = None,
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
    unit, higher_is_better, log_scale, level, seed
        As in `emergence_point`. With ``higher_is_better=False`` helping means lowering.

    Returns
    -------
    CrossoverFit

    Raises
    ------
    EmergenceDataError
        As `emergence_point`, for either curve.
    """
    sizes = [np.size(values) for values in (scale, treatment, baseline)]
    if len(set(sizes)) > 1:
        raise EmergenceDataError(
            f"{sizes[0]} scale(s), {sizes[1]} treatment and {sizes[2]} baseline "
            "score(s): give one of each for every scale."
        )
    check_level(level)
    baseline_n = n if baseline_n is None else baseline_n
    baseline_stderr = stderr if baseline_stderr is None else baseline_stderr
    arms = (treatment, n, stderr), (baseline, baseline_n, baseline_stderr)
    for arm in arms:
        check_arm(scale, *arm, unit, log_scale)
    gain = difference(scale, *arms, unit, log_scale)
    if not higher_is_better:
        gain = replace(gain, score=-gain.score)
    harm = replace(gain, score=-gain.score)
    fits = [
        single(fit_many(curves, level, rivals=CROSSING_RIVALS))
        for curves in (gain, harm)
    ]
    return _result(*fits, level)


def _result(gain: EmergenceFit, harm: EmergenceFit, level: float) -> CrossoverFit:
    point, interval = gain.point, gain.interval
    if gain.verdict == "u_shaped":
        low, point, high = crossing(gain, level)
        interval = (low, high)
    return CrossoverFit(VERDICTS[gain.verdict], point, interval, level, gain, harm)


def crossing(gain: EmergenceFit, level: float) -> tuple[float, float, float]:
    """Low end, median and high end of where a curve that fell crosses zero again.

    Rising from ``-sin a`` at the vertex v to ``cos a`` over a share s of what is left,
    a rival is at zero at ``v + s (1 - v) sin a / (sin a + cos a)``; where it does not
    get there in the data the crossing lies beyond them, at infinity. The rivals count
    by their weights.
    """
    curves = gain.batch.curves
    data = curve_set(curves, slice(None), np.zeros(1), 0.0)
    weight = gain.evidence.set_index("rival")["weight"]
    places, masses = [], []
    for rival in _DOWN_UP:
        density, box = narrow(data, rival)
        places.append(_zero(rival, *mesh(*box, rival.cells[-1])[:, 0]))
        mass = np.exp(density.ravel() - density.max())
        masses.append(weight[rival.name] * mass / mass.sum())
    place, mass = np.concatenate(places), np.concatenate(masses)
    order = np.argsort(place)
    below = np.cumsum(mass[order]) / mass.sum()
    shares = (0.5 - level / 2, 0.5, 0.5 + level / 2)
    at = place[order][np.minimum(np.searchsorted(below, shares), below.size - 1)]
    return tuple(_in_scale(curves, p) for p in at)


def _zero(rival: Rival, vertex: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Return the place where a rival is at zero on its way up."""
    share = shapes.RAMP if rival.shape is shapes.offset_ramp else 1.0
    total = np.sin(angle) + np.cos(angle)
    with np.errstate(divide="ignore"):
        place = vertex + share * (1.0 - vertex) * np.sin(angle) / total
    return np.where(np.cos(angle) > 0, place, np.inf)


def _in_scale(curves: Curves, place: float) -> float:
    if not np.isfinite(place):
        return np.inf
    return float(to_scale(curves, np.array([[place]]))[0, 0])
