"""From where on a way of asking helps, on a reader's curves."""

import numpy as np
import pandas as pd

from emergestudy.chapters.your_models.own_calls import kinds, place
from emergestudy.chapters.your_models.own_curves import FALLING, OwnCurves
from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import crossover_point
from emergestudy.estimators.crossover import VERDICTS
from emergestudy.ingest.units import is_share

# Ways of asking that others are held against.
BASELINES = ("zero_shot", "direct", "standard_prompting", "baseline", "untuned")
COLUMNS = ["task", "group", "baseline", "treatment", "points", "verdict"]
COLUMNS += ["point", "low", "high", "kinds", "gain_at_largest", "above_noise"]


def own_crossovers(curves: OwnCurves, *, level: float = 0.90) -> pd.DataFrame:
    """Find where a way of asking starts to help, for what was asked in several ways.

    Each way, a setting with a number of shots, is compared with the plainest one: the
    fewest shots, and of these a setting of `BASELINES` or the first by name.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``group``, ``baseline`` and ``treatment`` (in words), ``points``,
        ``verdict``, ``point``, ``low``, ``high``; ``kinds``, the most probable
        verdicts; ``gain_at_largest``, the difference at the last scale;
        ``above_noise``, of how many points the difference is positive by more than two
        standard errors (missing where no test items are known). Empty without pairs.
    """
    points, rows = curves.points, []
    for (task, group), part in points.groupby(["task", "group"], sort=False):
        part = part.assign(late=~part["setting"].isin(BASELINES))
        order = part.sort_values(["n_shot", "late", "way"])["way"].unique()
        for way in order[1:]:
            arms = (part[part["way"] == name] for name in (order[0], way))
            row = _cross(*arms, curves.x, level)
            if row is not None:
                about = {"task": task, "group": group, "baseline": order[0]}
                rows.append(about | {"treatment": way} | row)
    return pd.DataFrame(rows, columns=COLUMNS)


def _cross(
    base: pd.DataFrame, treated: pd.DataFrame, x: str, level: float
) -> dict | None:
    keys = ["model", "step", "scale"]
    both = base.merge(treated, on=keys, suffixes=("_base", ""))
    if both["scale"].nunique() < 3:
        return None
    falls, n = x in FALLING, both["n_eval"]
    share = is_share(both["metric"].iloc[0])
    known = share and n.ge(1).all() and both["n_eval_base"].ge(1).all()
    try:
        fit = crossover_point(
            1 / both["scale"] if falls else both["scale"], both["score"],
            both["score_base"], n=n if known else None,
            baseline_n=both["n_eval_base"] if known else None,
            unit="fraction" if share else "other", level=level,
        )  # fmt: skip
    except EmergenceDataError:
        return None
    point, start, end = place(fit, falls)
    likely = {VERDICTS[kind]: p for kind, p in fit.gain.probability.items()}
    found = {"points": len(both), "verdict": fit.verdict, "point": point}
    found |= {"low": start, "high": end, "kinds": kinds(likely)}
    return found | _differences(both.sort_values("scale", ascending=not falls), known)


def _differences(both: pd.DataFrame, known: bool) -> dict:
    gain = both["score"] - both["score_base"]
    found = {"gain_at_largest": gain.iloc[-1], "above_noise": np.nan}
    if known:
        variance = _variance(both["score"], both["n_eval"])
        variance += _variance(both["score_base"], both["n_eval_base"])
        found["above_noise"] = int((gain > 2 * np.sqrt(variance)).sum())
    return found


def _variance(share: pd.Series, n: pd.Series) -> pd.Series:
    shrunk = (share * n + 1) / (n + 2)  # as in `crossover_point`: never exactly 0
    return shrunk * (1 - shrunk) / (n + 2)
