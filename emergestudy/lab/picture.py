"""The lab at a glance: its points and elbows, a picture, and a few lines of words."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emergestudy.drawing import ordered_styles
from emergestudy.errors import EmergenceDataError
from emergestudy.lab.world import CHANCE
from emergestudy.law import CLEAR, fit_elbow

# Fixed before the committed grid was looked at: a hinge has no ceiling, so scores above
# this are left out of every fit of the lab.
CEILING = 0.7
LOSS_LABEL = "Pretraining loss (nats per token, falling)"
FEW_SHOT = "0.35"  # its color


def lab_points(rows: pd.DataFrame) -> pd.DataFrame:
    """Return accuracy against loss, few-shot and finetuned, as means over draws.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `emergestudy.lab.run_grid`.

    Returns
    -------
    pandas.DataFrame
        One row a checkpoint and amount: ``world``, ``size``, ``params``, ``seed``,
        ``step``, ``loss`` (nats per token), ``examples`` (NaN: few-shot), ``accuracy``
        and ``accuracy_se`` (few-shot only).
    """
    keys = ["world", "size", "params", "seed", "step", "loss", "examples"]
    groups = rows.astype({"examples": float}).groupby(keys, dropna=False)
    points = groups[["accuracy", "accuracy_se"]].mean().reset_index()
    few = points["examples"].isna()
    return points.assign(accuracy_se=points["accuracy_se"].where(few))


def lab_elbows(
    points: pd.DataFrame, by: Sequence[str] = ("world",), ceiling: float = CEILING
) -> pd.DataFrame:
    """Fit the elbow of few-shot prompting and of each amount.

    Parameters
    ----------
    points : pandas.DataFrame
        From `lab_points`.
    by : sequence of str
        Columns that are fitted apart; all else is pooled.
    ceiling : float
        Higher scores join no fit.

    Returns
    -------
    pandas.DataFrame
        The columns `by`, ``examples`` (NaN: few-shot, first), ``points``, ``elbow``,
        ``low``, ``high`` (nats per token), ``slope`` (accuracy per nat), ``bends``.

    Raises
    ------
    EmergenceDataError
        If a curve has too few checkpoints.
    """
    keys, ends = [*by, "examples"], ("elbow", "low", "high", "slope", "bends")
    found = []
    for values, part in points.groupby(keys, dropna=False):
        seen = part[part["accuracy"] <= ceiling]
        fit = fit_elbow(seen["loss"], seen["accuracy"])
        found.append([*values, len(part), *(getattr(fit, name) for name in ends)])
    elbows = pd.DataFrame(found, columns=[*keys, "points", *ends])
    return elbows.sort_values(keys, na_position="first", ignore_index=True)


def lab_picture(points: pd.DataFrame, elbows: pd.DataFrame) -> Figure:
    """Draw accuracy against pretraining loss, of one world; elbows may be missing.

    Left: few-shot, one look a size, bars of 2 standard errors. Right: all settings
    with their hinges, from light (little data) to dark; few-shot is gray. Ticks below
    the chance line mark the elbows.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.0, 4.2), sharey=True)
    shots = points[points["examples"].isna()]
    looks = ordered_styles(sorted(shots["params"].unique()))
    for params, part in shots.groupby("params"):
        look = looks[params]
        left.errorbar(
            part["loss"], 100 * part["accuracy"], 200 * part["accuracy_se"],
            color=look.color, marker=look.marker, ms=4.5, ls="none", lw=0.9,
            label=size_label(params),
        )  # fmt: skip
    _by_amount(right, points, elbows)
    left.set(ylabel="Accuracy (%)", title="Prompted (bars: 2 standard errors)")
    right.set(title="Prompted, and finetuned")
    right.plot([], [], "|", color="0.2", ms=11, mew=2, label="elbow")
    left.set_xlim(*right.get_xlim())
    for axis in (left, right):
        axis.axhline(100 * CHANCE, color="0.35", ls="--", lw=1.2, label="chance")
        axis.set(xlabel=LOSS_LABEL, ylim=(0, 104))
        axis.legend(fontsize=8, loc="upper left")
        axis.invert_xaxis()
    return figure


def size_label(params: int) -> str:
    """Name a size by its parameters, in thousands."""
    return f"{params / 1000:.0f}k parameters"


def _by_amount(axis: Axes, points: pd.DataFrame, elbows: pd.DataFrame) -> None:
    """Draw all points by amount, each with its hinge."""
    amounts = sorted(points["examples"].dropna().unique())
    looks = {np.nan: (FEW_SHOT, "D", "few-shot")}
    for amount, look in ordered_styles(amounts).items():
        looks[amount] = (look.color, "o", f"{amount:.0f} examples")
    for amount, (color, marker, label) in looks.items():
        part, own = (
            table[table["examples"].fillna(0) == np.nan_to_num(amount)]
            for table in (points, elbows)
        )
        dots = {"color": color, "marker": marker, "ms": 3.2, "ls": "none", "alpha": 0.6}
        axis.plot(part["loss"], 100 * part["accuracy"], label=label, **dots)
        for hinge in own.itertuples():
            ends = [points["loss"].max(), hinge.elbow, points["loss"].min()]
            height = CHANCE + hinge.slope * np.maximum(hinge.elbow - np.array(ends), 0)
            axis.plot(ends, 100 * height, color=color, lw=1.5, ls="-")
            axis.plot(hinge.elbow, 100 * CHANCE - 7, "|", color=color, ms=11, mew=2)


def save_picture(rows: pd.DataFrame, path: Path) -> list[str]:
    """Draw the first world of a grid into a file; say what it shows, a line a setting.

    Only elbows of curves that clearly leave chance are drawn.
    """
    points = lab_points(rows[rows["world"] == rows["world"].min()])
    try:
        elbows = lab_elbows(points)
    except EmergenceDataError:
        names = ["examples", "elbow", "slope", "bends"]
        elbows = pd.DataFrame(columns=names, dtype=float)
    lab_picture(points, elbows[elbows["bends"] > CLEAR]).savefig(path)
    if elbows.empty:
        return ["too few checkpoints to fit an elbow; train longer (--steps)"]
    lines = ["the elbow is the pretraining loss at which accuracy leaves chance"]
    few = elbows.iloc[0]
    if few["bends"] > CLEAR:
        before = points["examples"].isna() & (points["loss"] > few["high"])
        mean = points.loc[before, "accuracy"].mean()
        lines.append(
            f"few-shot accuracy before the elbow: {mean:.1%} (chance {CHANCE:.0%}, "
            f"{before.sum()} checkpoints)"
        )
    return lines + [_line(row) for row in elbows.itertuples()]


def _line(row: tuple) -> str:
    name = f"finetuned on {row.examples:.0f}" if row.examples > 0 else "few-shot"
    if row.bends <= CLEAR:
        return f"{name:>16}: no elbow; accuracy does not clearly leave chance"
    return (
        f"{name:>16}: elbow at {row.elbow:.3f} nats per token (90 % interval "
        f"{row.low:.3f} to {row.high:.3f})"
    )
