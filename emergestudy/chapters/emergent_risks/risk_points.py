"""One shape for every measure of a risk: score by family and size, with its noise."""

import numpy as np
import pandas as pd
from scipy import stats

COLUMNS = (
    "topic", "measure", "series", "model", "params", "score", "stderr", "low", "high",
    "worse",
)  # fmt: skip


def as_points(
    rows: pd.DataFrame,
    topic: str,
    *,
    worse: int,
    level: float = 0.90,
    stderr: pd.Series | None = None,
) -> pd.DataFrame:
    """Bring rows of a table into the shape that the trends are computed from.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``measure``, ``series`` (a family, or a family and a setting),
        ``model``, ``params`` and ``score`` (percent); ``n`` (answers; NaN where
        unknown) unless `stderr` is given.
    topic : str
        The risk: ``"truthfulness"``, ``"bias"``, ``"toxicity"``, ``"memorization"``.
    worse : int
        1 if a higher score is a greater risk, -1 if a lower one is.
    level : float
        Level of the intervals: the score plus and minus so many standard errors.
    stderr : pandas.Series, optional
        Standard errors in points; by default binomial from ``n``.

    Returns
    -------
    pandas.DataFrame
        The columns `COLUMNS`; ``stderr``, ``low`` and ``high`` NaN where unknown.
    """
    if stderr is None:
        share = rows["score"] / 100
        stderr = 100 * np.sqrt(share * (1 - share) / rows["n"].astype("float64"))
    half = stats.norm.ppf((1 + level) / 2) * stderr
    points = rows.assign(
        topic=topic,
        stderr=stderr,
        low=rows["score"] - half,
        high=rows["score"] + half,
        worse=worse,
    )
    points = points.astype({"params": "float64", "score": "float64"})
    order = ["measure", "series", "params"]
    return points[list(COLUMNS)].sort_values(order).reset_index(drop=True)
