"""The bootstrap: rows drawn with replacement, the maximum-likelihood fit repeated."""

import numpy as np

from emergestudy.errors import EmergenceDataError
from emergestudy.law.hinge import Hinges
from emergestudy.law.mle import maximum_likelihood
from emergestudy.law.places import Law
from emergestudy.law.posterior import Posterior

DRAWS = 200


def by_bootstrap(law: Law, hinges: Hinges, seed: int, draws: int = DRAWS) -> Posterior:
    """Refit draws of the rows, as Table 3 of Snell et al. 2024 does for comparison.

    A row drawn twice counts twice, one not drawn not at all. Draws that leave out a
    whole amount are repeated. Checkpoints of one run are not independent, so that the
    spread is a lower bound.
    """
    rng = np.random.default_rng(seed)
    found = []
    while len(found) < draws:
        times = _times(rng, law)
        weight = law.data.weight * np.maximum(times, 1e-9)
        drawn = Law(law.data.weighted(weight), law.form, law.d0)
        again = Hinges(drawn.data, hinges.floor, hinges.shared, hinges.known_noise)
        best = maximum_likelihood(drawn, again)
        found.append((best.most, best.least, best.alpha))
    most, least, alpha = np.array(found).T
    weight = np.full(draws, 1 / draws)
    return Posterior(law, most, least, alpha, weight, "bootstrap")


def _times(rng: np.random.Generator, law: Law, tries: int = 1000) -> np.ndarray:
    rows = len(law.data.y)
    for _ in range(tries):
        times = np.bincount(rng.integers(0, rows, rows), minlength=rows)
        if len(np.unique(law.data.group[times > 0])) == law.data.group.max() + 1:
            return times
    raise EmergenceDataError(
        "too few rows for a bootstrap: nearly every draw leaves out a whole amount. "
        "Use sampler='quadrature'."
    )
