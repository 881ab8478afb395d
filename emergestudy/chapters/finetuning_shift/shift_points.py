"""Scores of base models as released and along finetuning on a task."""

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load
from emergestudy.errors import UsageError
from emergestudy.estimators import binomial_interval

# Task, then the choice of metric, then the metric of the table.
METRICS = {
    "mmlu": {"accuracy": "accuracy", "brier": "brier_score"},
    "gsm8k": {
        "accuracy": "exact_match_flexible_extract",
        "strict": "exact_match_strict",
    },
}
TITLES = {
    ("mmlu", "accuracy"): "MMLU accuracy (%)",
    ("mmlu", "brier"): "MMLU Brier skill (%)",
    ("gsm8k", "accuracy"): "GSM8K accuracy (%)",
    ("gsm8k", "strict"): "GSM8K accuracy, strict (%)",
}
RATES = {"any": None, "2e-5": 2e-5, "2e-6": 2e-6}
AUTHORS_NEWEST = 2310  # the source's authors keep models from before November 2023
FEW_SHOT = 0


def shift_points(
    task: str = "mmlu",
    *,
    metric: str = "accuracy",
    newest: int = AUTHORS_NEWEST,
    rate: str = "any",
    family: str | None = None,
    least: int = 1,
    most: int = 10**9,
    finished: bool = False,
    level: float = 0.90,
) -> pd.DataFrame:
    """Select scores by amount of finetuning, few-shot first.

    Parameters
    ----------
    task : str
        ``"mmlu"`` or ``"gsm8k"``.
    metric : str
        A key of `METRICS` of that task. Brier scores become a skill,
        100 (1 - score / score of chance): 0 at chance, 100 for certainty and truth.
    newest : int
        Latest release, as YYMM.
    rate : str
        A key of `RATES`: peak learning rate of the finetuning run.
    family : str, optional
        One model family only.
    least, most : int
        Smallest and largest amount of finetuning, in examples.
    finished : bool
        Take the end of three epochs, when the learning rate has decayed, in place of
        checkpoints on the way; ``examples`` is then `most`.
    level : float
        Level of the binomial intervals; a skill has none.

    Returns
    -------
    pandas.DataFrame
        ``model``, ``family``, ``params``, ``released``, ``rate``, ``examples`` (0 is
        few-shot), ``scale`` (training FLOPs), ``score``, ``low``, ``high`` and
        ``chance`` (percent), by amount and compute. Models without FLOPs are left
        out, and amounts on which fewer than half of the models were measured.

    Raises
    ------
    UsageError
        Unknown task, metric or rate, or a selection with too few models or amounts.
    """
    check_choice("task", [task], METRICS)
    check_choice(f"metric of {task}", [metric], METRICS[task])
    check_choice("learning rate", [rate], RATES)
    rows = load("finetuning_scores")
    rows["rate"] = rows.groupby("model")["learning_rate"].transform("first")
    rows = rows[(rows["task"] == task) & (rows["metric"] == METRICS[task][metric])]
    rows = rows[rows["train_flops"].notna() & (rows["released"] <= newest)]
    if RATES[rate] is not None:
        rows = rows[rows["rate"] == RATES[rate]]
    if family is not None:
        check_choice("model family", [family], sorted(rows["family"].unique()))
        rows = rows[rows["family"] == family]
    rows = _in_use(rows, least, most, finished)
    return _percent(rows, metric, level).sort_values(
        ["examples", "scale", "model"], ignore_index=True
    )


def _in_use(rows: pd.DataFrame, least: int, most: int, finished: bool) -> pd.DataFrame:
    """Keep few-shot and those amounts that half of the models have."""
    few_shot = rows["setting"] == "few_shot"
    tuned = rows["setting"] == ("finetuned_epochs_3" if finished else "finetuned_step")
    rows = rows.assign(examples=rows["finetuning_examples"].astype("float"))
    rows.loc[few_shot, "examples"] = FEW_SHOT
    if finished:
        rows.loc[tuned, "examples"] = most
    models = rows.loc[few_shot, "model"].nunique()
    rows = rows[few_shot | (tuned & rows["examples"].between(least, most))]
    rows = rows.astype({"examples": "int64"})
    measured = rows.groupby("examples")["model"].transform("nunique")
    rows = rows[measured >= models / 2]
    if models < 8 or rows["examples"].nunique() < 2:
        raise UsageError(
            f"{models} model(s) and {max(rows['examples'].nunique() - 1, 0)} amount(s) "
            "of finetuning are left; allow newer models, both learning rates or more "
            "amounts (640 to 256000 for mmlu, to 1600000 for gsm8k)."
        )
    return rows


def _percent(rows: pd.DataFrame, metric: str, level: float) -> pd.DataFrame:
    value, chance = rows["value"], rows["chance"]
    if metric == "brier":
        bounds = {"score": 100 * (1 - value / chance), "low": np.nan, "high": np.nan}
        bounds |= {"chance": 0.0}
    else:
        low, high = binomial_interval(value, rows["n_eval"].astype(float), level)
        bounds = {"score": 100 * value, "low": 100 * low, "high": 100 * high}
        bounds |= {"chance": 100 * chance}
    rows = rows.assign(scale=rows["train_flops"], **bounds)
    columns = ["model", "family", "params", "released", "rate", "examples", "scale"]
    return rows[[*columns, "score", "low", "high", "chance"]]
