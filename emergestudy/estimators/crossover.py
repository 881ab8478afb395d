"""Where a technique starts to help: the difference of two curves leaves zero."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.batch import fit_many
from emergestudy.estimators.checks import check_level
from emergestudy.estimators.crossing import CROSSING_RIVALS, crossing
from emergestudy.estimators.difference import check_arm, difference
from emergestudy.estimators.numbers import check_same_rows
from emergestudy.estimators.outcome import EmergenceFit, single

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
            low, high = self.interval
            share = f"{100 * self.level:g} % interval"
            lines.append(f"from {self.point:.3g} ({share} {low:.3g} to {high:.3g})")
        kinds = sorted(self.gain.probability.items(), key=lambda kv: -kv[1])
        shown = ", ".join(f"{VERDICTS[k]} {p:.2f}" for k, p in kinds[:3])
        return "\n".join([*lines, f"probability: {shown}"])

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
    check_same_rows(scale=scale, treatment=treatment, baseline=baseline, n=n)
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
    for name, arm in zip(("treatment", "baseline"), arms, strict=True):
        check_arm(name, scale, *arm, unit, log_scale)
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
