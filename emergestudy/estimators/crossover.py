"""Where a technique starts to help: the difference of two curves leaves zero."""

from dataclasses import replace

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
    check_direction,
    check_level,
    check_same_rows,
    read_curves,
)
from emergestudy.estimators.outcome import (
    TECHNIQUE_VERDICTS,
    CrossoverFit,
    EmergenceFit,
)

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
    is 0, with Gaussian noise of variance ``stderr_t^2 + stderr_b^2``; for proportions
    ``stderr^2 = q (1 - q) / (n + 2)`` with ``q = (hits + 1) / (n + 2)``. The scores
    count as independent; on the same test items they are not, and the interval is then
    too wide rather than too narrow.

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
    check_direction(higher_is_better)
    baseline_n = n if baseline_n is None else baseline_n
    baseline_stderr = stderr if baseline_stderr is None else baseline_stderr
    arms = (treatment, n, stderr), (baseline, baseline_n, baseline_stderr)
    for name, arm in zip(("treatment", "baseline"), arms, strict=True):
        _check_arm(name, scale, *arm, unit, log_scale)
    up = difference(scale, *arms, unit, log_scale)
    down = replace(up, score=-up.score)
    gain, harm = (
        fit_many(curves, level, rivals=CROSSING_RIVALS).single()
        for curves in ((up, down) if higher_is_better else (down, up))
    )
    point, interval = gain.point, gain.interval
    if gain.verdict == "u_shaped":
        low, point, high = _crossing(gain, level)
        interval = (low, high)
    verdict = TECHNIQUE_VERDICTS[gain.verdict]
    return CrossoverFit(verdict, point, interval, level, gain, harm)


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
    size, arms = UNITS[unit], (treatment, baseline)
    scores = [np.asarray(score, dtype=float) / size for score, *_ in arms]
    noises = [_variance(s, *arm[1:], size) for s, arm in zip(scores, arms, strict=True)]
    gap = scores[0] - scores[1]
    known = all(variance is not None for variance in noises)
    stderr = np.sqrt(sum(noises)) if known else np.zeros_like(gap)
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
    """Low end, median and high end of where a curve that fell crosses zero again."""
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
    """Place where a rival is at zero on its way up; infinity if it never is."""
    # It rises from -sin(a) at the vertex v to cos(a) over a share s of what is left:
    # zero at v + s (1 - v) sin(a) / (sin(a) + cos(a)).
    share = shapes.RAMP if rival.shape is shapes.offset_ramp else 1.0
    total = np.sin(angle) + np.cos(angle)
    with np.errstate(divide="ignore"):
        place = vertex + share * (1.0 - vertex) * np.sin(angle) / total
    return np.where(np.cos(angle) > 0, place, np.inf)
