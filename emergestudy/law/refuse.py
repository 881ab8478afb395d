"""Refuse scores that a law cannot be fitted to, with the cure."""

import numpy as np
import pandas as pd

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import numbers
from emergestudy.law.hinge import Heights, Hinges
from emergestudy.law.mle import Best
from emergestudy.law.observations import Observations
from emergestudy.law.places import Law

# Share of rows before their elbow below which the floor may not have been seen at all.
SEEN = 0.2
NO_RISE = (
    "no finetuned checkpoint rises above the floor, so there is no elbow to follow. "
    "Finetune on more data, or add stronger checkpoints. "
)
NO_FLOOR = (
    "all checkpoints have emerged after every amount of finetuning: the floor is never "
    "seen. Add weaker checkpoints or smaller amounts. "
)


def check_floor(floor: float, data: Observations) -> float:
    """Return the chance level, or refuse one in another unit than the scores."""
    floor, low, high = float(numbers("floor", floor)), data.y.min(), data.y.max()
    percent = 0 < floor < 1 < low or high <= 1 < floor
    if not percent and low - (high - low) <= floor <= high:
        return floor
    cure = "One is in percent, the other a share." if percent else "Check both."
    raise EmergenceDataError(
        f"floor is {floor:g}, but scores go from {low:.3g} to {high:.3g}. {cure}"
    )


def _said(law: Law, hinges: Hinges) -> str:
    """Say what was given, for those who gave something else than they meant."""
    data = law.data
    way = "a falling loss" if data.x == "loss" else "growing compute"
    floor = "free" if hinges.floor is None else f"{hinges.floor:g}"
    return (
        f"(Read: scores from {data.y.min():.3g} to {data.y.max():.3g}, floor {floor}, "
        f"better with {way}; x= turns the scale.)"
    )


def check_shape(law: Law, hinges: Hinges, best: Best) -> None:
    """Refuse scores that never rise, and a floor that is never seen."""
    places = [np.array([v]) for v in (best.most, best.least, best.alpha)]
    elbows = law.elbows(*places)
    rise = float(hinges.log_marginal(elbows)[0]) - hinges.log_flat()
    if rise < 0:
        raise EmergenceDataError(f"{NO_RISE}{_said(law, hinges)}")
    before = law.data.u < elbows[law.data.group, 0]
    if before.mean() < SEEN and _lines_do_as_well(law, hinges.heights(elbows, True)):
        raise EmergenceDataError(f"{NO_FLOOR}{_said(law, hinges)}")


def _lines_do_as_well(law: Law, fit: Heights) -> bool:
    """Whether parallel lines without a floor have the lower BIC."""
    data = law.data
    rows = pd.DataFrame({"u": data.u, "y": data.y, "w": data.weight})
    means = rows.mul(data.weight, axis=0).groupby(data.group).transform("sum")
    total = rows["w"].groupby(data.group).transform("sum")
    u, y = (rows[c] - means[c] / total for c in ("u", "y"))
    slope = (rows["w"] * u * y).sum() / (rows["w"] * u**2).sum()
    rss = (rows["w"] * (y - slope * u) ** 2).sum()
    extra = len(data.amounts) + 1 - 5
    gain = len(y) * np.log(max(rss, 1e-9 * fit.rss[0]) / fit.rss[0])
    return bool(gain + extra * np.log(len(y)) < 0)
