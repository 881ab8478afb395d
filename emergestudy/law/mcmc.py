"""The posterior by Markov chains (emcee), as a check of the quadrature."""

import numpy as np
from scipy import stats

from emergestudy.errors import UsageError
from emergestudy.law.hinge import Hinges
from emergestudy.law.mle import Best
from emergestudy.law.places import Law
from emergestudy.law.posterior import Posterior

WALKERS, STEPS, BURN, THIN = 48, 6000, 2000, 5


def by_mcmc(
    law: Law, hinges: Hinges, best: Best, seed: int, steps: int = STEPS
) -> Posterior:
    """Sample elbows, alpha, slopes, floors and noise with emcee's ensemble sampler.

    The target is written out row by row, sharing nothing with the closed forms of the
    quadrature but the prior: uniform slopes, flat floors, density 1/sigma.
    """
    try:
        import emcee
    except ImportError:
        raise UsageError(
            "sampler='mcmc' needs emcee: pip install 'emergestudy[mcmc]'."
        ) from None
    target = Target(law, hinges)
    rng = np.random.RandomState(seed)
    start = target.around(best, rng)
    sampler = emcee.EnsembleSampler(
        WALKERS, start.shape[1], target.log_density, vectorize=True
    )
    sampler.random_state = rng.get_state()
    burn = min(BURN, steps // 3)
    sampler.run_mcmc(start, steps, skip_initial_state_check=True)
    draws = sampler.get_chain(discard=burn, thin=THIN, flat=True)
    weight = np.full(len(draws), 1 / len(draws))
    alpha = np.exp(draws[:, 2])
    return Posterior(law, draws[:, 0], draws[:, 1], alpha, weight, "mcmc")


class Target:
    """Log posterior density of elbows, log alpha, slopes, floors and log sigma."""

    def __init__(self, law: Law, hinges: Hinges) -> None:
        self.law, self.hinges, self.data = law, hinges, law.data
        self.slopes = 1 if hinges.shared else len(law.data.amounts)
        self.slope_of = np.minimum(self.data.group, self.slopes - 1)
        self.slope_of[self.data.few_shot] = 0
        self.floors = hinges.floors

    def log_density(self, theta: np.ndarray) -> np.ndarray:
        """Return the log density of each row of parameters."""
        most, least, log_alpha = theta[:, :3].T
        alpha = np.exp(log_alpha)
        slopes = theta[:, 3 : 3 + self.slopes]
        floors = theta[:, 3 + self.slopes : 3 + self.slopes + self.floors]
        with np.errstate(all="ignore"):
            # Even in log alpha, hence its volume factor.
            prior = self.law.log_prior(most, least, alpha) + log_alpha
        legal = ((slopes >= 0) & (slopes <= self.hinges.steepest)).all(axis=1)
        prior = np.where(legal, prior, -np.inf)
        ok = np.isfinite(prior)
        out = np.full(len(theta), -np.inf)
        if ok.any():
            places = self.law.elbows(most[ok], least[ok], alpha[ok])
            score = self._score(places, slopes[ok], floors[ok])
            out[ok] = prior[ok] + self._log_noise(score, floors[ok], theta[ok])
        return out

    def around(self, best: Best, rng: np.random.RandomState) -> np.ndarray:
        """Return places for the walkers around the best fit."""
        elbows = self.law.elbows(*(np.array([v]) for v in vars_of(best)))
        fit = self.hinges.heights(elbows, rising=True)
        sigma = np.sqrt(fit.rss[0] / self.hinges.rows)
        floors = [fit.floor[0], fit.few_shot_floor[0]][: self.floors]
        top = self.hinges.steepest
        slopes = np.clip(fit.slope[:, 0], 1e-3 * top, 0.98 * top)
        center = [*vars_of(best)[:2], np.log(best.alpha), *slopes, *floors]
        span, y = self.data.span, np.ptp(self.data.y)
        width = [0.02 * span, 0.02 * span, 0.1, *(0.1 * np.abs(slopes))]
        width += [0.02 * y] * len(floors)
        if not self.hinges.known_noise:
            center, width = [*center, np.log(sigma)], [*width, 0.1]
        start = np.array(center) + np.array(width) * rng.normal(
            size=(WALKERS, len(center))
        )
        return self._inside(start)

    def _inside(self, start: np.ndarray) -> np.ndarray:
        (low, high), (_, beyond), box = self.law.box
        span = self.data.span
        start[:, 0] = np.clip(start[:, 0], low + 0.001 * span, high - 0.001 * span)
        gap = np.clip(start[:, 1] - start[:, 0], 0.001 * span, 1.99 * span)
        start[:, 1] = np.clip(start[:, 0] + gap, low, beyond)
        start[:, 2] = np.clip(start[:, 2], *np.log(box) * 0.99)
        slopes = slice(3, 3 + self.slopes)
        top = self.hinges.steepest
        start[:, slopes] = np.clip(np.abs(start[:, slopes]), 1e-4 * top, 0.99 * top)
        return start

    def _score(
        self, elbows: np.ndarray, slopes: np.ndarray, floors: np.ndarray
    ) -> np.ndarray:
        past = np.maximum(self.data.u[:, None] - elbows[self.data.group], 0)
        floor = floors.T[self.data.few_shot.astype(int)]
        return floor + slopes.T[self.slope_of] * past

    def _log_noise(
        self, score: np.ndarray, floors: np.ndarray, theta: np.ndarray
    ) -> np.ndarray:
        known = self.hinges.known_noise
        sigma = np.ones(len(theta)) if known else np.exp(theta[:, -1])
        scale = sigma / np.sqrt(self.data.weight)[:, None]
        found = stats.norm.logpdf(self.data.y[:, None], score, scale).sum(axis=0)
        if self.hinges.floor is not None:
            unit = sigma / np.sqrt(np.median(self.data.weight))
            found += stats.norm.logpdf(self.hinges.floor, floors[:, 0], unit)
        return found


def vars_of(best: Best) -> tuple[float, float, float]:
    """Return both elbows and alpha."""
    return best.most, best.least, best.alpha
