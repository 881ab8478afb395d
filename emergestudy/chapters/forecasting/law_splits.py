"""The splits that the law can answer: its two forms, and the amount d0."""

import pandas as pd

from emergestudy.chapters.forecasting.backtest_tables import LAWS
from emergestudy.forecasts.backtest import TOLERANCE, backtest, splits_of
from emergestudy.forecasts.methods import fit_law
from emergestudy.forecasts.sources import LAB, SOURCES, Source

MOST_SHOTS = 10  # d0 is said to matter little up to so many times the shots
SHOTS = 5


def law_results() -> pd.DataFrame:
    """Backtest both forms of the law wherever public models were finetuned."""
    return backtest(_with_finetuning(), LAWS)


def forms_compared(results: pd.DataFrame) -> pd.DataFrame:
    """Set the two forms side by side, one row a curve.

    Parameters
    ----------
    results : pandas.DataFrame
        From `law_results`.

    Returns
    -------
    pandas.DataFrame
        ``curve``, ``splits``, the median size of the error of each form in tolerances,
        and ``log_power_closer``: whether the log power law has the smaller one.
    """
    size = results.assign(size=results["error"].abs())
    table = size.pivot_table(
        index="curve", columns="rival", values="size", aggfunc="median", sort=False
    )[list(LAWS)]
    splits = results.groupby("curve")["models"].nunique()
    table.insert(0, "splits", splits)
    closer = table[LAWS[0]] < table[LAWS[1]]
    return table.assign(log_power_closer=closer).rename_axis(columns=None).reset_index()


def d0_moves() -> pd.DataFrame:
    """Move d0 from 5 to 50 and see how far the forecast of the log power law moves.

    Returns
    -------
    pandas.DataFrame
        ``curve``, ``models`` and ``moves``: size of the change, in tolerances.
    """
    rows = []
    for source in _with_finetuning():
        for split in splits_of(source):
            fit = fit_law(split.seen, "log_power")
            if fit is not None:
                ends = fit.elbow([SHOTS, MOST_SHOTS * SHOTS])["median"]
                moves = abs(ends.iloc[1] - ends.iloc[0]) / TOLERANCE[source.x]
                row = {"curve": split.curve, "models": len(split.seen.u)}
                rows.append(row | {"moves": moves})
    return pd.DataFrame(rows)


def _with_finetuning() -> list[Source]:
    public = [source for source in SOURCES if source.name != LAB]
    return [source for source in public if "examples" in source.read()]
