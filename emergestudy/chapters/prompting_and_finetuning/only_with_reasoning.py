"""Tasks that open models leave chance on only when they reason first."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load
from emergestudy.estimators import EmergenceFit, emergence_point

SETTINGS = ("direct", "chain_of_thought")
LEFT = ("emergent", "smooth")  # verdicts that say: above chance at last


def reasoning_calls(
    tasks: Sequence[str] = (), *, level: float = 0.90, tolerance: float = 0.01
) -> pd.DataFrame:
    """Call direct answers and, where they stay at chance, chain of thought.

    All open models with both scores are fitted as one curve of score against
    training FLOPs; the spread between models beyond that of their questions is
    estimated.

    Parameters
    ----------
    tasks : sequence of str
        Tasks of ``open_prompting_scores`` with known n; empty takes all.
    level, tolerance : float
        As in `emergence_point`.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``task``, ``chance``, ``direct`` (verdict), ``probability``
        (of that, or of the likeliest kind), ``direct_top`` and ``reasoning_top``
        (median score of the ten models with most compute, percent), ``reasoning``
        (verdict; empty where direct answers leave chance too), ``point``, ``low``,
        ``high`` (training FLOPs) and ``only_with_reasoning``: "yes" (direct flat,
        chain of thought emergent), "cannot tell" (chain of thought emergent, direct
        undetermined or U-shaped) or "no".

    Raises
    ------
    UsageError
        If a task does not exist or is an average.
    """
    rows = load("open_prompting_scores")
    keep = rows["setting"].isin(SETTINGS) & rows["train_flops"].notna()
    rows = rows[keep & rows["n_eval"].notna()]
    known = list(rows["task"].unique())
    tasks = list(tasks) or known
    check_choice("task", tasks, known)
    return pd.DataFrame(
        [_call(t, rows[rows["task"] == t], level, tolerance) for t in tasks]
    )


def _call(task: str, rows: pd.DataFrame, level: float, tolerance: float) -> dict:
    index = ["model", "train_flops", "n_eval", "chance"]
    wide = rows.pivot(index=index, columns="setting", values="value").dropna()
    wide = wide.reset_index().sort_values("train_flops")
    direct = _fit(wide, "direct", level, tolerance)
    top = 100 * wide.tail(10)[list(SETTINGS)].median()
    row = {
        "task": task,
        "chance": 100 * wide["chance"].iloc[0],
        "direct": direct.verdict,
        "probability": max(direct.probability.values()),
        "direct_top": top["direct"],
        "reasoning_top": top["chain_of_thought"],
        **dict.fromkeys(("point", "low", "high"), np.nan),
        "reasoning": "",
        "only_with_reasoning": "no",
    }
    if direct.verdict in LEFT:
        return row
    return row | _with_reasoning(
        direct, _fit(wide, "chain_of_thought", level, tolerance)
    )


def _with_reasoning(direct: EmergenceFit, reasoning: EmergenceFit) -> dict:
    found = {"reasoning": reasoning.verdict}
    if reasoning.verdict == "emergent":
        names = ("point", "low", "high")
        found |= dict(zip(names, (reasoning.point, *reasoning.interval), strict=True))
        sure = direct.verdict == "flat"
        found["only_with_reasoning"] = "yes" if sure else "cannot tell"
    return found


def _fit(
    wide: pd.DataFrame, setting: str, level: float, tolerance: float
) -> EmergenceFit:
    return emergence_point(
        wide["train_flops"],
        wide[setting],
        chance=wide["chance"].iloc[0],
        n=wide["n_eval"].astype("float64"),
        level=level,
        tolerance=tolerance,
        overdispersion="estimate",
    )
