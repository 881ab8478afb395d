"""The elbow of each amount of finetuning, and how far it moved."""

import numpy as np
import pandas as pd
from scipy import stats

from emergestudy.chapters.finetuning_shift.shift_points import FEW_SHOT
from emergestudy.errors import EmergenceDataError
from emergestudy.law import Elbow, fit_elbow

CLEAR = np.log(10)  # a hinge ten times likelier than a flat line


def shift_elbows(points: pd.DataFrame, *, level: float = 0.90) -> pd.DataFrame:
    """Fit one hinge in log10 training FLOPs to each amount of finetuning.

    Parameters
    ----------
    points : pandas.DataFrame
        From `shift_points`.
    level : float
        Level of the posterior intervals.

    Returns
    -------
    pandas.DataFrame
        ``examples``, ``models``, ``elbow``, ``low``, ``high`` (log10 FLOPs), ``floor``
        (percent), ``slope`` (points per tenfold compute), ``bends`` (log of how much
        better a hinge is than a flat line), ``told`` (whether that is more than ten
        times: otherwise there is no elbow to speak of), ``line`` (how much better by
        BIC than a straight line; positive favors the hinge).
    """
    rows = []
    for examples, part in points.groupby("examples"):
        fit = hinge(part, level=level)
        row = {"examples": examples, "models": len(part), "elbow": fit.elbow}
        row |= {"low": fit.low, "high": fit.high, "floor": fit.floor}
        row |= {"slope": fit.slope, "bends": fit.bends, "told": fit.bends > CLEAR}
        rows.append(row | {"line": better_than_line(part, fit)})
    return pd.DataFrame(rows)


def hinge(part: pd.DataFrame, *, level: float = 0.90) -> Elbow:
    """Fit one hinge to the models of one amount, in log10 FLOPs."""
    return fit_elbow(np.log10(part["scale"]), part["score"], x="compute", level=level)


def better_than_line(part: pd.DataFrame, fit: Elbow) -> float:
    """Return BIC of a straight line minus BIC of the hinge, which has one place more.

    A hinge that bends at the weakest model is a straight line, so this also tells
    whether a floor is seen at all.
    """
    n, x = len(part), np.log10(part["scale"])
    line = np.polyval(np.polyfit(x, part["score"], 1), x)
    left = float(((part["score"] - line) ** 2).sum())
    return float(n * np.log(left / (n * fit.sigma**2)) - np.log(n))


def falls_with_data(elbows: pd.DataFrame) -> float:
    """Return the rank correlation of amount and elbow, few-shot as amount 0.

    Only of amounts whose elbow is told; NaN if these are fewer than three or all alike.
    """
    elbows = elbows[elbows["told"]]
    if len(elbows) < 3 or elbows["elbow"].nunique() == 1:
        return float("nan")
    return float(stats.spearmanr(elbows["examples"], elbows["elbow"]).statistic)


def shifts(
    points: pd.DataFrame, *, level: float = 0.90, draws: int = 200, seed: int = 0
) -> pd.DataFrame:
    """Compare each amount with few-shot, on the same models.

    The elbows of two amounts share their models, so their intervals cannot be
    subtracted. Here models are drawn with replacement, each with all its amounts, and
    both hinges are fitted to the same draw. (Families cannot be drawn: nearly all weak
    models are of one family.)

    Parameters
    ----------
    points : pandas.DataFrame
        From `shift_points`.
    level : float
        Level of the bootstrap intervals.
    draws, seed : int
        Draws of models, and their random seed.

    Returns
    -------
    pandas.DataFrame
        ``examples``; ``shift``, ``shift_low``, ``shift_high`` (how far the elbow moved
        to weaker models, in factors of ten of compute); ``steep``, ``steep_low``,
        ``steep_high`` (slope over the few-shot slope).
    """
    once = _against_few_shot(points)
    drawn = pd.concat(_draws(points, draws, seed)).groupby(level=0)
    low, high = drawn.quantile((1 - level) / 2), drawn.quantile((1 + level) / 2)
    table = once.join(low.add_suffix("_low")).join(high.add_suffix("_high"))
    columns = [f"{name}{end}" for name in once for end in ("", "_low", "_high")]
    return table[columns].reset_index()


def _draws(points: pd.DataFrame, draws: int, seed: int) -> list[pd.DataFrame]:
    random = np.random.default_rng(seed)
    members = [part for _, part in points.groupby("model")]
    found = []
    for _ in range(draws):
        chosen = random.integers(len(members), size=len(members))
        try:
            found.append(_against_few_shot(pd.concat([members[i] for i in chosen])))
        except EmergenceDataError:  # too few models in this draw
            continue
    return found


def _against_few_shot(points: pd.DataFrame) -> pd.DataFrame:
    """Return the shift and the ratio of slopes of each amount, one row an amount."""
    fits = {examples: hinge(part) for examples, part in points.groupby("examples")}
    base = fits.pop(FEW_SHOT)
    rows = {
        examples: {"shift": base.elbow - fit.elbow, "steep": fit.slope / base.slope}
        for examples, fit in fits.items()
    }
    return pd.DataFrame(rows).T.rename_axis("examples")
