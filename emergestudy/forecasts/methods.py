"""The ways to forecast, each a function of what is visible and where it is asked.

A method is ``forecast(visible, at)``: a `Visible` and larger scales, in order. It
answers one score for each of them, or a row of the `SHARES` quantiles for each; or
``(scores, place)``, if it has its own word on where the ability emerges (a number, or
those quantiles; None: where the scores say); or None, where it cannot tell. A number
becomes a distribution by the method's errors on other tasks, so that nobody chooses how
sure to look.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy import special

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import emergence_points
from emergestudy.forecasts.cuts import Visible
from emergestudy.law import fit_emergence_law, turned

Method = Callable[[Visible, np.ndarray], object]

SHARES = np.arange(1, 20) / 20
"""Shares of the quantiles that a method may answer with: 0.05, 0.10, ..., 0.95."""

LEAST_NOISE = 0.01  # of a score, when curves are weighed by their fit
GAP = 0.1  # mean of the exponential gap, in ranges of scale seen


def last_visible(visible: Visible, at: np.ndarray) -> object:
    """Nothing changes: the last score. It emerges right after the last model."""
    return np.full(len(at), visible.score[-1]), visible.last


def last_and_gap(visible: Visible, at: np.ndarray) -> object:
    """The last score; emergence after an exponential gap, a tenth of the range seen."""
    gap = -GAP * np.ptp(visible.scale) * np.log1p(-SHARES)
    return np.full(len(at), visible.score[-1]), visible.last + gap


def mean_of_two(visible: Visible, at: np.ndarray) -> object:
    """The mean of the last two scores."""
    return np.full(len(at), visible.score[-2:].mean())


def line(visible: Visible, at: np.ndarray) -> object:
    """A straight line through all scores."""
    return _line(visible.scale, visible.score, at)


def line_of_three(visible: Visible, at: np.ndarray) -> object:
    """A straight line through the last three scores (more, where scales are equal)."""
    first = visible.scale >= np.unique(visible.scale)[-3]
    return _line(visible.scale[first], visible.score[first], at)


def half_the_line(visible: Visible, at: np.ndarray) -> object:
    """Half of what the line of three adds to the last score."""
    return (line_of_three(visible, at) + visible.score[-1]) / 2


def base_rate(visible: Visible, at: np.ndarray) -> object:
    """Chance: by its errors, how far other tasks are above chance at that distance."""
    return np.full(len(at), visible.chance)


def constant(visible: Visible, at: np.ndarray) -> object:
    """Naught: by its errors, the scores and emergence points of other tasks."""
    return np.zeros(len(at)), 0.0


def logistic(visible: Visible, at: np.ndarray) -> object:
    """From chance to 1 along logistic curves, weighed by how well they fit."""
    return _logistic(visible.scale, visible.score, visible.chance, at)


def hinge(visible: Visible, at: np.ndarray) -> object:
    """Chance up to an elbow, then a rising line; elbows weighed by their fit."""
    u, above = visible.scale, visible.score - visible.chance
    elbows = np.linspace(u[0] - np.ptp(u) / 2, u[-1], 100)[:, None]
    past = np.maximum(u - elbows, 0)
    norm = np.maximum((past**2).sum(axis=1), 1e-9)
    slope = np.maximum(past @ above / norm, 0)
    weight = _weights(above - slope[:, None] * past)
    return visible.chance + (weight * slope) @ np.maximum(at - elbows, 0)


def bnsl(visible: Visible, at: np.ndarray) -> object:
    """A broken neural scaling law with one break, of the errors (1 - score).

    log(1 - score) = a - b u - c s log(1 + exp((u - d) / s)) with b, c >= 0: two power
    laws of the error, joined at d over a width s. Breaks and widths are a grid, weighed
    by fit.
    """
    error = np.log(np.maximum(1 - visible.score, 1e-3))
    span = max(np.ptp(visible.scale), 1e-9)
    u, at = (visible.scale - visible.last) / span, (at - visible.last) / span
    breaks, widths = np.meshgrid(np.linspace(-1, 0.5, 30), [0.03, 0.1, 0.3])
    d, s = breaks.ravel()[:, None], widths.ravel()[:, None]

    def terms(x: np.ndarray) -> np.ndarray:
        bend = s * np.logaddexp(0, (x - d) / s)
        return np.stack(np.broadcast_arrays(1.0, -x, -bend), axis=-1)

    seen = terms(u)
    turned_over = np.swapaxes(seen, 1, 2)
    normal, right = turned_over @ seen + 1e-4 * np.eye(3), turned_over @ error[:, None]
    best = np.linalg.solve(normal, right)
    for lone in (1, 2):  # what would lower the score is left out
        falls, rest = best[:, lone, 0] < 0, [0, 3 - lone]
        part = normal[falls][:, rest][:, :, rest]
        best[falls, lone] = 0.0
        best[np.ix_(falls, rest)] = np.linalg.solve(part, right[falls][:, rest])
    best[:, 1:] = np.maximum(best[:, 1:], 0)
    weight = _weights(np.exp((seen @ best)[..., 0]) - np.exp(error))
    return 1 - weight @ np.exp((terms(at) @ best)[..., 0])


def compute_law(visible: Visible, at: np.ndarray) -> object:
    """The direct law of arXiv 2512.08894: -log of the score is a power of compute.

    Scores count from chance to 1. Models at chance have no logarithm: they are left
    out, and with fewer than three others there is no answer.
    """
    share = (visible.score - visible.chance) / (1 - visible.chance)
    above = (share > 0.02) & (share < 1)
    if visible.x != "compute" or len(np.unique(visible.scale[above])) < 3:
        return None
    power = np.log(-np.log(share[above]))
    power = _line(visible.scale[above], power, at)
    return visible.chance + (1 - visible.chance) * np.exp(-np.exp(power))


def two_steps(visible: Visible, at: np.ndarray) -> object:
    """Loss from compute by a power law above a floor, then score from loss.

    As the OLMo ladder does, but for a ladder's sizes and tokens, which are not seen:
    its first step has compute alone.
    """
    if visible.loss is None:
        return None
    u, loss = visible.scale, visible.loss
    floors = np.linspace(0, 0.95 * loss.min(), 40)
    lines = [np.polyfit(u, np.log(loss - floor), 1) for floor in floors]
    fits = [np.exp(np.polyval(c, u)) + f for c, f in zip(lines, floors, strict=True)]
    weight = _weights(np.array(fits) - loss)
    beyond = [np.exp(np.polyval(c, at)) + f for c, f in zip(lines, floors, strict=True)]
    return _logistic(-loss, visible.score, visible.chance, -(weight @ np.array(beyond)))


def first_component(visible: Visible, at: np.ndarray) -> object:
    """The first principal component of other tasks from compute, then score from it.

    After Ruan et al. 2024, with tasks that at least half of the visible models have;
    gaps are filled with the task's mean. With fewer than ten models, or three tasks,
    there is no answer.
    """
    others = visible.others
    if others is None or len(others) < 10:
        return None
    others = others[:, np.isfinite(others).mean(axis=0) >= 0.5]
    if others.shape[1] < 3:
        return None
    z = others - np.nanmean(others, axis=0)
    z = np.nan_to_num(z / np.maximum(np.nanstd(others, axis=0), 1e-9))
    ability = z @ np.linalg.svd(z, full_matrices=False)[2][0]
    ability *= np.sign(ability @ z.sum(axis=1)) or 1.0
    later = _line(visible.scale, ability, at)
    return _logistic(ability, visible.score, visible.chance, later)


def brier_line(visible: Visible, at: np.ndarray) -> object:
    """A line of the Brier score to that of guessing, which is where it emerges.

    From there to 0 the score goes from chance to 1.
    """
    if visible.brier is None:
        return None
    u, brier, guess = visible.scale, visible.brier, visible.guess
    left = np.clip(_line(u, brier, at) / guess, 0, 1)
    slope, start = np.polyfit(u, brier, 1)
    place = max((guess - start) / slope, visible.last) if slope < 0 else None
    return 1 - (1 - visible.chance) * left, place


def estimator(
    visible: Visible, at: np.ndarray, call: tuple[str, float] | None = None
) -> object:
    """Ask this study's estimator; extend the line beyond the point that it names."""
    verdict, point = call or calls([visible])[0]
    if verdict == "flat":
        return np.full(len(at), visible.chance)
    past = visible.scale >= point  # none, unless emergent
    if len(np.unique(visible.scale[past])) < 2:
        return np.full(len(at), visible.score[-1])
    return _line(visible.scale[past], visible.score[past], at)


def calls(seen: Sequence[Visible]) -> list[tuple[str, float]]:
    """Return what the estimator calls each curve, and the point on its scale.

    Curves of one length are called in one go, which takes a tenth of the time.
    """
    alike, found = defaultdict(list), {}
    for i, one in enumerate(seen):
        alike[len(one.scale), bool(np.isfinite(one.n).all())].append(i)
    for (_, known), rows in alike.items():
        fits = emergence_points(
            10 ** np.array([seen[i].scale for i in rows]),
            np.array([seen[i].score for i in rows]),
            chance=np.array([seen[i].chance for i in rows]),
            n=np.array([seen[i].n for i in rows]) if known else None,
        )
        points = np.log10(fits.point)
        found |= dict(zip(rows, zip(fits.verdict, points, strict=True), strict=True))
    return [found[i] for i in range(len(seen))]


def law(visible: Visible, at: np.ndarray) -> object:
    """The emergence law with soft corners, where its rule issues a forecast."""
    fit = _law(visible, delta=visible.delta)
    if fit is None or fit.missing:
        return None
    scale = turned(np.asarray(at), visible.x)
    place = turned(fit.prediction.quantiles(SHARES), visible.x)
    return np.clip(fit.curve(None, scale), 0, 1), np.sort(place)


def law_of_0_1(visible: Visible, at: np.ndarray) -> object:
    """The emergence law of version 0.1, a sharp hinge: finetuned models tell the place.

    Beyond it scores rise as after finetuning.
    """
    fit = _law(visible, corner="sharp")
    if fit is None:
        return None
    elbow = fit.posterior.quantiles(fit.posterior.law.d0, SHARES)
    elbow = np.sort(turned(elbow, visible.x))
    place = elbow + visible.delta / fit.mle.A
    rise = fit.mle.A * np.maximum(np.asarray(at)[:, None] - elbow[::-1], 0)
    return np.clip(visible.chance + rise, 0, 1), place


def _law(visible, **options):
    """Fit the law; models of equal scale are averaged. None where it cannot be."""
    if visible.tuned is None or not len(visible.tuned["scale"]):
        return None
    tuned = pd.DataFrame(visible.tuned).assign(few=False)
    shots = pd.DataFrame({"scale": visible.scale, "score": visible.score})
    rows = pd.concat([tuned, shots.assign(examples=1.0, few=True)])
    rows["scale"] = turned(rows["scale"], visible.x)
    rows = rows.groupby(["scale", "examples", "few"], as_index=False)["score"].mean()
    options |= {"few_shot": "few", "floor": visible.chance, "x": visible.x}
    try:
        return fit_emergence_law(rows, loss="scale", **options)
    except EmergenceDataError:
        return None


def mixture(visible: Visible, at: np.ndarray) -> object:
    """The mean of last visible, half the line and logistic, fixed beforehand.

    They were the best three by CRPS in a pilot on GPT-3's Table H.1, scored here too.
    """
    scores = last_visible(visible, at)[0] + half_the_line(visible, at)
    return (scores + logistic(visible, at)) / 3


METHODS: dict[str, Method] = {
    "last visible": last_visible,
    "last + exponential gap": last_and_gap,
    "mean of two": mean_of_two,
    "line": line,
    "half the line": half_the_line,
    "line of three": line_of_three,
    "logistic": logistic,
    "hinge": hinge,
    "BNSL": bnsl,
    "base rate": base_rate,
    "constant": constant,
    "two steps": two_steps,
    "compute law": compute_law,
    "Brier line": brier_line,
    "first component": first_component,
    "estimator": estimator,
    "law": law,
    "law of 0.1": law_of_0_1,
    "mixture": mixture,
}
"""Every method that the leaderboard has, by the name that tables show."""


def _line(u, y, at):
    """A least-squares line; the mean, where all scales are equal."""
    if np.ptp(u) == 0:
        return np.full(len(at), y.mean())
    return np.polyval(np.polyfit(u - u[-1], y, 1), np.asarray(at) - u[-1])


def _logistic(u, y, chance, at):
    """Mean of logistic curves from chance to 1, by middle and width, by their fit."""
    span = max(np.ptp(u), 1e-9)
    middle, width = np.meshgrid(
        np.linspace(u.min() - span, u.max() + 3 * span, 120),
        span * np.geomspace(0.02, 1, 12),
    )
    middle, width = middle.ravel()[:, None], width.ravel()[:, None]

    def curves(x: np.ndarray) -> np.ndarray:
        return chance + (1 - chance) * special.expit((x - middle) / width)

    return _weights(curves(u) - y) @ curves(np.asarray(at))


def _weights(miss):
    """Posterior weight of curves with one unknown normal spread of at least 0.01."""
    rss = (miss**2).sum(axis=1) + miss.shape[1] * LEAST_NOISE**2
    log = -miss.shape[1] / 2 * np.log(rss)
    weight = np.exp(log - log.max())
    return weight / weight.sum()
