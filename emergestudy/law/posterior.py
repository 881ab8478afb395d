"""Draws or nodes of the posterior, whatever made them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from emergestudy.law.axis import turned
from emergestudy.law.places import Law


@dataclass(frozen=True)
class Posterior:
    """Weighted places of the law.

    Attributes
    ----------
    law : Law
        What the places belong to.
    most, least, alpha : numpy.ndarray, (nodes,)
        Elbow after most and least data on the turned scale, and the exponent.
    weight : numpy.ndarray, (nodes,)
        Probability of each node; they sum to 1.
    sampler : str
        How they were made.
    """

    law: Law
    most: np.ndarray
    least: np.ndarray
    alpha: np.ndarray
    weight: np.ndarray
    sampler: str

    def turned_elbow(self, amount: float) -> np.ndarray:
        """Return the elbow at an amount for each node, on the turned scale."""
        return self.law.at(np.array([amount]), self.most, self.least, self.alpha)[0]

    def quantiles(self, amount: float, shares: ArrayLike) -> np.ndarray:
        """Return quantiles of the elbow at an amount, on the user's scale."""
        elbow = turned(self.turned_elbow(amount), self.law.data.x)
        return weighted_quantiles(elbow, self.weight, shares)

    def share_at_or_before(self, amount: float, turned_scale: np.ndarray) -> np.ndarray:
        """Return the probability that the elbow lies at or before each point."""
        elbow = self.turned_elbow(amount)
        order = np.argsort(elbow)
        before = np.concatenate([[0.0], np.cumsum(self.weight[order])])
        return before[np.searchsorted(elbow[order], turned_scale, side="right")]


def weighted_quantiles(
    values: np.ndarray, weight: np.ndarray, shares: ArrayLike
) -> np.ndarray:
    """Return quantiles of weighted values, linear between their midpoints."""
    order = np.argsort(values)
    values, weight = values[order], weight[order] / weight.sum()
    return np.interp(shares, np.cumsum(weight) - weight / 2, values)
