"""The maximum-likelihood fit: many starts, alpha profiled."""

from dataclasses import dataclass

import numpy as np

from emergestudy.law.hinge import Hinges
from emergestudy.law.places import Law

ALPHAS, GRID, STARTS, LOCAL, ROUNDS = 31, 25, 3, 5, 14


@dataclass(frozen=True)
class Best:
    """The best elbows, and the profile of alpha.

    Attributes
    ----------
    most, least, alpha : float
        Elbow after most and least data (turned scale), and the exponent.
    rss : float
        Weighted sum of squared residuals there.
    alphas, profile : numpy.ndarray
        Exponents tried, and the lowest sum found for each.
    elbows : numpy.ndarray, (2, alphas)
        Elbow after most and least data that reached it.
    """

    most: float
    least: float
    alpha: float
    rss: float
    alphas: np.ndarray
    profile: np.ndarray
    elbows: np.ndarray


def maximum_likelihood(law: Law, hinges: Hinges) -> Best:
    """Minimize the sum of squares over both elbows for every alpha, then over alpha.

    A hinge is not smooth, so no gradients: a grid over both elbows gives the starts
    (three for each of 31 exponents), and each start is followed by ever finer grids.
    """
    alphas = np.geomspace(*law.box[2], ALPHAS)
    best = _follow(law, hinges, *_starts(law, hinges, alphas))
    first = best[3].reshape(ALPHAS, STARTS).argmin(axis=1) + np.arange(ALPHAS) * STARTS
    profile, elbows = best[3][first], np.stack(best[:2])[:, first]
    winner = [part[first[profile.argmin()]] for part in best]
    near = np.clip(winner[2] * np.linspace(0.9, 1.11, 15), *law.box[2])
    again = [np.full(len(near), value) for value in winner[:2]]
    fine = _follow(law, hinges, *again, near)
    i = int(np.argmin(fine[3]))
    if fine[3][i] < winner[3]:
        winner = [part[i] for part in fine]
    return Best(*(float(v) for v in winner), alphas, profile, elbows)


def _starts(
    law: Law, hinges: Hinges, alphas: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    (low, high), (_, beyond), _ = law.box
    most = np.linspace(low, high, GRID)
    least = np.linspace(low, beyond, 2 * GRID)
    m, e = (part.ravel() for part in np.meshgrid(most, least, indexing="ij"))
    m, e = m[e >= m], e[e >= m]
    nodes = np.tile(m, ALPHAS), np.tile(e, ALPHAS), np.repeat(alphas, len(m))
    rss = _rss(law, hinges, *nodes).reshape(ALPHAS, len(m))
    first = np.argsort(rss, axis=1)[:, :STARTS]
    return m[first].ravel(), e[first].ravel(), np.repeat(alphas, STARTS)


def _follow(
    law: Law, hinges: Hinges, most: np.ndarray, least: np.ndarray, alpha: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Follow every start downhill by grids around it that shrink."""
    (low, high), (_, beyond), _ = law.box
    step = (beyond - low) / (2 * GRID)
    offset = np.linspace(-1, 1, LOCAL)
    dm, de = (part.ravel() for part in np.meshgrid(offset, offset))
    a = np.repeat(alpha, len(dm))
    rows = np.arange(len(alpha))
    for _ in range(ROUNDS):
        m = np.clip(most[:, None] + step * dm, low, high)
        e = np.clip(np.maximum(least[:, None] + step * de, m), low, beyond)
        rss = _rss(law, hinges, m.ravel(), e.ravel(), a).reshape(m.shape)
        i = rss.argmin(axis=1)
        most, least, step = m[rows, i], e[rows, i], step * 0.6
    return most, least, alpha, rss[rows, i]


def _rss(
    law: Law, hinges: Hinges, most: np.ndarray, least: np.ndarray, alpha: np.ndarray
) -> np.ndarray:
    return hinges.heights(law.elbows(most, least, alpha), rising=True).rss
