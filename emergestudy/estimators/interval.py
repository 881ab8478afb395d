"""How far the elbow is known: the posterior over every emergent rival, weighed.

The interval is equal-tailed: below it and above it lies the same share of the mixture
of the hinge's, the ceiling's and the logistic's posteriors, each on its own fine grid.
"""

import numpy as np

from emergestudy.estimators.grid import RivalFit


def elbow_quantiles(
    fits: list[RivalFit], weight: np.ndarray, shares: tuple[float, ...]
) -> np.ndarray:
    """Places below which the given shares of the elbow's posterior lie.

    ``fits`` are the emergent rivals and ``weight`` (curves, rivals) their posterior
    probabilities. Returns (shares, curves), in places 0..1 along the data.
    """
    total = np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    parts = [_Cumulative(fit) for fit in fits]
    share = np.array(shares)[:, None]
    low = np.min([part.start for part in parts], axis=0) + 0.0 * share
    high = np.max([part.end for part in parts], axis=0) + 0.0 * share
    for _ in range(44):  # bisection: halving 44 times reaches 1e-13
        middle = 0.5 * (low + high)
        below = sum(
            p(middle) * w for p, w in zip(parts, (weight / total).T, strict=True)
        )
        low, high = (
            np.where(below < share, middle, low),
            np.where(below < share, high, middle),
        )
    return 0.5 * (low + high)


class _Cumulative:
    """Share of one rival's posterior below a place; straight lines within cells."""

    def __init__(self, fit: RivalFit) -> None:
        mass = np.exp(fit.logdensity - fit.logdensity.max(axis=1, keepdims=True))
        total = np.cumsum(mass / mass.sum(axis=1, keepdims=True), axis=1)
        self.below = np.concatenate([np.zeros_like(total[:, :1]), total], axis=1)
        self.width = fit.nodes[:, 1] - fit.nodes[:, 0]
        self.start = fit.nodes[:, 0] - 0.5 * self.width
        self.end = fit.nodes[:, -1] + 0.5 * self.width

    def __call__(self, place: np.ndarray) -> np.ndarray:
        cells = self.below.shape[1] - 1
        step = np.clip((place - self.start) / self.width, 0.0, cells)
        cell = np.minimum(step.astype(int), cells - 1)
        rows = np.arange(place.shape[1])
        left, right = self.below[rows, cell], self.below[rows, cell + 1]
        return left + (right - left) * (step - cell)
