"""How long the estimator takes, and how that compares with a breakpoint package.

python benchmarks/emergence.py             # the whole table, a few minutes
python benchmarks/emergence.py --curves 500 --rival-curves 10
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # one thread each; set before numpy is imported

import argparse  # noqa: E402
import resource  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from typing import NamedTuple  # noqa: E402

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from numpy.typing import ArrayLike  # noqa: E402

from emergestudy.estimators import emergence_points  # noqa: E402

N, DECADES = 1000, 4.0


class Hinges(NamedTuple):
    """Places and elbows in decades, and scores: (curves, points), elbows (curves,)."""

    x: np.ndarray
    score: np.ndarray
    elbow: np.ndarray


def curves(count: int, points: int = 8) -> Hinges:
    """Hinges at random places, n = 1,000, the same at every call."""
    rng = np.random.default_rng(0)
    place = np.sort(rng.uniform(0.0, 1.0, (count, points)), axis=1)
    elbow, rise = rng.uniform(0.3, 0.7, (2, count, 1))
    mean = 0.25 + rise * np.clip((place - elbow) / (1.0 - elbow), 0.0, 1.0)
    score = rng.binomial(N, mean) / N
    return Hinges(DECADES * place, score, DECADES * elbow[:, 0])


def timed(call: Callable) -> tuple[float, object]:
    """Wall seconds of a call, and what it returned."""
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def ours(drawn: Hinges, jobs: int = 1):
    """The estimator with all rivals and intervals."""
    return emergence_points(10.0**drawn.x, drawn.score, chance=0.25, n=N, jobs=jobs)


@dataclass(frozen=True)
class Breakpoint:
    """Breakpoint of a two-piece line; all None where the fit did not converge."""

    point: float | None
    interval: tuple[float, float] | None


def breakpoint_rule(
    scale: ArrayLike,
    score: ArrayLike,
    n_boot: int = 100,
    level: float = 0.90,
    seed: int = 0,
) -> Breakpoint:
    """One breakpoint by the package piecewise-regression (Muggeo's method).

    Two straight lines in log10(scale), (points,), that meet at the breakpoint; the
    slope of the first is free and chance plays no part. ``n_boot`` bootstrap restarts
    draw from numpy's global generator, which is seeded and put back afterwards. The
    interval comes from the breakpoint's standard error and Student's t.

    Raises
    ------
    ImportError
        If piecewise-regression is not installed (it is in the extra ``bench``).

    References
    ----------
    Pilgrim (2021), piecewise-regression, Journal of Open Source Software 6(68), 3859.
    """
    fit = _fit_breakpoint(np.log10(scale), np.asarray(score, dtype=float), n_boot, seed)
    found = (fit.get_results() or {}).get("estimates")
    found = found["breakpoint1"] if found else {"estimate": np.nan, "se": np.nan}
    place, error = found["estimate"], found["se"]
    from scipy.stats import t

    reach = t.ppf(0.5 + level / 2, max(np.size(score) - 4, 1)) * error
    point = _power(place) if np.isfinite(place) else None
    if point is None or not np.isfinite(error):
        return Breakpoint(point, None)
    return Breakpoint(point, (_power(place - reach), _power(place + reach)))


def _fit_breakpoint(x, score, n_boot, seed):
    import warnings

    import piecewise_regression

    state = np.random.get_state()
    np.random.seed(seed)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return piecewise_regression.Fit(
                list(x), list(score), n_breakpoints=1, n_boot=n_boot, verbose=False
            )
    finally:
        np.random.set_state(state)


def _power(x: float) -> float:
    """10 to the x, kept inside the range of a float."""
    return float(10.0 ** np.clip(x, -300.0, 300.0))


def theirs(drawn: Hinges, count: int, n_boot: int) -> list:
    """The breakpoint package, a curve at a time."""
    rows = zip(10.0 ** drawn.x[:count], drawn.score[:count], strict=True)
    return [breakpoint_rule(scale, score, n_boot) for scale, score in rows]


def coverage(low: np.ndarray, high: np.ndarray, elbow: np.ndarray) -> dict:
    """Share of intervals that hold the true elbow; none given counts as a miss."""
    held = (np.log10(low) <= elbow) & (elbow <= np.log10(high))
    share = float(held.mean())
    width = np.log10(high) - np.log10(low)
    error = (share * (1 - share) / held.size) ** 0.5
    return {
        "coverage": share,
        "coverage_se": error,
        "median_width": float(np.nanmedian(width)),
    }


def compare(rival_curves: int, fast_curves: int) -> pd.DataFrame:
    """Both on the same curves in the same run, one thread each."""
    drawn = curves(fast_curves)
    seconds, fits = timed(lambda: ours(drawn))
    low, _, high = fits.corner.T
    ends = coverage(low, high, drawn.elbow)
    rows = [{"method": "emergestudy", "curves": fast_curves, "s": seconds, **ends}]
    for n_boot, count in ((100, rival_curves), (0, fast_curves)):
        seconds, found = timed(lambda n=n_boot, c=count: theirs(drawn, c, n))
        ends = np.array([f.interval or (np.nan, np.nan) for f in found]).T
        held = coverage(*ends, drawn.elbow[:count])
        name = f"piecewise-regression n_boot={n_boot}"
        rows.append({"method": name, "curves": count, "s": seconds, **held})
    table = pd.DataFrame(rows)
    table["ms_per_curve"] = 1000 * table["s"] / table["curves"]
    table["times_ours"] = table["ms_per_curve"] / table["ms_per_curve"][0]
    return table


def growth(count: int) -> pd.DataFrame:
    """Cost as points and curves grow, one process."""
    settings = [(count // 10, points) for points in (4, 8, 16, 32, 64)]
    settings += [(size, 8) for size in (1, 10, 100, 1000)]
    rows = []
    for size, points in settings:
        drawn = curves(size, points)
        seconds = min(timed(lambda d=drawn: ours(d))[0] for _ in range(2))
        per_curve = 1000 * seconds / size
        rows.append({"curves": size, "points": points, "ms_per_curve": per_curve})
    return pd.DataFrame(rows)


def large(count: int, jobs: int) -> pd.DataFrame:
    """All rivals and intervals for many curves, and the peak memory of a process."""
    rows = []
    for workers in sorted({1, jobs}, reverse=True):
        drawn = curves(count * workers // jobs)  # each takes as long
        seconds, _ = timed(lambda w=workers, d=drawn: ours(d, w))
        rows.append({"curves": len(drawn.x), "processes": workers, "s": seconds})
        who = resource.RUSAGE_CHILDREN if workers > 1 else resource.RUSAGE_SELF
        rows[-1]["peak_mb"] = resource.getrusage(who).ru_maxrss / 1024
    return pd.DataFrame(rows)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--curves", type=int, default=10000, help="curves in one batch")
    parser.add_argument("--rival-curves", type=int, default=30, help="at its default")
    parser.add_argument("--jobs", type=int, default=2, help="processes for the batch")
    options = parser.parse_args()
    ours(curves(64))  # warm up
    tables = {
        f"{options.curves} curves of 8 points": large(options.curves, options.jobs),
        "Cost as points and curves grow": growth(options.curves),
        "Beside a breakpoint package": compare(
            options.rival_curves, max(options.curves // 10, options.rival_curves)
        ),
    }
    for title, table in tables.items():
        print(f"\n{title}\n{table.to_string(index=False, float_format='%.3g')}")


if __name__ == "__main__":
    main()
