"""The posterior by deterministic quadrature: two looks, the second where it matters."""

import numpy as np

from emergestudy.law.hinge import Hinges
from emergestudy.law.places import Law
from emergestudy.law.posterior import Posterior

COARSE = (40, 48, 14)
FINE = (48, 48, 24)
# Nodes whose density is below e^-12 of the highest are left out of the second look.
DEPTH = 12.0


def by_quadrature(law: Law, hinges: Hinges) -> Posterior:
    """Return the posterior on a grid over both elbows and log alpha.

    Slopes, floors and noise are integrated out in closed form
    (`emergestudy.law.hinge.Hinges.log_marginal`), so only three dimensions are left.
    The first grid spans the prior, each further one the part that holds the posterior.
    """
    edges = [np.array(side) for side in law.box[:2]] + [np.log(law.box[2])]
    for shape in (COARSE, COARSE, FINE):
        axes = [_midpoints(*edge, n) for edge, n in zip(edges, shape, strict=True)]
        nodes = [part.ravel() for part in np.meshgrid(*axes, indexing="ij")]
        nodes[2] = np.exp(nodes[2])
        # The grid is even in log alpha, hence the factor alpha of its volume.
        legal = nodes[1] >= nodes[0]
        nodes = [part[legal] for part in nodes]
        log_post = law.log_posterior(hinges, *nodes) + np.log(nodes[2])
        keep = log_post > log_post.max() - DEPTH
        edges = [
            _around(np.log(part[keep]) if i == 2 else part[keep], axis, edge)
            for i, (part, axis, edge) in enumerate(zip(nodes, axes, edges, strict=True))
        ]
    weight = np.exp(log_post - log_post.max())
    return Posterior(law, *nodes, weight / weight.sum(), "quadrature")


def _midpoints(low: float, high: float, n: int) -> np.ndarray:
    return low + (high - low) * (np.arange(n) + 0.5) / n


def _around(values: np.ndarray, axis: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """Return the ends of the kept values, one cell wider, within the old ends."""
    cell = axis[1] - axis[0]
    return np.clip([values.min() - cell, values.max() + cell], *edge)
