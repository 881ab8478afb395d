"""Where curves come to stay above chance; a single curve is a batch of one."""

from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.evidence import Found, weigh
from emergestudy.estimators.inputs import Curves, check_level, numbers, read_curves
from emergestudy.estimators.likelihood import Laid, lay
from emergestudy.estimators.models import mean, polish
from emergestudy.estimators.outcome import MUCH_SCATTER, EmergenceFit, EmergenceFits
from emergestudy.estimators.verdicts import decide

CHUNK, PART = 400, 3200
"""Points weighed at a time: what fits into a processor's cache; points handed out."""

SURE, ODD = 1.64, 2.5
"""Standard errors by which a single score has to pass a line to be beyond it, and the
likeliest curve to be odd, among few points; among more, as seldom by luck."""

FEW, WOBBLE = 8, 0.02
"""Points that are few; and how far a model may miss the mean beyond its items."""


def emergence_point(
    scale: ArrayLike,
    score: ArrayLike,
    *,
    chance: float,
    n: ArrayLike | None = None,
    stderr: ArrayLike | None = None,
    unit: str = "fraction",
    higher_is_better: bool = True,
    log_scale: bool = True,
    level: float = 0.90,
    tolerance: float | None = None,
    delta: float | None = None,
) -> EmergenceFit:
    """Where one curve comes to stay above chance, with an interval and a verdict.

    The emergence point is the smallest scale from which the mean score stays at or
    above ``chance + delta``: a property of the mean curve, the same on every shape. The
    posterior is averaged over shapes (flat, soft ramps up and down, two straight arms,
    a free chain), their parameters, the noise and chance
    (`emergestudy.estimators.evidence`). What the mean curve does with a probability
    above 0.8 is the verdict; point and interval are the posterior median and
    equal-tailed interval of the emergence point, given that the curve has one.

    Parameters
    ----------
    scale : array_like, (points,)
        Model sizes or training compute, at least 3, above 0, in any order. Scores at
        equal scales are pooled.
    score : array_like, (points,)
        Scores in ``unit``.
    chance : float
        Score of guessing, in the unit of the scores: with four options 0.25 as a
        fraction, 25 in percent.
    n : int or array_like (points,), optional
        Test items behind each score. Models scatter more than their items allow, so
        the binomial noise is averaged over five amounts of over-dispersion.
    stderr : float or array_like (points,), optional
        Standard errors instead, in the unit of the scores; where one is 0 or missing,
        the others tell. With neither, the noise is averaged over 60 to 10,000 items,
        or over 1 to 20 % of the range of scores that are no proportions.
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
    tolerance : float, optional
        Standard deviation of chance around the value given, in the unit of the scores;
        by default one point, or a fifth of the default delta for other scores.
    delta : float, optional
        How far above chance counts, in the unit of the scores; by default 0.05 as a
        fraction, 5 in percent. For other scores the default is 5 % of the distance from
        chance to the farthest score, which changes as scores are added: better say it.

    Returns
    -------
    EmergenceFit

    Raises
    ------
    EmergenceDataError
        Fewer than 3 points, lengths that differ, values that are not finite or out of
        range, scales that are all equal, another unit, or both n and stderr.
    """
    if numbers("score", score).ndim != 1:
        told = f"score has {np.ndim(score)} dimensions; one curve is a list of numbers"
        raise EmergenceDataError(f"{told} (emergence_points takes many curves).")
    if numbers("scale", scale).ndim != 1 or np.size(scale) != np.size(score):
        told = f"{np.size(scale)} scale(s) but {np.size(score)} score(s)"
        raise EmergenceDataError(f"{told}: give one scale for each score.")
    return emergence_points(
        scale, score, chance=chance, n=n, stderr=stderr, unit=unit, level=level,
        higher_is_better=higher_is_better, log_scale=log_scale, tolerance=tolerance,
        delta=delta,
    ).single()  # fmt: skip


def emergence_points(
    scale: ArrayLike,
    score: ArrayLike,
    *,
    chance: ArrayLike,
    n: ArrayLike | None = None,
    stderr: ArrayLike | None = None,
    unit: str = "fraction",
    higher_is_better: bool = True,
    log_scale: bool = True,
    level: float = 0.90,
    tolerance: float | None = None,
    delta: float | None = None,
    jobs: int = 1,
) -> EmergenceFits:
    """Where each of many curves comes to stay above chance, with interval and verdict.

    Parameters and errors are those of `emergence_point`, but for these.

    Parameters
    ----------
    score : array_like, (curves, points)
        Scores in ``unit``.
    scale, n, stderr : number or array_like, (points,) or (curves, points)
        One row serves all curves.
    chance : float or array_like (curves,)
        Score of guessing, in the unit of the scores.
    jobs : int
        Processes to share the curves; the results do not depend on it.

    Returns
    -------
    EmergenceFits
    """
    check_level(level)
    if not isinstance(jobs, int) or jobs < 1:
        raise EmergenceDataError(f"jobs is {jobs!r}; give 1 or more processes.")
    curves = read_curves(
        scale, score, chance=chance, n=n, stderr=stderr, unit=unit, delta=delta,
        higher_is_better=higher_is_better, log_scale=log_scale, tolerance=tolerance,
    )  # fmt: skip
    return fit_many(curves, level, jobs)


def fit_many(curves: Curves, level: float, jobs: int = 1) -> EmergenceFits:
    """Fit checked curves and call verdicts."""
    count, points = curves.score.shape
    size = max(1, PART // points)
    parts = [curves.some(slice(k, k + size)) for k in range(0, count, size)]
    if jobs == 1 or len(parts) == 1:
        results = [_fit(part, level) for part in parts]
    else:
        with ProcessPoolExecutor(jobs) as pool:
            each = max(1, len(parts) // (4 * jobs))
            results = list(pool.map(_fit, parts, [level] * len(parts), chunksize=each))
    founds, verdicts, scatters, early, denied = zip(*results, strict=True)
    found, verdict = Found.join(list(founds)), np.concatenate(verdicts)
    scatter, *doubts = map(np.concatenate, (scatters, early, denied))
    if curves.n is None and curves.stderr is None:
        scatter = np.full(count, np.nan)
    return EmergenceFits.of(verdict, found, scatter, doubts, level, curves)


def _fit(curves, level):
    """Fit some curves: found, verdicts, scatter, who starts above, who is denied."""
    data = lay(curves)
    points, count = data.noise.score.shape[:2]
    found = _weigh(data, points, np.arange(count), level)
    likely = decide(found.probability)
    verdict = _guard(likely, found, data, level)
    known = data.noise.information[:, :, 0].T > 0
    score, own, place = (a[:, :, 0].T for a in (data.noise.score, data.own, data.place))
    height, own = score - data.chance, np.where(known, own, np.inf)
    free = np.maximum(known.sum(axis=1) - found.best[:, 6], 1.0)

    def scatter_of(rows):
        miss = (height - mean(found.best, place))[rows] / own[rows]
        return (miss**2).sum(axis=1) / free[rows]

    scatter = scatter_of(slice(None))
    much = scatter > MUCH_SCATTER
    if much.any():
        about = (a[much] for a in (place, height, own, data.tolerance))
        found.best[much] = polish(found.best[much], *about)
        scatter[much] = scatter_of(much)
    scatter = np.array([float(f"{value:.2g}") for value in scatter.round(3)])
    first, error = height[:, 0], own[:, 0]
    early = first - SURE * error > data.tolerance[:, 0]
    return found, verdict, scatter, early & (first < data.delta), verdict != likely


def _weigh(data: Laid, points: int, rows: np.ndarray, level: float) -> Found:
    """Weigh the first points of some curves."""
    size = max(1, CHUNK // points)
    some = (rows[k : k + size] for k in range(0, len(rows), size))
    return Found.join([weigh(data.cut(points, rows), level) for rows in some])


def _guard(verdict: np.ndarray, found: Found, data: Laid, level: float) -> np.ndarray:
    """Take back an "emergent" that single scores, or smaller scales alone, deny."""
    luck = min(FEW / len(data.place), 1.0)
    sure, far = (-ndtri(luck * ndtr(-z)) for z in (SURE, ODD))
    own, height = data.own[:, :, 0].T, (data.noise.score - data.chance)[:, :, 0].T
    place = data.place[:, :, 0].T
    emergent = verdict == "emergent"
    before = (place < found.crossing[:, :1]) & emergent[:, None]
    beyond = np.abs(height) - sure * own >= data.delta
    expected = mean(found.best, place)
    told = data.noise.precision(data.noise.clip((data.chance + expected).T[:, :, None]))
    miss, z = height - expected, (height - expected) * np.sqrt(told[:, :, 0].T)
    beyond |= (np.abs(z) > far) & (np.abs(height) >= data.delta)
    slack = far * np.hypot(own, WOBBLE)
    after = (place > found.crossing[:, 2:]) & emergent[:, None]
    back = (height < data.delta) & (miss < -slack) & after
    denied = ((beyond & before) | back).any(axis=1)
    verdict = np.where(denied, "undetermined", verdict)
    # What is above chance from the first scale on stays so as larger ones are added.
    doubt = (height[:, 0] + slack[:, 0] >= data.delta) & (verdict == "emergent")
    doubt &= height[:, :3].mean(axis=1) >= data.delta
    for points in range(3, height.shape[1]):
        rows = np.flatnonzero(doubt & (place[:, points - 1] > 0))
        if len(rows):
            part = _weigh(data, points, rows, level)
            was_above = decide(part.probability) == "above"
            verdict[rows[was_above]] = "undetermined"
    return verdict
