"""How long one fit of the emergence law takes, against two samplers.

python benchmarks/law.py               # the whole table, a few minutes
python benchmarks/law.py --repeats 1 --steps 1000

All three sample the same posterior of the same study (6 amounts x 9 checkpoints) in one
process with one thread. Errors are those of the 5th, 50th and 95th percentile of the
forecast against a quadrature with three times the mesh in each direction.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # one thread each; set before numpy is imported
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
)

import argparse  # noqa: E402
import resource  # noqa: E402
import time  # noqa: E402
import tracemalloc  # noqa: E402
from collections.abc import Callable  # noqa: E402

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from scipy import stats  # noqa: E402

from emergestudy import fit_emergence_law  # noqa: E402
from emergestudy.law import forms  # noqa: E402
from emergestudy.law.simulation import SimulatedStudy  # noqa: E402

SHARES = np.array([0.05, 0.5, 0.95])
D0 = 5.0
BURN, THIN = 2000, 5


def timed(call: Callable) -> tuple[float, object]:
    """Wall seconds of a call, and what it returned."""
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def ours(frame: pd.DataFrame) -> np.ndarray:
    """Maximum likelihood and posterior, as a user gets them."""
    fit = fit_emergence_law(frame, floor=0.25, corner="sharp")
    return fit.posterior.quantiles(D0, SHARES)


def fine_mesh(frame: pd.DataFrame) -> np.ndarray:
    """The reference: three times as many nodes in each direction."""
    mesh = forms.FINE
    forms.FINE = tuple(3 * n for n in mesh)
    try:
        return ours(frame)
    finally:
        forms.FINE = mesh


def by_mcmc(law, hinges, best, seed: int, steps: int, walkers: int = 48):
    """Draws of the posterior by emcee's ensemble sampler, after a third as burn-in.

    The target is written out row by row and shares nothing with the quadrature but the
    prior: uniform slopes, flat floors, density 1/sigma. Walkers start around the best
    fit; at most `BURN` steps are left out.
    """
    import emcee

    target = Target(law, hinges)
    rng = np.random.RandomState(seed)
    start = target.around(best, rng, walkers)
    sampler = emcee.EnsembleSampler(
        walkers, start.shape[1], target.log_density, vectorize=True
    )
    sampler.random_state = rng.get_state()
    sampler.run_mcmc(start, steps, skip_initial_state_check=True)
    draws = sampler.get_chain(discard=min(BURN, steps // 3), thin=THIN, flat=True)
    weight = np.full(len(draws), 1 / len(draws))
    return forms.Posterior(law, *draws[:, :2].T, np.exp(draws[:, 2]), weight, "mcmc")


class Target:
    """Log posterior density of elbows, log alpha, slopes, floors and log sigma."""

    def __init__(self, law, hinges) -> None:
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

    def around(self, best, rng, walkers):
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
        noise = rng.normal(size=(walkers, len(center)))
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


def emcee_chain(frame: pd.DataFrame, steps: int, seed: int) -> np.ndarray:
    """emcee, 32 walkers, all walkers evaluated at once; a third is burn-in."""
    fit = fit_emergence_law(frame, floor=0.25, corner="sharp")
    law, hinges = fit.posterior.law, fit.hinges
    drawn = by_mcmc(law, hinges, fit.search, seed, steps, walkers=32)
    return drawn.quantiles(D0, SHARES)


def nuts_chain(frame: pd.DataFrame, draws: int, seed: int) -> np.ndarray:
    """NumPyro's NUTS on the same model; half as many steps again are warm-up."""
    import jax
    import numpyro
    from numpyro.infer import MCMC, NUTS, init_to_value

    numpyro.set_host_device_count(1)
    fit = fit_emergence_law(frame, floor=0.25, corner="sharp")
    start = {
        "most": fit.search.most,
        "gap": max(fit.search.least - fit.search.most, 0.01),
        "log_alpha": 0.0,
        "A": fit.mle.A,
        "B": fit.mle.B,
        "log_sigma": np.log(fit.mle.sigma),
    }
    kernel = NUTS(numpyro_model(fit), init_strategy=init_to_value(values=start))
    chain = MCMC(kernel, num_warmup=draws // 2, num_samples=draws, progress_bar=False)
    chain.run(jax.random.PRNGKey(seed))
    found = {k: np.asarray(v, float) for k, v in chain.get_samples().items()}
    least, alpha = found["most"] + found["gap"], np.exp(found["log_alpha"])
    law = fit.posterior.law
    elbow = -law.at(np.array([D0]), found["most"], least, alpha)[0]
    return np.quantile(elbow, SHARES)


def numpyro_model(fit) -> Callable:
    """The priors and the likelihood of `emergestudy.law`, for NumPyro."""
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist

    law, hinges = fit.posterior.law, fit.hinges
    data, (most_box, _, alpha_box) = law.data, law.box
    u, y, group = map(jnp.asarray, (data.u, data.y, data.group))
    logs = jnp.log(jnp.asarray(data.amounts))

    def model() -> None:
        most = numpyro.sample("most", dist.Uniform(*most_box))
        gap = numpyro.sample("gap", dist.Uniform(0, 2 * data.span))
        bounds = dict(zip(("low", "high"), np.log(alpha_box), strict=True))
        log_alpha = numpyro.sample(
            "log_alpha", dist.TruncatedNormal(0, law.form.log_sd, **bounds)
        )
        slope = numpyro.sample("A", dist.Uniform(0, hinges.steepest))
        floor = numpyro.sample("B", dist.ImproperUniform(dist.constraints.real, (), ()))
        log_sigma = numpyro.sample(
            "log_sigma", dist.ImproperUniform(dist.constraints.real, (), ())
        )
        g = logs ** jnp.exp(log_alpha)
        elbow = most + gap * (g[-1] - g) / (g[-1] - g[0])
        score = floor + slope * jnp.maximum(u - elbow[group], 0)
        sigma = jnp.exp(log_sigma)
        numpyro.sample("score", dist.Normal(score, sigma), obs=y)
        numpyro.sample("floor", dist.Normal(floor, sigma), obs=jnp.asarray(0.25))

    return model


def compare(repeats: int, steps: int, draws: int) -> pd.DataFrame:
    """Time and error of each way over a few studies."""
    rows = []
    for seed in range(repeats):
        frame = SimulatedStudy().draw(seed)
        truth = fine_mesh(frame)
        ways = {
            "emergestudy": lambda f=frame: ours(f),
            f"emcee, 32 x {steps}": lambda f=frame, s=seed: emcee_chain(f, steps, s),
            f"NumPyro NUTS, {draws}": lambda f=frame, s=seed: nuts_chain(f, draws, s),
        }
        for name, call in ways.items():
            seconds, found = timed(call)
            error = np.abs(found - truth).max()
            rows.append({"way": name, "s": seconds, "error_nats": error})
    table = pd.DataFrame(rows).groupby("way", sort=False).median()
    return table.assign(times_ours=table["s"] / table["s"].iloc[0])


def growth() -> pd.DataFrame:
    """Seconds and peak memory of one fit as rows grow 10 and 100 times."""
    rows = []
    for times in (1, 10, 100):
        frame = SimulatedStudy(checkpoints=9 * times).draw(0)
        seconds = min(timed(lambda f=frame: ours(f))[0] for _ in range(3))
        tracemalloc.start()
        ours(frame)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        rows.append({"rows": len(frame), "s": seconds, "peak_MiB": peak})
    table = pd.DataFrame(rows)
    return table.assign(times_first=table["s"] / table["s"].iloc[0])


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--draws", type=int, default=2000)
    given = parser.parse_args()
    ours(SimulatedStudy().draw(0))  # imports and caches
    print(compare(given.repeats, given.steps, given.draws).round(4).to_string())
    print(growth().round(3).to_string(index=False))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(f"peak memory of the process, samplers included: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
