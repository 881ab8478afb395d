"""What the picture of a grid draws, and what to say of it in a few lines."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergestudy.chapters.lab.lab_elbows import elbows_by_amount
from emergestudy.chapters.lab.lab_rows import CEILING, few_shot, mean_of_draws
from emergestudy.errors import EmergenceDataError
from emergestudy.forecasts.backtest import CLEAR
from emergestudy.lab.world import CHANCE

COLUMNS = ["size", "params", "seed", "loss", "examples", "accuracy", "accuracy_se"]


@dataclass(frozen=True)
class Glance:
    """One world at a glance.

    Attributes
    ----------
    points : pandas.DataFrame
        ``size``, ``params``, ``seed``, ``loss``, ``examples`` (NaN: few-shot),
        ``accuracy`` (means over draws) and ``accuracy_se`` (few-shot only).
    elbows : pandas.DataFrame
        From `elbows_by_amount`; empty if no curve can be fitted.
    """

    points: pd.DataFrame
    elbows: pd.DataFrame

    @property
    def clear(self) -> pd.DataFrame:
        """Elbows of curves that a hinge explains clearly better than a flat line."""
        if self.elbows.empty:
            return self.elbows
        return self.elbows[self.elbows["bends"] > CLEAR]


def glance(rows: pd.DataFrame, world: int = 0, ceiling: float = CEILING) -> Glance:
    """Prepare the picture of one world.

    Parameters
    ----------
    rows : pandas.DataFrame
        A grid, as `emergestudy.lab.run_grid` returns it.
    world : int
        Which world.
    ceiling : float
        Higher scores join no fit.
    """
    rows = rows[rows["world"] == world]
    parts = [few_shot(rows).drop(columns="examples"), mean_of_draws(rows)]
    points = pd.concat(parts, ignore_index=True)[COLUMNS]
    try:
        elbows = elbows_by_amount(rows, ceiling).drop(columns="world")
    except EmergenceDataError:
        elbows = pd.DataFrame({"examples": [], "elbow": [], "slope": []})
    return Glance(points, elbows)


def in_words(seen: Glance) -> list[str]:
    """Say what a grid shows, one line a setting."""
    if seen.elbows.empty:
        return ["too few checkpoints to fit an elbow; train longer (--steps)"]
    lines = ["the elbow is the pretraining loss at which accuracy leaves chance"]
    few = seen.elbows[seen.elbows["examples"].isna()].iloc[0]
    if few["bends"] > CLEAR:
        before = seen.points["examples"].isna() & (seen.points["loss"] > few["high"])
        mean = seen.points.loc[before, "accuracy"].mean()
        lines.append(
            f"few-shot accuracy before the elbow: {mean:.1%} (chance {CHANCE:.0%}, "
            f"{before.sum()} checkpoints)"
        )
    return lines + [_line(row) for row in seen.elbows.itertuples()]


def _line(row: tuple) -> str:
    name = "few-shot"
    if not np.isnan(row.examples):
        name = f"finetuned on {row.examples:.0f}"
    if row.bends <= CLEAR:
        return f"{name:>16}: no elbow; accuracy does not clearly leave chance"
    return (
        f"{name:>16}: elbow at {row.elbow:.3f} nats per token (90 % interval "
        f"{row.low:.3f} to {row.high:.3f})"
    )
