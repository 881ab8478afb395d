"""The percentiles of Table 3 in the shape that the figure draws."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.forecasting.snell_tables import (
    LOSS_TASKS,
    METHODS,
    PERCENTILES,
    elbows,
)


def elbow_percentiles(
    tasks: Sequence[str] = LOSS_TASKS, methods: Sequence[str] = METHODS
) -> pd.DataFrame:
    """Return the printed percentiles, one row each.

    Parameters
    ----------
    tasks : sequence of str
        Of Table 3.
    methods : sequence of str
        ``"MCMC"`` and ``"Bootstrap"``.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``method``, ``percentile``, ``elbow``, ``mle`` and ``truth`` (NaN
        for APPS), in nats.

    Raises
    ------
    UsageError
        If a task or method is not in Table 3.
    """
    table = elbows().set_index("task")
    check_choice("task of Table 3", tasks, table.index)
    check_choice("method of Table 3", methods, METHODS)
    rows = [
        {
            "task": task,
            "method": method,
            "percentile": percentile,
            "elbow": table.loc[task, f"{method} {percentile}"],
            "mle": table.loc[task, "mle"],
            "truth": table.loc[task, "truth"],
        }
        for task in tasks
        for method in methods
        for percentile in PERCENTILES
    ]
    return pd.DataFrame(rows)
