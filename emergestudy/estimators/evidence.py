"""The frozen list of rival curves, and how much the data speak for each.

A weight depends on how many rivals stand on each side, so the list is part of the
method: it does not change with the data, and a test pins it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from emergestudy.estimators import shapes

VERDICTS = ("emergent", "smooth", "flat", "inverse", "u_shaped", "undetermined")
"""Every verdict, in the order of every table; the first five are kinds of rivals."""


PRIOR = (0.125, 0.125, 0.5, 0.125, 0.125)
"""Prior probability of each kind: even odds that nothing has happened yet."""


@dataclass(frozen=True)
class Rival:
    """One rival curve: its kind, its shape and the box its parameters live in.

    ``lower`` and ``upper`` hold the ends of each shape parameter's range; ``cells`` the
    number of values tried in each of three rounds; ``share`` is the rival's part of the
    prior probability of its kind.
    """

    name: str
    verdict: str
    share: float
    shape: Callable[..., np.ndarray]
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    cells: tuple[tuple[int, ...], ...] = ()

    @property
    def parameters(self) -> int:
        """Free numbers: those of the shape and the rise; none for chance itself."""
        return len(self.lower) + (self.verdict != "flat")


_ONE = ((20,), (16,), (24,))
_TWO = ((14, 8), (10, 8), (12, 9))
_FINE = ((28, 10), (16, 9), (40, 10))  # the elbow's interval is read off these
_ELBOW = (0.0,), (0.99,)
_RAMP = (0.0, 0.02), (0.99, 1.0)
_CURVE = (0.0, 0.02), (0.98, 1.6)
_SATURATED = (0.0, 0.05), (1.0, 1.0)
_EARLY = (-1.5, 0.1), (0.0, 1.6)

RIVALS: tuple[Rival, ...] = (
    Rival("chance", "flat", 1.0, shapes.chance_level),
    Rival("hinge", "emergent", 4 / 9, shapes.hinge, *_ELBOW, ((40,), (24,), (64,))),
    Rival("hinge_ceiling", "emergent", 4 / 9, shapes.hinge_ceiling, *_RAMP, _FINE),
    Rival("logistic", "emergent", 1 / 9, shapes.logistic, *_CURVE, _FINE),
    Rival("line", "smooth", 1 / 3, shapes.line, (0.0,), (1.0,), _ONE),
    Rival("line_ceiling", "smooth", 1 / 3, shapes.line_ceiling, *_SATURATED, _TWO),
    Rival("early_logistic", "smooth", 1 / 3, shapes.logistic, *_EARLY, _TWO),
    Rival("falling_line", "inverse", 1 / 4, shapes.falling_line, (-0.5,), (2.5,), _ONE),
    Rival("falling_hinge", "inverse", 1 / 4, shapes.falling_hinge, *_ELBOW, _ONE),
    Rival("falling_floor", "inverse", 1 / 4, shapes.falling_floor, *_RAMP, _TWO),
    Rival("falling_logistic", "inverse", 1 / 4, shapes.falling_logistic, *_CURVE, _TWO),
    Rival("vee", "u_shaped", 1.0, shapes.vee, (0.0, 0.3), (0.95, 2.0), _TWO),
)
"""The rivals, frozen."""


def kinds(rivals: tuple[Rival, ...] = RIVALS) -> np.ndarray:
    """Return the kind of each rival, as a place in `VERDICTS`."""
    return np.array([VERDICTS.index(rival.verdict) for rival in rivals])


def weights(logmarginal: np.ndarray, rivals: tuple[Rival, ...] = RIVALS) -> np.ndarray:
    """Posterior probability of each rival, (curves, rivals), from its evidence.

    ``weight_i = prior_i L_i / sum_j prior_j L_j`` with ``L`` the likelihood averaged
    over the rival's box, and ``prior_i`` the prior of its kind times its share of it.
    Source: Kass and Raftery (1995), Bayes factors, JASA 90.
    """
    prior = np.array(
        [r.share * PRIOR[k] for r, k in zip(rivals, kinds(rivals), strict=True)]
    )
    score = logmarginal + np.log(prior)
    score = score - score.max(axis=1, keepdims=True)
    weight = np.exp(score)
    return weight / weight.sum(axis=1, keepdims=True)


def by_kind(values: np.ndarray, rivals: tuple[Rival, ...] = RIVALS) -> np.ndarray:
    """Add up (curves, rivals) weights by kind: (curves, 5), ordered as `VERDICTS`."""
    return np.stack(
        [values[:, kinds(rivals) == k].sum(axis=1) for k in range(5)], axis=1
    )


def aicc(
    loglik: np.ndarray,
    points: int,
    unknown_spread: bool,
    rivals: tuple[Rival, ...] = RIVALS,
) -> np.ndarray:
    """Akaike's criterion, corrected for few points where the spread is estimated.

    ``-2 loglik + 2 K``, plus ``2 K (K + 1) / (points - K - 1)`` with ``K`` one larger
    where the spread is estimated; NaN where ``points - K - 1 <= 0``. With known noise
    the correction does not apply and plain AIC is given. For information only: the
    verdict uses `weights`. Source: Hurvich and Tsai (1989), Biometrika 76.
    """
    k = np.array([rival.parameters for rival in rivals]) + int(unknown_spread)
    value = -2.0 * loglik + 2.0 * k
    if not unknown_spread:
        return value
    room = np.where(points - k - 1 > 0, points - k - 1, np.nan)
    return value + 2.0 * k * (k + 1) / room
