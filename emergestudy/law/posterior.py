"""The posterior of the law: by quadrature on a grid, or by Markov chains as a check."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from emergestudy.errors import UsageError
from emergestudy.law.forms import Best, Law
from emergestudy.law.hinges import Hinges
from emergestudy.law.observations import turned

COARSE, FINE = (40, 48, 14), (48, 48, 24)
DEPTH = 12.0  # nodes below e^-12 of the highest density are left out of the next look
WALKERS, STEPS, BURN, THIN = 48, 6000, 2000, 5


@dataclass(frozen=True)
class Posterior:
    """Weighted places of a law, (nodes,): nodes of a grid, or draws.

    Elbow after most and least data on the turned scale, the exponent, and the
    probability of each node; ``sampler`` says how they were made.
    """

    law: Law
    most: np.ndarray
    least: np.ndarray
    alpha: np.ndarray
    weight: np.ndarray
    sampler: str

    @property
    def places(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The nodes, as the methods of `Law` take them."""
        return self.most, self.least, self.alpha

    def turned_elbow(self, amount: float) -> np.ndarray:
        """Return the elbow at an amount for each node, on the turned scale."""
        return self.law.at([amount], *self.places)[0]

    def quantiles(self, amount: float, shares: ArrayLike) -> np.ndarray:
        """Return quantiles of the elbow at an amount, on the user's scale."""
        elbow = turned(self.turned_elbow(amount), self.law.data.x)
        return weighted_quantiles(elbow, self.weight, shares)


def weighted_quantiles(
    values: np.ndarray, weight: np.ndarray, shares: ArrayLike
) -> np.ndarray:
    """Return quantiles of weighted values, linear between their midpoints."""
    order = np.argsort(values)
    values, weight = values[order], weight[order] / weight.sum()
    return np.interp(shares, np.cumsum(weight) - weight / 2, values)


def by_quadrature(law: Law, hinges: Hinges) -> Posterior:
    """Return the posterior on a grid over both elbows and log alpha.

    Slopes, floors and noise are integrated out in closed form (`Hinges.log_marginal`).
    The first grid spans the prior, each further one the part that holds the posterior.
    """
    edges = [np.array(side) for side in law.box[:2]] + [np.log(law.box[2])]
    for mesh in (COARSE, COARSE, FINE):
        axes = [
            low + (high - low) * (np.arange(n) + 0.5) / n
            for (low, high), n in zip(edges, mesh, strict=True)
        ]
        nodes = [part.ravel() for part in np.meshgrid(*axes, indexing="ij")]
        nodes = [part[nodes[1] >= nodes[0]] for part in nodes]
        places = [*nodes[:2], np.exp(nodes[2])]
        # The grid is even in log alpha, hence the factor alpha of its volume.
        log_post = law.log_prior(*places) + np.log(places[2])
        log_post += hinges.log_marginal(law.elbows(*places))
        kept = [part[log_post > log_post.max() - DEPTH] for part in nodes]
        cells = [axis[1] - axis[0] for axis in axes]
        edges = [  # those of the kept nodes, one cell wider, within the old ends
            np.clip([part.min() - cell, part.max() + cell], *edge)
            for part, cell, edge in zip(kept, cells, edges, strict=True)
        ]
    weight = np.exp(log_post - log_post.max())
    return Posterior(law, *places, weight / weight.sum(), "quadrature")


def by_mcmc(
    law: Law, hinges: Hinges, best: Best, seed: int, steps: int = STEPS
) -> Posterior:
    """Sample elbows, alpha, slopes, floors and noise with emcee's ensemble sampler.

    The target is written out row by row and shares nothing with the quadrature but the
    prior: uniform slopes, flat floors, density 1/sigma. Walkers start around the best
    fit; a third of the steps, at most `BURN`, is left out.
    """
    try:
        import emcee
    except ImportError:
        raise UsageError(
            "sampler='mcmc' needs emcee: pip install 'emergestudy[mcmc]'."
        ) from None
    target = _Target(law, hinges)
    rng = np.random.RandomState(seed)
    start = target.around(best, rng)
    sampler = emcee.EnsembleSampler(
        WALKERS, start.shape[1], target.log_density, vectorize=True
    )
    sampler.random_state = rng.get_state()
    sampler.run_mcmc(start, steps, skip_initial_state_check=True)
    draws = sampler.get_chain(discard=min(BURN, steps // 3), thin=THIN, flat=True)
    weight = np.full(len(draws), 1 / len(draws))
    return Posterior(law, *draws[:, :2].T, np.exp(draws[:, 2]), weight, "mcmc")


class _Target:
    """Log posterior density of elbows, log alpha, slopes, floors and log sigma."""

    def __init__(self, law: Law, hinges: Hinges) -> None:
        self.law, self.hinges, self.data = law, hinges, law.data
        slopes = 1 if hinges.shared else len(law.data.amounts)
        self.slopes = slice(3, 3 + slopes)
        self.floors = slice(3 + slopes, 3 + slopes + hinges.floors)
        self.slope_of = np.minimum(self.data.group, slopes - 1)
        self.slope_of[self.data.few_shot] = 0

    def log_density(self, theta):
        """Log density of each row of parameters."""
        most, least, log_alpha = theta[:, :3].T
        alpha, slopes = np.exp(log_alpha), theta[:, self.slopes]
        with np.errstate(all="ignore"):
            # Even in log alpha, hence its volume factor.
            prior = self.law.log_prior(most, least, alpha) + log_alpha
        ok = ((slopes >= 0) & (slopes <= self.hinges.steepest)).all(axis=1)
        ok &= np.isfinite(prior)
        out = np.full(len(theta), -np.inf)
        if ok.any():
            elbows = self.law.elbows(most[ok], least[ok], alpha[ok])
            out[ok] = prior[ok] + self._log_likelihood(elbows, theta[ok])
        return out

    def around(self, best, rng):
        """Places for the walkers around the best fit."""
        span, top = self.data.span, self.hinges.steepest
        fit = self.hinges.heights(self.law.elbows(*best.place), rising=True)
        slopes = np.clip(fit.slope[:, 0], 1e-3 * top, 0.98 * top)
        floors = [fit.floor[0], fit.few_shot_floor[0]][: self.hinges.floors]
        center = [best.most, best.least, np.log(best.alpha), *slopes, *floors]
        width = [0.02 * span] * 2 + [0.1, *(0.1 * np.abs(slopes))]
        width += [0.02 * np.ptp(self.data.y)] * len(floors)
        if not self.hinges.known_noise:
            sigma = np.sqrt(fit.rss[0] / self.hinges.rows)
            center, width = [*center, np.log(sigma)], [*width, 0.1]
        noise = rng.normal(size=(WALKERS, len(center)))
        start = np.array(center) + np.array(width) * noise
        # Bring walkers into the box of the priors.
        (low, high), (_, beyond), box = self.law.box
        start[:, 0] = np.clip(start[:, 0], low + 0.001 * span, high - 0.001 * span)
        gap = np.clip(start[:, 1] - start[:, 0], 0.001 * span, 1.99 * span)
        start[:, 1] = np.clip(start[:, 0] + gap, low, beyond)
        ends = np.log(box)
        ends += 0.01 * np.abs(ends) * [1, -1]
        start[:, 2] = np.clip(start[:, 2], *ends)
        slopes = np.abs(start[:, self.slopes])
        start[:, self.slopes] = np.clip(slopes, 1e-4 * top, 0.99 * top)
        return start

    def _log_likelihood(self, elbows, theta):
        slopes, floors = theta[:, self.slopes].T, theta[:, self.floors].T
        past = np.maximum(self.data.u[:, None] - elbows[self.data.group], 0)
        floor = floors[self.data.few_shot.astype(int)]
        score = floor + slopes[self.slope_of] * past
        known = self.hinges.known_noise
        sigma = np.ones(len(theta)) if known else np.exp(theta[:, -1])
        spread = sigma / np.sqrt(self.data.weight)[:, None]
        found = stats.norm.logpdf(self.data.y[:, None], score, spread).sum(axis=0)
        if self.hinges.floor is not None:
            unit = sigma / np.sqrt(np.median(self.data.weight))
            found += stats.norm.logpdf(self.hinges.floor, floors[0], unit)
        return found
