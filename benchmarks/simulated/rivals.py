"""What people use instead: rules that say from which scale on a curve is above chance.

Each takes one curve, (points,): decades ``x``, shares ``y``, test items ``n`` (None if
unknown) and chance. It answers ``(low, point, high)`` in decades, or None where it sees
no emergence; NaN is an end that it does not give. A rule whose fit is a curve from
chance gives the place where that curve comes to chance + delta; a breakpoint is
given as it is, for that is what people read off it. Intervals are of level .90.
"""

import io
import os
import pickle
import subprocess
import sys
import tarfile
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from emergence import breakpoint_rule
from scipy.optimize import curve_fit, isotonic_regression
from scipy.special import expit, logit
from scipy.stats import t as student
from simulated.shapes import DELTA

Answer = tuple[float, float, float] | None
Z = 1.645
OLD = "5a9882f"
"""The last commit with the estimator of version 0.1."""


def first_above(x: np.ndarray, y: np.ndarray, n: np.ndarray, chance: float) -> Answer:
    """First model three standard errors above chance, if it is not the smallest.

    The error is that of guessing, of one right answer in ten thousand at a chance of 0.
    The interval is the gap before that model.
    """
    share = max(chance, 1e-4)
    above = y > chance + 3 * np.sqrt(share * (1 - share) / n)
    k = int(above.argmax())
    return (x[k - 1], x[k], x[k]) if above[k] and k > 0 else None


def hinge_bic(
    x: np.ndarray, y: np.ndarray, n: np.ndarray | None, chance: float
) -> Answer:
    """Hinge from chance, if BIC prefers it to chance alone and to a line.

    Least squares, weighted by the binomial variance where n is known; the corner on
    200 places; the interval is that of the profile likelihood.
    """
    z = y - chance
    corner = np.linspace(x[0], x[-1], 200, endpoint=False)
    bent = np.maximum(x[:, None] - corner, 0.0)
    w = np.ones(len(x))
    if n is not None:
        share = (n * y + 1) / (n + 2)
        w = n / (share * (1 - share))
    top = (w[:, None] * bent**2).sum(axis=0)
    slope = np.maximum((w[:, None] * bent * z[:, None]).sum(axis=0) / top, 0.0)
    line = np.polynomial.Polynomial.fit(x, z, 1, w=np.sqrt(w))(x)
    rss = (w[:, None] * (z[:, None] - slope * bent) ** 2).sum(axis=0)
    rest = np.array([(w * z**2).sum(), (w * (z - line) ** 2).sum(), rss.min()])
    if n is None:  # the spread is unknown, and estimated
        rest = len(x) * np.log(np.maximum(rest, 1e-12))
        rss = len(x) * np.log(np.maximum(rss, 1e-12))
    bic = rest + np.array([0, 2, 2]) * np.log(len(x))
    best = int(rss.argmin())
    crossing = corner + DELTA / np.maximum(slope, 1e-9)
    if bic.argmin() != 2 or crossing[best] > x[-1]:
        return None
    near = crossing[rss <= rss[best] + Z**2]
    return near.min(), crossing[best], near.max()


def logistic_glm(x: np.ndarray, y: np.ndarray, n: np.ndarray, chance: float) -> Answer:
    """Binomial GLM with a logit link (statsmodels), which knows no chance.

    Emergent if the slope is above 0 at the .05 level and the fit passes chance + delta
    within the data; the interval by the delta method.
    """
    hits = np.round(n * y)
    model = sm.GLM(np.c_[hits, n - hits], sm.add_constant(x), sm.families.Binomial())
    fit = model.fit()
    a, b = fit.params
    if not fit.pvalues[1] < 0.05 or b <= 0:
        return None
    point = (logit(chance + DELTA) - a) / b
    if not x[0] < point <= x[-1]:
        return None
    slope = np.array([-1.0, -point]) / b
    reach = Z * np.sqrt(slope @ fit.cov_params() @ slope)
    return point - reach, point, point + reach


def logistic_from_chance(
    x: np.ndarray, y: np.ndarray, n: np.ndarray | None, chance: float
) -> Answer:
    """Logistic from chance to a ceiling by `scipy.optimize.curve_fit`.

    Emergent if the fit passes chance + delta within the data; the interval by the delta
    method, none with three points and n unknown.
    """

    def curve(x, rise, middle, width):
        return chance + rise * expit((x - middle) / width)

    def crossing(rise, middle, width):
        return middle - width * np.log(rise / DELTA - 1)

    span = x[-1] - x[0]
    error = None
    if n is not None:
        share = (n * y + 1) / (n + 2)
        error = np.sqrt(share * (1 - share) / n)
    start = [min(max(y[-1] - chance, 0.06), 1 - chance), x[0] + span / 2, span / 10]
    bounds = [[0, x[0] - span, span / 200], [1 - chance, x[-1] + span, span]]
    found, cov = curve_fit(
        curve, x, y, start, error, absolute_sigma=n is not None, bounds=bounds
    )
    if found[0] <= DELTA or not x[0] < (point := crossing(*found)) <= x[-1]:
        return None
    moves = np.diag(1e-5 * np.maximum(np.abs(found), 1e-3))
    slope = [(crossing(*(found + m)) - point) / m.max() for m in moves]
    reach = Z * np.sqrt(slope @ cov @ slope)
    reach = reach if np.isfinite(reach) else np.nan
    return point - reach, point, point + reach


def isotonic(x: np.ndarray, y: np.ndarray, n: np.ndarray, chance: float) -> Answer:
    """Isotonic regression, where it passes chance + delta; 200 bootstraps of answers.

    Emergent if at least .8 of the bootstraps pass it within the data.
    """
    rng = np.random.default_rng(0)
    drawn = rng.binomial(n, y, (200, len(y))) / n
    places = [_isotonic_crossing(x, row, n, chance) for row in [y, *drawn]]
    point, boots = places[0], np.array(places[1:])
    if np.isnan(point) or np.isfinite(boots).mean() < 0.8:
        return None
    low, high = np.nanquantile(boots, [0.05, 0.95])
    return low, point, high


def _isotonic_crossing(x, y, n, chance):
    """Where the fit, joined by lines, comes to chance + delta; NaN if not within."""
    fit = isotonic_regression(y, weights=n).x - chance
    k = int((fit >= DELTA).argmax())
    if k == 0:  # above from the first on, or never
        return np.nan
    return np.interp(DELTA, fit[k - 1 : k + 1], x[k - 1 : k + 1])


def change_point(
    x: np.ndarray, y: np.ndarray, n: np.ndarray | None, chance: float
) -> Answer:
    """One change of the mean (ruptures, binary segmentation, least squares).

    Emergent if the mean before is below chance + delta and that after is not. The
    interval is the gap between two models, the point its middle.
    """
    import ruptures

    search = ruptures.Binseg(model="l2", min_size=1, jump=1).fit(y)
    k = search.predict(n_bkps=1)[0]
    if not y[:k].mean() < chance + DELTA <= y[k:].mean():
        return None
    return x[k - 1], (x[k - 1] + x[k]) / 2, x[k]


def two_segments(
    x: np.ndarray, y: np.ndarray, n: np.ndarray | None, chance: float
) -> Answer:
    """Two joined lines by pwlf: their breakpoint, if the second rises, and faster."""
    import pwlf

    fit = pwlf.PiecewiseLinFit(x, y, seed=0)
    place = float(fit.fit(2)[1])
    before, after = fit.calc_slopes()
    if after <= max(before, 0.0):
        return None
    try:
        error = fit.standard_errors(method="non-linear", step_size=1e-4)[-1]
    except np.linalg.LinAlgError:
        error = np.nan
    reach = student.ppf(0.95, max(len(x) - 4, 1)) * error
    return place - reach, place, place + reach


def breakpoint_package(
    x: np.ndarray, y: np.ndarray, n: np.ndarray | None, chance: float
) -> Answer:
    """Breakpoint of piecewise-regression with 10 restarts, wherever it converges."""
    found = breakpoint_rule(10.0**x, y, n_boot=10)
    if found.point is None:
        return None
    low, high = np.log10(found.interval or (np.nan, np.nan))
    return low, np.log10(found.point), high


RIVALS = (first_above, hinge_bic, logistic_glm, logistic_from_chance, isotonic)
RIVALS += (change_point, two_segments, breakpoint_package)
NEED_N = (first_above, logistic_glm, isotonic)
SLOW = (two_segments, breakpoint_package)
PACKAGES = ("ruptures", "pwlf", "piecewise_regression")


def answers(rival: Callable, curves: list[tuple]) -> np.ndarray:
    """Ask one rival about each ``(x, y, n, chance)``: (curves, 3), NaN if no emergence.

    A fit that fails is no emergence. An end that is not given is minus infinity, so
    that the interval holds nothing.
    """
    rows = np.full((len(curves), 3), np.nan)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for row, curve in zip(rows, curves, strict=True):
            try:
                found = rival(*curve)
            except (ValueError, RuntimeError, np.linalg.LinAlgError):
                found = None
            if found is not None:
                row[:] = np.where(np.isnan(found), -np.inf, found)
    return rows


_CHILD = """
import pickle, sys
from emergestudy.estimators import emergence_points
found = []
for x, y, n, chance in pickle.load(sys.stdin.buffer):
    fits = emergence_points(10.0**x, y, chance=chance, n=n)
    found.append((fits.verdict, fits.low, fits.point, fits.high))
pickle.dump(found, sys.stdout.buffer)
"""


def version_01(batches: list[tuple]) -> list[np.ndarray] | None:
    """Ask the estimator of version 0.1, from this repository's history.

    Its code is unpacked from commit `OLD` into a folder of its own and runs in another
    process. Its point is the corner of a hinge, not the crossing.

    Parameters
    ----------
    batches : list of (x, y, n, chance)
        ``x``, ``y`` and ``n`` (curves, points), ``n`` None if unknown.

    Returns
    -------
    list of numpy.ndarray, (curves, 3), or None
        As `answers`, one a batch; None where the history is not there.
    """
    root = Path(__file__).resolve().parents[2]
    command = ["git", "-C", str(root), "archive", OLD, "emergestudy"]
    packed = subprocess.run(command, capture_output=True, check=False)
    if packed.returncode:
        return None
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            # Files of our own history; older Pythons know no filter.
            safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(folder, **safe)
        done = subprocess.run(
            [sys.executable, "-c", _CHILD],
            input=pickle.dumps(batches),
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": folder},
            cwd=folder,
            check=True,
        )
    found = []
    for verdict, *ends in pickle.loads(done.stdout):
        emergent = (verdict == "emergent")[:, None]
        found.append(np.where(emergent, np.log10(np.array(ends, float)).T, np.nan))
    return found
