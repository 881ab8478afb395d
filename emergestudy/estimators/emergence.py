"""Where one curve leaves chance."""

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.batch import emergence_points
from emergestudy.estimators.outcome import EmergenceFit, single


def emergence_point(
    scale: ArrayLike,
    score: ArrayLike,
    chance: float = 0.25,
    n: ArrayLike | None = None,
    stderr: ArrayLike | None = None,
    unit: str = "fraction",
    higher_is_better: bool = True,
    log_scale: bool = True,
    level: float = 0.90,
    seed: int = 0,
    *,
    tolerance: float = 0.0,
    overdispersion: float | str = 0.0,
) -> EmergenceFit:
    """Where one curve leaves chance, with an interval and a verdict.

    Twelve rival curves of five kinds are fitted (`emergestudy.estimators.evidence`).
    The likelihood of each, averaged over its parameters, weighs it; a kind whose
    posterior probability exceeds 0.8 is the verdict, starting from even odds that the
    curve is flat and equal odds among the other four kinds. The point is the posterior
    median of the elbow over hinge, hinge with ceiling and logistic, and the interval
    its equal-tailed posterior interval. The emergence point of a logistic is where the
    tangent at its middle meets chance, two widths before the middle.

    Parameters
    ----------
    scale : array_like, (points,)
        Model sizes or training compute, at least 3, above 0, in any order; equal scales
        (several seeds) are legal.
    score : array_like, (points,)
        Scores in ``unit``.
    chance : float
        Score of guessing: a fraction in [0, 1) for proportions, also when the scores
        are in percent (``unit="percent", chance=0.25`` means 25 %); any number with
        ``unit="other"``, in the unit of the scores.
    n : int or array_like (points,), optional
        Test items behind each score; the noise is binomial.
    stderr : float or array_like (points,), optional
        Standard errors instead, in the unit of the scores; the noise is Gaussian. With
        neither, the noise is Gaussian with one unknown spread for the curve, learned
        from the same few points with a weak prior worth one point (at 0.02 for
        proportions, at 5 % of the range of the scores for others). The price: the
        interval no longer narrows as it should for large n, is too narrow for small n
        (coverage about 0.85 at n = 100 and 13 points), and U-shapes are missed more.
    unit : {"fraction", "percent", "other"}
        Proportions are checked against their range. "other" is for BLEU, calibration
        error, nats and the like.
    higher_is_better : bool
        False for errors; proportions are read as ``1 - score``, others as ``-score``.
        Chance stays in the unit of the scores (guessing one of four errs at 0.75).
    log_scale : bool
        Straight lines are straight in log10(scale); False: in scale.
    level : float
        Probability of the interval.
    seed : int
        Accepted so that one seed can be passed to everything; nothing here is random.
    tolerance : float
        Standard deviation of chance around the value given, as a fraction for
        proportions. At n = 1,000 a chance that is off by 0.01 spoils the interval.
    overdispersion : float or "estimate"
        Intraclass correlation ``rho`` of the items, so that the variance is
        ``p (1 - p) (1 + (n - 1) rho) / n``; or estimate it from the scatter, best with
        several seeds at each scale.

    Returns
    -------
    EmergenceFit

    Raises
    ------
    EmergenceDataError
        Fewer than 3 points, lengths that differ, values that are not finite, scales
        that are not above 0 or all equal, scores or chance out of range, n below 1, a
        standard error that is not above 0, or both n and stderr.
    """
    if np.ndim(score) != 1:
        raise EmergenceDataError(
            f"score has {np.ndim(score)} dimensions; one curve is a list of numbers "
            "(emergence_points takes many curves)."
        )
    if np.ndim(scale) != 1 or np.size(scale) != np.size(score):
        raise EmergenceDataError(
            f"{np.size(scale)} scale(s) but {np.size(score)} score(s): give one scale "
            "for each score."
        )
    fits = emergence_points(
        scale, score, chance, n, stderr, unit, higher_is_better, log_scale, level, seed,
        tolerance=tolerance, overdispersion=overdispersion,
    )  # fmt: skip
    return single(fits)
