"""What was wanted of the estimator, and the worst cell for each wish."""

from dataclasses import dataclass

import pandas as pd

from emergestudy.chapters.calibration_tables import HINGES


@dataclass(frozen=True)
class Target:
    """One thing wanted of the estimator, in every cell that fits.

    Attributes
    ----------
    what : str
        The rate in words.
    column : str
        Column of the calibration table.
    kinds : tuple of str
        Kinds of curves.
    low, high : float
        The range wanted.
    points, n, spacing : tuple
        Cells concerned; empty means all.
    """

    what: str
    column: str
    kinds: tuple[str, ...]
    low: float = float("-inf")
    high: float = float("inf")
    points: tuple[int, ...] = ()
    n: tuple[int, ...] = ()
    spacing: tuple[str, ...] = ()

    def cells(self, table: pd.DataFrame) -> pd.DataFrame:
        """Select the cells that the target speaks of."""
        keep = table["kind"].isin(self.kinds)
        for name in ("points", "n", "spacing"):
            wanted = getattr(self, name)
            keep &= table[name].isin(wanted) if wanted else True
        return table[keep]


def _recall(
    points: tuple, spacing: str, wanted: tuple[float, float, float]
) -> list[Target]:
    shown = f"{points[0]} points" if points else "any number of points"
    return [
        Target(
            f"recall, {shown}, {spacing}, n = {n:,}",
            "emergent",
            HINGES,
            low=low,
            points=points,
            n=(n,),
            spacing=(spacing,),
        )
        for n, low in zip((100, 1000, 10000), wanted, strict=True)
    ]


# Written down before the estimator was built.
TARGETS = (
    Target("coverage, 8 or 13", "coverage_identifiable", HINGES, 0.87, 0.93, (8, 13)),
    Target("coverage, 4 or 5", "coverage_identifiable", HINGES, 0.85, 0.97, (4, 5)),
    Target("false emergence: flat", "emergent", ("flat",), high=0.05),
    Target("false emergence: log-linear", "emergent", ("log_linear",), high=0.10),
    Target("false emergence: inverse", "emergent", ("inverse",), high=0.10),
    Target("false emergence: U-shaped", "emergent", ("u_shaped",), high=0.10),
    Target("flat called flat", "flat", ("flat",), low=0.80, points=(8,), n=(1000,)),
    *_recall((8,), "random", (0.70, 0.88, 0.95)),
    *_recall((13,), "random", (0.80, 0.95, 0.98)),
    *_recall((), "equal", (0.80, 0.94, 0.98)),
    Target(
        "recall, identifiable",
        "emergent_identifiable",
        HINGES,
        low=0.75,
        points=(4, 5),
        n=(1000, 10000),
        spacing=("random",),
    ),
    Target(
        "median width, decades",
        "median_width",
        HINGES,
        high=0.3,
        points=(8,),
        n=(1000,),
    ),
)


def against_targets(table: pd.DataFrame) -> pd.DataFrame:
    """Find the worst cell for each target.

    Parameters
    ----------
    table : pandas.DataFrame
        Cells of the main study.

    Returns
    -------
    pandas.DataFrame
        One row a target: ``what``, ``wanted``, ``cells``, ``missed`` (cells out of
        the range), ``worst`` (the value furthest out, or closest to the edge), its
        Monte Carlo ``error`` and ``where``.
    """
    return pd.DataFrame([_against(target, table) for target in TARGETS])


def _against(target: Target, table: pd.DataFrame) -> dict:
    cells = target.cells(table).dropna(subset=target.column)
    value = cells[target.column]
    out = pd.concat([target.low - value, value - target.high], axis=1).max(axis=1)
    worst = cells.loc[out.idxmax()]
    return {
        "what": target.what,
        "wanted": _range(target),
        "cells": len(cells),
        "missed": int((out > 0).sum()),
        "worst": worst[target.column],
        "error": worst[f"{target.column}_se"],
        "where": "{kind}, {points} {spacing}, n = {n:,}".format(**worst),
    }


def _range(target: Target) -> str:
    if target.low == float("-inf"):
        return f"at most {target.high:g}"
    if target.high == float("inf"):
        return f"at least {target.low:g}"
    return f"{target.low:g} to {target.high:g}"
