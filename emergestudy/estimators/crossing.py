"""Where a difference that fell below zero crosses it again."""

from dataclasses import replace

import numpy as np

from emergestudy.estimators import shapes
from emergestudy.estimators.checks import Curves
from emergestudy.estimators.evidence import RIVALS, Rival
from emergestudy.estimators.fit import curve_set
from emergestudy.estimators.grid import mesh, narrow
from emergestudy.estimators.outcome import EmergenceFit
from emergestudy.estimators.outcomes import to_scale

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
