"""Shapes of a mean curve: soft ramps, two straight arms, and where they reach a level.

``t`` is the place of a point in the data: 0 at the smallest scale, 1 at the largest,
linear in log10(scale) between them (in scale itself when ``log_scale`` is False). The
mean is ``chance + shift + height * shape(t)`` with a height that is never negative.
Everything broadcasts.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit


def ramp(
    t: ArrayLike, corner: ArrayLike, length: ArrayLike, softness: ArrayLike
) -> np.ndarray:
    """Rise from 0 at the corner to 1 over a length, both corners rounded.

    With ``z = (t - corner) / softness`` and ``sp(z) = log(1 + exp(z))`` it is
    ``(sp(z) - sp(z - length / softness)) * softness / length``. The limits: a hinge
    with a ceiling as softness goes to 0; a soft hinge that rises by 1 each unit of t
    where the length is infinite; where it is 0, a logistic of that width whose middle
    lies two widths after the corner, where its steepest tangent leaves 0.
    """
    z = (np.asarray(t) - corner) / softness
    if np.all(np.equal(length, 0)):
        return expit(z - 2.0)
    unit, steps = _unit(length, softness)
    if np.all(np.isinf(length)):
        return unit * _softplus(z)
    rising = unit * (_softplus(z) - _softplus(z - steps))
    if np.all(length):
        return rising
    return np.where(np.equal(length, 0), expit(z - 2.0), rising)


def ramp_reaches(
    level: ArrayLike, corner: ArrayLike, length: ArrayLike, softness: ArrayLike
) -> np.ndarray:
    """Place at which a `ramp` is at a level above 0; infinity if it stays below."""
    # sp(z) - sp(z - k) = q has the root z = log(expm1(q)) - log(1 - exp(q - k)).
    unit, steps = _unit(length, softness)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        q = np.minimum(level / unit, 1e15)
        log_expm1 = np.where(q > 30.0, q, np.log(np.expm1(np.minimum(q, 30.0))))
        z = log_expm1 - np.log1p(-np.exp(np.minimum(q - steps, 0.0)))
        z = np.where(q < steps, z, np.inf)
        steep = np.where(np.less(level, 1.0), logit(level) + 2.0, np.inf)
    return corner + softness * np.where(np.equal(length, 0), steep, z)


def _unit(length, softness):
    """Height of a unit of softplus, and the length counted in softness."""
    endless = np.isinf(length)
    whole = np.where(endless | np.equal(length, 0), 1.0, length)
    steps = np.where(endless, np.inf, whole / softness)
    return softness / whole, steps


def _softplus(z):
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.minimum(np.abs(z), 700.0)))


ARMS = {
    "dip": ((0, 0), (-1, 0), (0, 1)),
    "sunk": ((-1, 0), (-1, 0), (0, 1)),
    "valley": ((1, 0), (0, 0), (0, 1)),
    "climb": ((1, 0), (1, 0), (1, 1)),
    "tent": ((0, 0), (1, 0), (1, -1)),
    "sag": ((1, 0), (1, 0), (1, -1)),
}
"""Two straight arms by name: heights at 0, at the vertex and at 1, each so many times
sin(angle) and so many times cos(angle). One bounded number settles their ratio."""


def arms(
    t: ArrayLike, vertex: ArrayLike, left: ArrayLike, mid: ArrayLike, right: ArrayLike
) -> np.ndarray:
    """Go in straight lines from the left height over the vertex to the right one."""
    first = left + (mid - left) * (t / vertex)
    second = mid + (right - mid) * ((t - vertex) / (1.0 - vertex))
    return np.where(np.less(t, vertex), first, second)


def arms_reach(
    level: ArrayLike,
    vertex: ArrayLike,
    left: ArrayLike,
    mid: ArrayLike,
    right: ArrayLike,
) -> np.ndarray:
    """Place at which two arms reach a level for the last time on their way up."""
    early = np.greater_equal(mid, level)
    low, high = np.where(early, left, mid), np.where(early, mid, right)
    share = (level - low) / np.where(high > low, high - low, np.inf)
    share = np.clip(share, 0.0, 1.0)
    return np.where(early, vertex * share, vertex + (1.0 - vertex) * share)
