"""The backtest on the lab alone, in nats."""

from functools import partial

import pandas as pd

from emergestudy.chapters.forecasting.backtest_tables import LAWS
from emergestudy.forecasts.backtest import TOLERANCE, backtest
from emergestudy.forecasts.sources import Source, lab_curves


def lab_results(rows: pd.DataFrame) -> pd.DataFrame:
    """Backtest all rivals on a grid, as `emergestudy.forecasts.backtest`."""
    return backtest([Source("lab", "loss", partial(lab_curves, rows))])


def in_nats(results: pd.DataFrame) -> pd.DataFrame:
    """Set the rivals side by side on the splits that the law can answer.

    Returns
    -------
    pandas.DataFrame
        ``rival``, ``splits``, ``coverage`` (percent), and medians in nats: ``error``
        (size), ``bias`` (positive: too early) and ``width``. Empty without the law.
    """
    split = ["curve", "models"]
    answered = results.loc[results["rival"].isin(LAWS), split].drop_duplicates()
    kept = results.merge(answered, on=split)
    unit = TOLERANCE["loss"]
    kept = kept.assign(bias=-unit * kept["error"], width=unit * kept["width"])
    kept = kept.assign(size=kept["bias"].abs(), hit=100.0 * kept["covered"])
    return kept.groupby("rival", sort=False, as_index=False).agg(
        splits=("hit", "size"),
        coverage=("hit", "mean"),
        error=("size", "median"),
        bias=("bias", "median"),
        width=("width", "median"),
    )
