"""The tables of the backtest that the chapter shows."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.forecasts.backtest import (
    BIN_NAMES,
    RIVALS,
    TOLERANCE,
    backtest,
    on_same_splits,
    scoreboard,
)
from emergestudy.forecasts.sources import LAB, SOURCES

LAWS = ("log power law", "power law")


def run_backtest(data_sets: Sequence[str], rivals: Sequence[str]) -> pd.DataFrame:
    """Backtest the chosen rivals on the chosen data sets, as `backtest`.

    Raises
    ------
    UsageError
        If a data set or a rival does not exist, or no rival can answer.
    """
    check_choice("data set", data_sets, [source.name for source in SOURCES])
    check_choice("rival", rivals, RIVALS)
    chosen = [source for source in SOURCES if source.name in data_sets]
    return backtest(chosen, rivals)


def public_and_lab(results: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part what public records say from what the lab says.

    The lab counts as public records if there are no others, so that a backtest of the
    lab alone can be looked at.
    """
    toy = results["data_set"] == LAB
    return results[~toy | toy.all()], results[toy]


def by_distance(results: pd.DataFrame, *, within: float = 1.0) -> pd.DataFrame:
    """Summarize by rival and distance, as `scoreboard`, the nearest distance first."""
    board = scoreboard(results, ["rival", "bin"], within=within)
    order = {name: place for place, name in enumerate(BIN_NAMES)}
    rivals = {name: place for place, name in enumerate(RIVALS)}
    keys = {"rival": rivals, "bin": order}
    return board.sort_values(
        ["bin", "rival"], key=lambda column: column.map(keys[column.name])
    ).reset_index(drop=True)


def beside_the_law(results: pd.DataFrame, *, within: float = 1.0) -> pd.DataFrame:
    """Summarize every rival on the splits that the law can answer.

    Empty if the law answers nowhere. Rivals that need a Brier score answer on fewer.
    """
    laws = [name for name in LAWS if name in set(results["rival"])]
    if not laws:
        return scoreboard(results.iloc[:0], within=within)
    same = on_same_splits(results, laws)[["data_set", "curve", "models"]]
    kept = results.merge(same.drop_duplicates(), on=list(same))
    return scoreboard(kept, ["rival"], within=within)


def hits_by_data_set(results: pd.DataFrame, *, within: float = 1.0) -> pd.DataFrame:
    """Return hits in percent, one row a data set, one column a rival."""
    board = scoreboard(results, ["data_set", "rival"], within=within)
    table = board.pivot(index="data_set", columns="rival", values="hit_rate")
    order = [name for name in RIVALS if name in table]
    table = table.loc[board["data_set"].unique(), order]
    counts = results.drop_duplicates(["data_set", "curve", "models"])
    counts = counts.groupby("data_set").agg(
        curves=("curve", "nunique"), splits=("curve", "size")
    )
    return counts.loc[table.index].join(table).reset_index()


def curves_used(results: pd.DataFrame) -> pd.DataFrame:
    """Return the curves with a clear elbow.

    Returns
    -------
    pandas.DataFrame
        ``data_set``, ``curve``, ``truth`` (nats or log10 FLOPs), ``truth_width`` (of
        its 90 % interval, in tolerances), ``splits``, ``nearest`` and ``furthest``
        (distances, in nats or decades).
    """
    splits = results.drop_duplicates(["data_set", "curve", "models"])
    splits = splits.assign(wide=splits["truth_width"] / splits["x"].map(TOLERANCE))
    groups = splits.groupby(["data_set", "curve"], sort=False)
    table = groups.agg(
        truth=("truth", "first"),
        truth_width=("wide", "first"),
        splits=("models", "size"),
        nearest=("distance", "min"),
        furthest=("distance", "max"),
    )
    return table.reset_index()


def one_curve(results: pd.DataFrame, curve: str) -> pd.DataFrame:
    """Select the forecasts of one curve, named ``"data set: curve"``.

    Raises
    ------
    UsageError
        If it has no clear elbow, or its data set was not chosen.
    """
    names = results["data_set"] + ": " + results["curve"]
    check_choice("curve with a clear elbow", [curve], names.unique())
    return results[names == curve].reset_index(drop=True)
