"""Models of the noise, as weights of the rows."""

import numpy as np

from emergestudy.errors import EmergenceDataError
from emergestudy.law.hinge import Hinges
from emergestudy.law.mle import Best, maximum_likelihood
from emergestudy.law.observations import Observations
from emergestudy.law.places import Law

NOISES = ("gaussian", "binomial", "student")
DEGREES = 4.0
PASSES = {"gaussian": 0, "binomial": 2, "student": 6}


def check_noise(noise: str, data: Observations) -> None:
    """Refuse an unknown noise, and binomial noise without what it needs."""
    if noise not in NOISES:
        raise EmergenceDataError(
            f"noise is {noise!r}; it has to be one of {', '.join(NOISES)}."
        )
    if noise != "binomial":
        return
    if data.n is None or (data.n < 1).any():
        raise EmergenceDataError(
            "binomial noise needs n=, the number of test items behind each score: a "
            "number, or the name of a column; at least 1."
        )
    if (data.y < 0).any() or (data.y > 1).any():
        raise EmergenceDataError(
            "binomial noise needs scores from 0 to 1; divide percent by 100."
        )


def fit_with_noise(
    data: Observations, form: str, d0: float, floor: float | None, shared: bool,
    noise: str,
) -> tuple[Law, Hinges, Best]:  # fmt: skip
    """Maximize the likelihood, with rows weighed as the noise asks.

    Gaussian noise weighs all rows alike. Binomial noise is a normal one whose variance
    p (1 - p) / n comes from the fitted p; Student noise (4 degrees of freedom) is one
    whose rows count less the further they are off. Both repeat fit and weights.
    """
    known = noise == "binomial"
    if known:
        data = data.weighted(4 * data.n)
    for left in range(PASSES[noise], -1, -1):
        law = Law(data, form, d0)
        hinges = Hinges(data, floor, shared, known)
        best = maximum_likelihood(law, hinges)
        if left:
            weight = _binomial if known else _student
            data = data.weighted(weight(data, fitted(law, hinges, best)))
    return law, hinges, best


def fitted(law: Law, hinges: Hinges, best: Best) -> np.ndarray:
    """Return the fitted score of every row."""
    data = law.data
    places = [np.array([v]) for v in (best.most, best.least, best.alpha)]
    elbows = law.elbows(*places)
    heights = hinges.heights(elbows, rising=True)
    slopes = heights.slope[:, 0]
    each = np.zeros(len(elbows)) + slopes[0]
    each[: len(slopes)] = slopes if len(slopes) > 1 else slopes[0]
    each[len(slopes) :] = slopes[0]
    floor = np.where(data.few_shot, heights.few_shot_floor[0], heights.floor[0])
    past = np.maximum(data.u - elbows[data.group, 0], 0)
    return floor + each[data.group] * past


def _binomial(data: Observations, expected: np.ndarray) -> np.ndarray:
    # An expected share of 0 would have no variance; half an item is the least.
    p = np.clip(expected, 0.5 / data.n, 1 - 0.5 / data.n)
    return data.n / (p * (1 - p))


def _student(data: Observations, expected: np.ndarray) -> np.ndarray:
    residual = data.y - expected
    variance = np.average(residual**2, weights=data.weight)
    if variance == 0:
        return np.ones(len(residual))
    return (DEGREES + 1) / (DEGREES + residual**2 / variance)
