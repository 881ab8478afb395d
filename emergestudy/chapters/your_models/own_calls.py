"""Has it emerged, and where: the calls on a reader's curves."""

import numpy as np
import pandas as pd

from emergestudy.chapters.your_models.own_cautions import beside, cautions
from emergestudy.chapters.your_models.own_curves import FALLING, KEYS, OwnCurves
from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import (
    CrossoverFit,
    EmergenceFit,
    emergence_point,
)
from emergestudy.ingest.units import is_share

ORDER = ["emergent", "smooth", "u_shaped", "undetermined", "flat", "inverse", "refused"]


def own_calls(curves: OwnCurves, *, level: float = 0.90) -> pd.DataFrame:
    """Call every curve with `emergence_point`.

    Test items (or else standard errors) give the noise where all points have them.

    Returns
    -------
    pandas.DataFrame
        A row a curve: ``curve``, the keys of the curve, ``points``, ``verdict``,
        ``point``, ``low``, ``high`` in the unit of the x-axis; ``last_before`` and
        ``first_after``, the models on both sides of the point; ``kinds``, the most
        probable kinds of curve; ``best`` score, ``chance``, ``caution`` from
        `cautions`; ``why`` a curve was refused. Sorted as a ranking of tasks: what
        emerges comes first, the earliest on top.
    """
    rows = [
        _call(number, part, curves.x, level)
        for number, part in curves.points.groupby("curve", sort=False)
    ]
    table = pd.DataFrame(rows)
    rank = table["verdict"].map({name: i for i, name in enumerate(ORDER)})
    early = table["point"] if curves.x not in FALLING else -table["point"]
    order = pd.DataFrame({"rank": rank, "early": early, "task": table["task"]})
    return table.loc[order.sort_values(list(order)).index].reset_index(drop=True)


def _call(number: int, part: pd.DataFrame, x: str, level: float) -> dict:
    first = part.iloc[0]
    about = {"curve": number} | {key: first[key] for key in KEYS}
    about |= {"points": len(part), "best": part["score"].max()}
    about |= {"chance": first["chance"]}
    falls = x in FALLING
    try:
        fit = emergence_point(
            1 / part["scale"] if falls else part["scale"],
            part["score"],
            chance=first["chance"],
            unit="fraction" if is_share(first["metric"]) else "other",
            level=level,
            **_noise(part),
        )
    except EmergenceDataError as error:
        nothing = dict.fromkeys(("point", "low", "high"), np.nan)
        return about | {"verdict": "refused"} | nothing | {"why": str(error)}
    point, low, high = place(fit, falls)
    found = {"verdict": fit.verdict, "point": point, "low": low, "high": high}
    found |= beside(part, point, falls) | {"kinds": kinds(fit.probability)}
    return about | found | {"caution": cautions(part, point, falls), "why": ""}


def kinds(probability: dict[str, float]) -> str:
    """Write the two most probable kinds of a curve, those of 1 % or more."""
    first = sorted(probability.items(), key=lambda kv: -kv[1])[:2]
    return ", ".join(f"{name} {p:.2f}" for name, p in first if p >= 0.01)


def place(fit: EmergenceFit | CrossoverFit, falls: bool) -> tuple[float, float, float]:
    """Return point and interval in the unit of the x-axis; NaN where there is none."""
    point = np.nan if fit.point is None else fit.point
    low, high = fit.interval or (np.nan, np.nan)
    return (1 / point, 1 / high, 1 / low) if falls else (point, low, high)


def _noise(part: pd.DataFrame) -> dict[str, pd.Series]:
    if is_share(part["metric"].iloc[0]) and part["n_eval"].ge(1).all():
        return {"n": part["n_eval"]}
    if part["stderr"].gt(0).all():
        return {"stderr": part["stderr"]}
    return {}
