"""Every forecast on every split, and how often it was right."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
import pandas as pd

from emergestudy.errors import UsageError, unknown
from emergestudy.forecasts.always_beyond import always_beyond
from emergestudy.forecasts.brier_line import brier_line
from emergestudy.forecasts.few_shot_hinge import few_shot_hinge
from emergestudy.forecasts.law_forecast import law_forecast
from emergestudy.forecasts.logistic_tangent import logistic_tangent
from emergestudy.forecasts.sources import SOURCES, Source
from emergestudy.forecasts.splits import TOLERANCE, Split, splits_of
from emergestudy.forecasts.visible import Forecast, Visible
from emergestudy.law.axis import turned

Rival = Callable[[Visible], Forecast | None]
RIVALS: dict[str, Rival] = {
    "log power law": partial(law_forecast, form="log_power"),
    "power law": partial(law_forecast, form="power"),
    "few-shot hinge": few_shot_hinge,
    "Brier line": brier_line,
    "logistic": logistic_tangent,
    "always beyond": always_beyond,
}
BINS = (-1e-9, 1.0, 3.0, np.inf)
BIN_NAMES = ("up to 1", "1 to 3", "over 3")


def backtest(
    sources: Iterable[Source] = SOURCES, rivals: Sequence[str] = tuple(RIVALS)
) -> pd.DataFrame:
    """Forecast the elbow of every curve with its strongest models hidden.

    Parameters
    ----------
    sources : iterable of Source
        Data sets.
    rivals : sequence of str
        Keys of `RIVALS`.

    Returns
    -------
    pandas.DataFrame
        One row a split and rival that can answer: ``data_set``, ``curve``, ``x``,
        ``models`` (visible), ``distance`` (of the last one before the truth; nats or
        decades), ``bin`` (the same in tolerances), ``rival``, ``truth``,
        ``truth_width``, ``point``, ``low``, ``high`` (nats or log10 FLOPs), and in
        tolerances ``error`` (positive: forecast too late) and ``width``; ``covered``:
        the truth lies within the interval.

    Raises
    ------
    UsageError
        If a rival does not exist, or none of them can answer.
    """
    for rival in rivals:
        if rival not in RIVALS:
            raise UsageError(unknown("rival", rival, RIVALS))
    splits = [split for source in sources for split in splits_of(source)]
    rows = [_try(split, rival) for split in splits for rival in rivals]
    table = pd.DataFrame([row for row in rows if row is not None])
    if table.empty:
        raise UsageError(f"none of {', '.join(rivals)} can answer on this data")
    far = table["distance"] / table["x"].map(TOLERANCE)
    names = pd.cut(far, BINS, labels=list(BIN_NAMES)).astype(str)
    table.insert(5, "bin", names)
    return table


def _try(split: Split, rival: str) -> dict | None:
    found = RIVALS[rival](split.seen)
    if found is None:
        return None
    x = split.seen.x
    ends = sorted(turned([found.low, found.high], x).tolist())
    return {
        "data_set": split.source,
        "curve": split.curve,
        "x": x,
        "models": len(split.seen.u),
        "distance": split.distance,
        "rival": rival,
        "truth": float(turned(split.truth, x)),
        "truth_width": split.truth_width,
        "point": float(turned(found.point, x)),
        "low": ends[0],
        "high": ends[1],
        "error": (found.point - split.truth) / TOLERANCE[x],
        "width": (found.high - found.low) / TOLERANCE[x],
        "covered": bool(found.low <= split.truth <= found.high),
    }
