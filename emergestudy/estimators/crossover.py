"""Where a technique starts to help: the difference of two curves leaves zero."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import inputs
from emergestudy.estimators.emergence import fit_many
from emergestudy.estimators.outcome import CrossoverFit
from emergestudy.estimators.verdicts import TECHNIQUE_VERDICTS, THRESHOLD


def crossover_point(
    scale: ArrayLike,
    treatment: ArrayLike | Sequence[ArrayLike],
    baseline: ArrayLike | Sequence[ArrayLike],
    *,
    n: ArrayLike | None = None,
    stderr: ArrayLike | None = None,
    baseline_n: ArrayLike | None = None,
    baseline_stderr: ArrayLike | None = None,
    unit: str = "fraction",
    higher_is_better: bool = True,
    log_scale: bool = True,
    level: float = 0.90,
    delta: float | None = None,
) -> CrossoverFit:
    """Where a technique starts to help, with an interval and a verdict.

    The difference ``treatment - baseline`` is read as a score whose chance level is 0
    (`emergence_point`): the point is the smallest scale from which the mean difference
    stays at or above delta. Its noise is Gaussian with variance ``stderr_t^2 +
    stderr_b^2``, widened by the scatter between models; for proportions ``stderr^2 =
    q (1 - q) / (n + 2)`` with ``q = (hits + 1) / (n + 2)``. Two scores count as
    independent; on the same test items they are not, and the interval is then too wide
    rather than too narrow. Give the items themselves where you have them.

    Parameters
    ----------
    scale : array_like, (points,)
        As in `emergence_point`.
    treatment, baseline : array_like, (points,)
        Scores with and without the technique at the same scales. Or for each scale the
        scores of the single items, in the same order: the noise is then that of the
        differences item by item.
    n, stderr : number or array_like (points,), optional
        Test items or standard errors of the treatment's scores, and of the baseline's
        too unless ``baseline_n`` or ``baseline_stderr`` is given.
    unit, higher_is_better, log_scale, level
        As in `emergence_point`. With ``higher_is_better=False`` helping means lowering.
    delta : float, optional
        How large a difference counts, in the unit of the scores; by default 0.05 as a
        fraction, 5 in percent, and 5 % of the largest difference for other scores.

    Returns
    -------
    CrossoverFit

    Raises
    ------
    EmergenceDataError
        As `emergence_point`, for either curve.
    """
    inputs.check_level(level)
    inputs.check_flag("higher_is_better", higher_is_better)
    inputs.check_same_rows(scale=scale, treatment=treatment, baseline=baseline, n=n)
    paired = None
    if _of_items(treatment) and _of_items(baseline):
        if any(v is not None for v in (n, stderr, baseline_n, baseline_stderr)):
            raise EmergenceDataError(
                "n and stderr are for scores; single items tell their own noise."
            )
        treatment, baseline, paired = _pair(treatment, baseline)
    a, b, c = (np.size(values) for values in (scale, treatment, baseline))
    if not a == b == c or np.ndim(treatment) != 1 or np.ndim(baseline) != 1:
        raise EmergenceDataError(
            f"{a} scale(s), {b} treatment and {c} baseline score(s): give one of each "
            "for every scale, as plain lists."
        )
    if n is stderr is None and not baseline_n is baseline_stderr is None:
        told = "baseline_n and baseline_stderr come beside n or stderr of the treatment"
        raise EmergenceDataError(f"{told}; give both, or neither.")
    baseline_n = n if baseline_n is None else baseline_n
    baseline_stderr = stderr if baseline_stderr is None else baseline_stderr
    stderr, baseline_stderr = (  # what is masked is missing
        None if error is None else inputs.amounts("stderr", error)
        for error in (stderr, baseline_stderr)
    )
    arms = (treatment, n, stderr), (baseline, baseline_n, baseline_stderr)
    given = [pd.to_numeric(pd.Series(np.ravel(e)), errors="coerce") for *_, e in arms]
    certain = [(errors == 0).all() for errors in given]  # none given is no 0
    for name, arm, sure in zip(("treatment", "baseline"), arms, certain, strict=True):
        # One arm may have no error of its own, as where no answer is ever right.
        score, count, error = arm
        error = None if sure and not all(certain) else error
        try:
            inputs.read_curves(
                scale, score, chance=0.0, n=count, stderr=error, unit=unit,
                higher_is_better=True, log_scale=log_scale,
            )  # fmt: skip
        except EmergenceDataError as fault:  # messages say in which arm it is
            raise EmergenceDataError(f"{name}: {fault}") from None
    up = difference(scale, *arms, unit, log_scale, delta, paired)
    down = difference(scale, *arms[::-1], unit, log_scale, delta, paired)
    both = (up, down) if higher_is_better else (down, up)
    gain, harm = (fit_many(curves, level).single() for curves in both)
    verdict, interval, point = TECHNIQUE_VERDICTS[gain.verdict], gain.interval, None
    either = [gain.probability[kind] for kind in ("emergent", "u_shaped")]
    comes = max(either) <= THRESHOLD < sum(either)  # perhaps after harm
    if gain.verdict in ("emergent", "u_shaped") or comes:
        low, point, high = gain.crossing
        interval = (low, high)
        verdict = "helps_from" if gain.verdict != "u_shaped" else verdict
    return CrossoverFit(verdict, point, interval, level, gain, harm)


def _of_items(arm) -> bool:
    """Whether an arm lists scores of items for each scale."""
    several = hasattr(arm, "__iter__") and not isinstance(arm, str)
    return several and any(np.size(scores) > 1 for scores in arm)


def _pair(treatment, baseline):
    """Mean scores of the items, and the standard errors of their mean differences."""
    arms, errors = ([], []), []
    for k, (one, two) in enumerate(zip(treatment, baseline, strict=False)):
        one, two = inputs.numbers("treatment", one), inputs.numbers("baseline", two)
        if one.shape != two.shape or one.ndim != 1:
            raise EmergenceDataError(
                f"scale {k + 1} has {one.size} treatment and {two.size} baseline "
                "item(s): pair every item with itself."
            )
        for arm, items in zip(arms, (one, two), strict=True):
            arm.append(items.mean())
        gap = one - two
        # Two more items, one for and one against, so that no error is 0.
        size = max(np.abs(gap).max(), np.ptp(np.concatenate([one, two])), 1e-9)
        square = (gap**2).sum() + 2.0 * size**2
        count = gap.size + 2.0
        errors.append(np.sqrt((square / count - (gap.sum() / count) ** 2) / count))
    return *(np.array(arm) for arm in arms), np.array(errors)


def difference(
    scale: ArrayLike, treatment: tuple, baseline: tuple, unit: str, log_scale: bool,
    delta: float | None = None, paired: np.ndarray | None = None,
) -> inputs.Curves:  # fmt: skip
    """Subtract one arm from another: one curve, (1, points), sorted by scale.

    An arm is its scores with their ``n`` and ``stderr``, either of them None;
    ``paired`` are standard errors of the differences, if known.
    """
    x = np.asarray(scale, dtype=float)
    x = np.log10(x) if log_scale else x
    size, arms = inputs.UNITS[unit], (treatment, baseline)
    scores = [np.asarray(score, dtype=float) / size for score, *_ in arms]
    noises = [_variance(s, *arm[1:], size) for s, arm in zip(scores, arms, strict=True)]
    gap = scores[0] - scores[1]
    known = paired is not None or all(variance is not None for variance in noises)
    stderr = np.zeros_like(gap)
    if known:
        stderr = np.sqrt(sum(noises)) if paired is None else paired / size
    order = np.lexsort((stderr, gap, x))
    x, gap, stderr = (values[order][None] for values in (x, gap, stderr))
    reach = 1.0 if unit != "other" else 2.0 * np.ptp(np.concatenate(scores))
    far = 1.0 if unit != "other" else max(np.abs(gap).max(), 1e-9)
    delta = inputs.read_share("delta", delta, unit, np.array([inputs.DELTA * far]))
    return inputs.Curves(
        x, gap, np.zeros(1), n=None, stderr=stderr if known else None, unit="other",
        delta=delta, tolerance=delta * inputs.TOLERANCE / inputs.DELTA,
        higher_is_better=True, log_scale=log_scale, reach=max(reach, 1e-9),
    )  # fmt: skip


def _variance(score, n, stderr, size):
    """Variance of each score, as a fraction for proportions; None if not known."""
    if stderr is not None:
        stderr = np.broadcast_to(np.asarray(stderr, dtype=float) / size, score.shape)
        known = stderr[stderr > 0]
        instead = np.median(known) if known.size else 0.0
        return np.where(stderr > 0, stderr, instead) ** 2
    if n is None:
        return None
    n = np.asarray(n, dtype=float)
    share = (score * n + 1.0) / (n + 2.0)
    return share * (1.0 - share) / (n + 2.0)
