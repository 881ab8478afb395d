"""The rival curves as plain functions; the signature of each one is the model.

Every curve is read as ``score = chance + rise * shape(t, ...)``, where ``t`` is the
place of a point in the data: 0 at the smallest scale, 1 at the largest, linear in
log10(scale) between them (in scale itself when ``log_scale`` is False). The shapes
carry their own sign, so ``rise`` is never negative. All of them broadcast: ``t`` and
the parameters may be arrays of any shapes that fit together.
"""

from functools import partial

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

RAMP = 0.5
"""Share of the way from the vertex to the end that an `offset_ramp` takes."""


def hinge(t: ArrayLike, elbow: ArrayLike) -> np.ndarray:
    """Stay at chance, then rise in a line: ``max(0, t - elbow) / (1 - elbow)``."""
    return np.maximum(t - np.asarray(elbow), 0.0) / (1.0 - elbow)


def hinge_ceiling(t: ArrayLike, elbow: ArrayLike, share: ArrayLike) -> np.ndarray:
    """Stay at chance, rise, then stay: ``clip((t - elbow) / ramp, 0, 1)``.

    The ramp is ``share`` of the way from the elbow to the end, ``(1 - elbow) * share``.
    """
    ramp = (1.0 - np.asarray(elbow)) * share
    return np.clip((t - np.asarray(elbow)) / ramp, 0.0, 1.0)


def logistic(t: ArrayLike, elbow: ArrayLike, share: ArrayLike) -> np.ndarray:
    """Rise along an S: ``1 / (1 + exp(-(t - middle) / width))``.

    The tangent at the middle leaves chance at ``elbow = middle - 2 width``, which is
    the emergence point of a logistic, and meets the ceiling at ``middle + 2 width``:
    with ``ramp = (1 - elbow) * share``, ``middle = elbow + ramp / 2`` and
    ``width = ramp / 4``, so ``elbow`` and ``share`` mean what they mean in
    `hinge_ceiling`.
    """
    ramp = (1.0 - np.asarray(elbow)) * share
    return expit(4.0 * (t - np.asarray(elbow)) / ramp - 2.0)


def line(t: ArrayLike, start: ArrayLike) -> np.ndarray:
    """Rise in a line from above chance: ``start + (1 - start) t``, 0 <= start <= 1."""
    return start + (1.0 - np.asarray(start)) * t


def line_ceiling(t: ArrayLike, start: ArrayLike, share: ArrayLike) -> np.ndarray:
    """Rise from above chance, then stay: ``start + (1 - start) min(1, t / share)``."""
    return start + (1.0 - np.asarray(start)) * np.minimum(t / np.asarray(share), 1.0)


def falling_line(t: ArrayLike, start: ArrayLike) -> np.ndarray:
    """Fall in a line: ``start - t``; ``start`` is above (+) or below (-) chance."""
    return np.asarray(start) - t


def _turned_over(shape, t, *values):
    return -shape(t, *values)


falling_hinge = partial(_turned_over, hinge)
falling_floor = partial(_turned_over, hinge_ceiling)
falling_logistic = partial(_turned_over, logistic)


def vee(t: ArrayLike, vertex: ArrayLike, angle: ArrayLike) -> np.ndarray:
    """Fall in a line from chance to a vertex, then rise in a line.

    ``-sin(angle)`` at the vertex and ``cos(angle)`` at the end, so one bounded number
    sets the share of fall and rise. With the vertex at 0 the curve starts below chance.
    """
    t, vertex = np.asarray(t, dtype=float), np.asarray(vertex, dtype=float)
    low, high = -np.sin(angle), np.cos(angle)
    fall = low * t / np.maximum(vertex, 1e-9)
    rise = low + (high - low) * (t - vertex) / (1.0 - vertex)
    return np.where(t < vertex, fall, rise)


def offset_hinge(t: ArrayLike, vertex: ArrayLike, angle: ArrayLike) -> np.ndarray:
    """Stay below chance, then rise in a line: the `vee` without its fall.

    ``-sin(angle)`` up to the vertex, then in a line to ``cos(angle)`` at the end.
    """
    low, high = -np.sin(angle), np.cos(angle)
    return low + (high - low) * hinge(t, vertex)


def offset_ramp(t: ArrayLike, vertex: ArrayLike, angle: ArrayLike) -> np.ndarray:
    """Stay below chance, rise, stay: `offset_hinge` that arrives halfway to the end."""
    low, high = -np.sin(angle), np.cos(angle)
    return low + (high - low) * hinge_ceiling(t, vertex, RAMP)
