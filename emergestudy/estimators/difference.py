"""The difference of two curves, read as a curve whose chance level is zero."""

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.checks import Curves, read_curves


def check_arm(
    name: str,
    scale: ArrayLike,
    score: ArrayLike,
    n: ArrayLike | None,
    stderr: ArrayLike | None,
    unit: str,
    log_scale: bool,
) -> None:
    """Check one of the two curves by itself; messages say which one it is."""
    if np.ndim(score) != 1:
        raise EmergenceDataError(
            f"{name} has {np.ndim(score)} dimensions; a curve is a list of numbers."
        )
    try:
        read_curves(scale, score, 0.0, n, stderr, unit, True, log_scale)
    except EmergenceDataError as error:
        raise EmergenceDataError(f"{name}: {error}") from None


def difference(
    scale: ArrayLike, treatment: tuple, baseline: tuple, unit: str, log_scale: bool
) -> Curves:
    """Subtract one arm from another: one curve, (1, points), sorted by scale.

    An arm is its scores with their ``n`` and ``stderr``, either of them None.
    """
    size = 100.0 if unit == "percent" else 1.0
    x = np.asarray(scale, dtype=float)
    x = np.log10(x) if log_scale else x
    scores = [np.asarray(arm[0], dtype=float) / size for arm in (treatment, baseline)]
    arms = zip(scores, (treatment, baseline), strict=True)
    variances = [_variance(y, arm[1], arm[2], size) for y, arm in arms]
    gap = scores[0] - scores[1]
    known = None not in [v if v is None else 0 for v in variances]
    stderr = np.sqrt(sum(variances)) if known else np.zeros_like(gap)
    order = np.lexsort((stderr, gap, x))
    reach = 1.0 if unit != "other" else 2.0 * np.ptp(np.concatenate(scores))
    return Curves(
        x[order][None],
        gap[order][None],
        np.zeros(1),
        None,
        stderr[order][None] if known else None,
        "other",
        True,
        log_scale,
        max(reach, 1e-9),
    )


def _variance(score, n, stderr, size):
    if stderr is not None:
        return np.broadcast_to(
            (np.asarray(stderr, dtype=float) / size) ** 2, score.shape
        )
    if n is None:
        return None
    n = np.asarray(n, dtype=float)
    share = (score * n + 1.0) / (n + 2.0)
    return share * (1.0 - share) / (n + 2.0)
