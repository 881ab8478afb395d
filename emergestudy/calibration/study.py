"""Run the estimator on simulated curves and count: verdicts, coverage, width."""

import zlib
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict

import numpy as np
import pandas as pd

from emergestudy.calibration.simulate import Cell, simulate
from emergestudy.estimators import emergence_points
from emergestudy.estimators.evidence import VERDICTS

CHUNK = 500
"""Curves simulated together; part of what a seed means, so it does not change."""


def calibrate(
    cells: Iterable[Cell],
    n_simulations: int = 2000,
    level: float = 0.90,
    seed: int = 0,
    jobs: int = 2,
) -> pd.DataFrame:
    """Simulate every cell, run the estimator and count.

    Parameters
    ----------
    cells : iterable of Cell
        As from `main_cells` or `extra_cells`.
    n_simulations : int
        Curves a cell.
    level : float
        Level of the intervals.
    seed : int
        With the cell itself this settles every draw, whatever the order of cells and
        the number of processes.
    jobs : int
        Processes.

    Returns
    -------
    pandas.DataFrame
        One row a cell: the cell's settings; ``n_simulations``; the rate of each
        verdict; ``emergent_identifiable``, that of "emergent" among identifiable
        curves (at least 2 points on each side of the true elbow); coverage of the
        elbow's interval on all, called (emergent) and identifiable curves;
        ``share_identifiable``; ``share_outside``, of elbows outside the data;
        ``median_width`` of called curves' intervals, in decades. Each has its Monte
        Carlo standard error in a column that ends in ``_se``.
    """
    cells = list(cells)
    sizes = [CHUNK] * (n_simulations // CHUNK)
    sizes += [n_simulations % CHUNK] if n_simulations % CHUNK else []
    tasks = [
        (cell, size, level, (seed, part))
        for cell in cells
        for part, size in enumerate(sizes)
    ]
    if jobs == 1:
        results = [_run(task) for task in tasks]
    else:
        with ProcessPoolExecutor(jobs) as pool:
            results = list(pool.map(_run, tasks, chunksize=2))
    each = len(sizes)
    rows = [
        _row(cell, np.concatenate(results[k * each : (k + 1) * each], axis=1))
        for k, cell in enumerate(cells)
    ]
    return pd.DataFrame(rows)


def _run(task) -> np.ndarray:
    """One chunk of curves: verdict, covered, identifiable, outside and width."""
    cell, count, level, (seed, part) = task
    key = zlib.crc32(repr(cell).encode())
    rng = np.random.default_rng(np.random.SeedSequence([seed, key, part]))
    drawn = simulate(cell, count, rng)
    fits = emergence_points(
        10.0**drawn.x,
        drawn.score,
        chance=cell.chance if cell.told_chance is None else cell.told_chance,
        n=cell.n if cell.told_n else None,
        level=level,
        tolerance=cell.tolerance,
        overdispersion=cell.told_rho,
    )
    low, _, high = np.log10(fits.elbow.T)
    below = (drawn.x < drawn.elbow[:, None]).sum(axis=1)
    known = np.isfinite(drawn.elbow)
    return np.stack(
        [
            np.array([VERDICTS.index(v) for v in fits.verdict], dtype=float),
            np.where(known, (low <= drawn.elbow) & (drawn.elbow <= high), np.nan),
            np.where(known, (below >= 2) & (cell.points - below >= 2), np.nan),
            np.where(known, (below == 0) | (below == cell.points), np.nan),
            high - low,
        ]
    )


def _row(cell: Cell, result: np.ndarray) -> dict:
    """Rates of one cell and their Monte Carlo standard errors."""
    verdict, covered, identifiable, outside, width = result
    called, seen = verdict == 0, identifiable == 1
    row = {**asdict(cell), "n_simulations": verdict.size}
    for k, name in enumerate(VERDICTS):
        _rate(row, name, verdict == k)
    _rate(row, "emergent_identifiable", called[seen])
    _rate(row, "coverage_all", covered)
    _rate(row, "coverage_called", covered[called])
    _rate(row, "coverage_identifiable", covered[seen])
    _rate(row, "share_identifiable", identifiable)
    _rate(row, "share_outside", outside)
    row["median_width"], row["median_width_se"] = _median(width[called])
    return row


def _rate(row: dict, name: str, hits: np.ndarray) -> None:
    """A share and ``sqrt(p (1 - p) / n)``; NaN where nothing was counted."""
    share = float(np.mean(hits)) if hits.size else np.nan
    error = np.sqrt(share * (1.0 - share) / hits.size) if hits.size else np.nan
    row[name], row[f"{name}_se"] = share, float(error)


def _median(values: np.ndarray) -> tuple[float, float]:
    """A median and half the span of the order statistics one error each way."""
    if values.size < 4:
        return np.nan, np.nan
    reach = 0.5 / np.sqrt(values.size)
    low, middle, high = np.quantile(values, (0.5 - reach, 0.5, 0.5 + reach))
    return float(middle), float(high - low) / 2.0
