"""What the calibration study found: the stored table, or a new one."""

import pandas as pd

from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.forecasts.calibration import calibrate, extra_cells, main_cells

VERDICTS = ["emergent", "smooth", "flat", "inverse", "u_shaped", "undetermined"]
HINGES = ("hinge", "hinge_ceiling")
STORED_LEVEL = 0.90  # of the intervals in the committed table
SEED = 1  # of the committed table; other seeds were used while building


def calibration_table(
    study: str = "main", n_simulations: int = 0, level: float = 0.90, jobs: int = 1
) -> pd.DataFrame:
    """Return the calibration: the committed one, or a new one.

    Parameters
    ----------
    study : str
        ``"main"``, or ``"extra"`` for the studies of what can go wrong.
    n_simulations : int
        Curves a cell; 0 reads the committed table.
    level : float
        Level of the intervals, for a new one.
    jobs : int
        Processes, for a new one; the result does not depend on it.

    Returns
    -------
    pandas.DataFrame
        One row a cell; see the table ``calibration``.
    """
    if n_simulations:
        cells = main_cells() if study == "main" else extra_cells()
        found = calibrate(cells, n_simulations, level, SEED, jobs)
        return for_storage(found)
    table = load("calibration")
    keep = (table["study"] == "main") == (study == "main")
    return table[keep].reset_index(drop=True)


def for_storage(found: pd.DataFrame) -> pd.DataFrame:
    """Keep the columns of a calibration that the stored table has."""
    names = ["study", "kind", "points", "spacing", "n", "chance", "told_chance", "rho"]
    names += ["told_rho", "tolerance", "ties", "told_n", "n_simulations"]
    rates = found.columns[found.columns.get_loc("n_simulations") + 1 :]
    table = found[[*names, *rates]].copy()
    table["told_chance"] = table["told_chance"].astype("float64")
    table["told_chance"] = table["told_chance"].fillna(table["chance"])
    return table.assign(told_rho=table["told_rho"].astype("str"))


def claimed_level(n_simulations: int, level: float) -> float:
    """Return the level of the intervals in the table that is shown."""
    return level if n_simulations else STORED_LEVEL


def with_point(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the curves that have an emergence point: hinges and logistics.

    The elbow of a hinge is a fact, the point of a logistic a convention.
    """
    kinds = (*HINGES, "logistic")
    return table[table["kind"].isin(kinds)].reset_index(drop=True)


def coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Return coverage, share of elbows outside the data, and width, cell by cell."""
    cells = with_point(table)
    names = ["kind", "points", "spacing", "n", "share_identifiable", "share_outside"]
    names += ["coverage_all", "coverage_called", "coverage_identifiable"]
    names += ["coverage_identifiable_se", "median_width"]
    return cells[names].reset_index(drop=True)


def extra_table(table: pd.DataFrame) -> pd.DataFrame:
    """Summarize the extra studies at 8 points: what each does to calls and coverage.

    Returns
    -------
    pandas.DataFrame
        One row a study and n: ``recall`` and ``coverage`` over hinges, and the share
        of flat, log-linear and U-shaped curves called emergent (the worst spacing).
    """
    table = table[table["points"] == 8]
    hinges = table[table["kind"].isin(HINGES)].groupby(["study", "n"], sort=False)
    found = hinges.agg(
        recall=("emergent", "min"), coverage=("coverage_identifiable", "min")
    )
    for kind in ("flat", "log_linear", "u_shaped"):
        other = table[table["kind"] == kind].groupby(["study", "n"])["emergent"]
        found[f"false_{kind}"] = other.max()
    return found.reset_index()


def confusion(table: pd.DataFrame, points: int, n: int, spacing: str) -> pd.DataFrame:
    """Return the rate of each verdict by kind of curve, for one setting.

    Raises
    ------
    UsageError
        If the study has no such setting.
    """
    rows = table.query("points == @points and n == @n and spacing == @spacing")
    if rows.empty:
        there = ", ".join(str(v) for v in sorted(table["points"].unique()))
        raise UsageError(
            f"no cells with {points} {spacing} points and n = {n}; points: {there}; "
            "n: 100, 1000, 10000; spacing: random, equal"
        )
    return rows.set_index("kind")[VERDICTS]
