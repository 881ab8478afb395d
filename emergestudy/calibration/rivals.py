"""Simpler rules on the same simulated curves as the estimator."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from emergestudy.calibration.simulate import Cell, Simulated, simulate
from emergestudy.estimators import (
    breakpoint_rule,
    emergence_points,
    emergence_score,
    first_above,
)

RULES = ("estimator", "first_above_3se", "breakpoint", "emergence_score")
KINDS = ("flat", "log_linear", "hinge", "hinge_ceiling", "inverse", "u_shaped")
SETTINGS = ((5, 1000), (8, 100), (8, 1000), (8, 10000), (13, 1000))


def rival_cells() -> list[Cell]:
    """Return the cells of the comparison: random places, six kinds of curves."""
    return [Cell(k, p, "random", n) for p, n in SETTINGS for k in KINDS]


def compare_rules(
    cells: Iterable[Cell],
    n_simulations: int = 2000,
    n_breakpoint: int = 100,
    level: float = 0.90,
    seed: int = 1,
) -> pd.DataFrame:
    """Apply the estimator and three rules to the same curves.

    A rule *calls* a curve when it names a scale: the estimator by the verdict
    "emergent"; the first point above chance + 3 standard errors if that is not the
    smallest scale; the breakpoint if the package's fit converges. The emergence
    score names no scale; its threshold is the one at which it calls as many of the
    curves with an elbow as the estimator does, setting by setting.

    Parameters
    ----------
    cells : iterable of Cell
        As from `rival_cells`.
    n_simulations : int
        Curves a cell.
    n_breakpoint : int
        How many of them the breakpoint package fits (it takes a third of a second
        each); 0 leaves it out.
    level : float
        Level of the intervals.
    seed : int
        Settles every draw.

    Returns
    -------
    pandas.DataFrame
        One row a rule and cell: ``rule``, ``kind``, ``points``, ``n``, ``curves``,
        ``called``, ``coverage`` of the interval and ``median_error`` of the point in
        decades (among called curves with an elbow; NaN where there is none).
    """
    rows, scores = [], []
    for number, cell in enumerate(cells):
        rng = np.random.default_rng([seed, number])
        drawn = simulate(cell, n_simulations, rng)
        found = _by_rule(cell, drawn, n_breakpoint, level)
        rows += [_row(rule, cell, drawn, found[rule]) for rule in found]
        scores.append((cell, emergence_score(10.0**drawn.x, drawn.score)))
    table = pd.DataFrame(rows)
    return pd.concat([table, _score_rows(table, scores)], ignore_index=True)


def _by_rule(cell: Cell, drawn: Simulated, n_breakpoint: int, level: float) -> dict:
    """Point, low and high (curves, 3) of each rule, in decades; NaN: not called."""
    scale = 10.0**drawn.x
    fits = emergence_points(
        scale, drawn.score, chance=cell.chance, n=cell.n, level=level
    )
    ours = np.log10(np.stack([fits.point, fits.low, fits.high], axis=1))
    ours[fits.verdict != "emergent"] = np.nan
    margin = 3.0 * np.sqrt(cell.chance * (1.0 - cell.chance) / cell.n)
    first = [
        first_above(x, y, cell.chance, margin=margin, stays=False)
        for x, y in zip(scale, drawn.score, strict=True)
    ]
    first = np.log10(np.array(first, dtype=float))
    first = np.where(first > drawn.x[:, 0], first, np.nan)
    none = np.full(len(first), np.nan)
    found = {
        "estimator": ours,
        "first_above_3se": np.stack([first, none, none], axis=1),
    }
    if n_breakpoint:
        rows = list(zip(scale, drawn.score, strict=True))[:n_breakpoint]
        found["breakpoint"] = np.array([_breakpoint(*r, level) for r in rows])
    return found


def _breakpoint(scale: np.ndarray, score: np.ndarray, level: float) -> list[float]:
    found = breakpoint_rule(scale, score, level=level)
    if found.point is None:
        return [np.nan] * 3
    return np.log10([found.point, *(found.interval or (np.nan, np.nan))]).tolist()


def _row(rule: str, cell: Cell, drawn: Simulated, found: np.ndarray) -> dict:
    elbow = drawn.elbow[: len(found)]
    called = np.isfinite(found[:, 0])
    true = called & np.isfinite(elbow)
    row = {"rule": rule, "kind": cell.kind, "points": cell.points, "n": cell.n}
    row |= {"curves": len(found), "called": called.mean()}
    row |= {"coverage": np.nan, "median_error": np.nan}
    if true.any():
        point, low, high = found[true].T
        row["median_error"] = np.median(np.abs(point - elbow[true]))
        if np.isfinite(low).any():
            row["coverage"] = np.mean((low <= elbow[true]) & (elbow[true] <= high))
    return row


def _score_rows(table: pd.DataFrame, scores: list) -> pd.DataFrame:
    ours = table[table["rule"] == "estimator"]
    rows = []
    for points, n in dict.fromkeys((c.points, c.n) for c, _ in scores):
        here = [(c, s) for c, s in scores if (c.points, c.n) == (points, n)]
        elbows = ("hinge", "hinge_ceiling")
        pooled = np.concatenate([s for c, s in here if c.kind in elbows])
        same = ours.query("points == @points and n == @n and kind in @elbows")
        threshold = np.quantile(pooled, 1 - same["called"].mean())
        for cell, score in here:
            row = {"rule": "emergence_score", "kind": cell.kind, "points": points}
            called = (score >= threshold).mean()
            rows.append({**row, "n": n, "curves": len(score), "called": called})
    return pd.DataFrame(rows)
