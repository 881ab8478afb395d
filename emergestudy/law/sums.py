"""Sums over the rows past an elbow, for many elbows at once.

For a hinge z = max(u - U, 0) the fit needs only the sums of w z^2, w z and w z y. With
the rows sorted they follow from sums over a tail, so that their cost does not grow with
the number of rows.
"""

from dataclasses import dataclass

import numpy as np

from emergestudy.law.observations import Observations


@dataclass(frozen=True)
class TailSums:
    """One group of rows: where they lie, and sums from each row to the last."""

    u: np.ndarray
    tails: np.ndarray

    @classmethod
    def of(cls, u: np.ndarray, y: np.ndarray, w: np.ndarray) -> "TailSums":
        """Sort the rows and add up their tails."""
        order = np.argsort(u, kind="stable")
        u, y, w = u[order], y[order], w[order]
        columns = np.stack([w, w * u, w * u**2, w * y, w * u * y])
        tails = np.cumsum(columns[:, ::-1], axis=1)[:, ::-1]
        return cls(u, np.hstack([tails, np.zeros((5, 1))]))

    def past(self, elbow: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the sums of w z^2, w z and w z y for each elbow."""
        first = np.searchsorted(self.u, elbow, side="right")
        w, wu, wuu, wy, wuy = self.tails[:, first]
        zz = wuu - 2 * elbow * wu + elbow**2 * w
        return np.maximum(zz, 0), wu - elbow * w, wuy - elbow * wy


@dataclass(frozen=True)
class Group:
    """Rows of one amount, or the few-shot rows."""

    sums: TailSums
    weight: float
    wy: float
    few_shot: bool


def groups_of(data: Observations, middle: float) -> list[Group]:
    """Split rows by amount, the few-shot rows last; `middle` centers the scale."""
    found = []
    for index in range(int(data.group.max()) + 1):
        rows = data.group == index
        u, y, w = data.u[rows] - middle, data.y[rows], data.weight[rows]
        few = index == len(data.amounts)
        found.append(Group(TailSums.of(u, y, w), w.sum(), (w * y).sum(), few))
    return found
