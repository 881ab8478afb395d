"""A rival rule, to stand beside the estimator on the same curves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


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
