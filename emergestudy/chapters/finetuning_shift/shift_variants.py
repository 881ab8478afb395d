"""The same shift with other models, other metrics and other learning rates."""

import pandas as pd

from emergestudy.chapters.finetuning_shift.shift_elbows import shift_elbows, shifts
from emergestudy.chapters.finetuning_shift.shift_points import (
    AUTHORS_NEWEST,
    METRICS,
    shift_points,
)

ANY_DATE = 9912


def shift_variants(
    task: str, most: int, *, level: float = 0.90, draws: int = 100
) -> pd.DataFrame:
    """Fit few-shot and one amount of finetuning again under other choices.

    Parameters
    ----------
    task : str
        ``"mmlu"`` or ``"gsm8k"``.
    most : int
        The amount of finetuning, in examples.
    level : float
        Level of the intervals.
    draws : int
        Draws of models for the interval of the shift.

    Returns
    -------
    pandas.DataFrame
        ``choice``, ``models``; ``elbow``, ``low``, ``high`` of few-shot and the same
        with the prefix ``tuned_`` (log10 FLOPs); ``bends`` of the few-shot curve;
        ``shift``, ``shift_low``, ``shift_high``.
    """
    other = next(name for name in METRICS[task] if name != "accuracy")
    choices = {
        "as the authors choose": {},
        "learning rate 2e-5 only": {"rate": "2e-5"},
        "later models too": {"newest": ANY_DATE},
        "later models too, 2e-5 only": {"newest": ANY_DATE, "rate": "2e-5"},
        "end of three epochs": {"finished": True},
        f"metric: {other}": {"metric": other},
    }
    rows = []
    for name, choice in choices.items():
        choice = {"newest": AUTHORS_NEWEST} | choice
        points = shift_points(task, least=most, most=most, **choice)
        few_shot, tuned = shift_elbows(points, level=level).to_dict("records")
        moved = shifts(points, level=level, draws=draws).iloc[0]
        row = {"choice": name, "models": few_shot["models"]}
        row |= {k: few_shot[k] for k in ("elbow", "low", "high", "bends")}
        row |= {f"tuned_{k}": tuned[k] for k in ("elbow", "low", "high")}
        rows.append(row | moved[["shift", "shift_low", "shift_high"]].to_dict())
    return pd.DataFrame(rows)
