"""Which text the loss is measured on: 104 models trained on three corpora."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.perplexity_lens.cross_validation import left_out_errors
from emergestudy.data import load

LOSSES = {
    "loss_c4_val": "C4",
    "loss_paloma_c4_en": "C4 (Paloma)",
    "loss_paloma_falcon_refinedweb": "RefinedWeb",
    "loss_paloma_redpajama": "RedPajama",
    "loss_openlm": "open_lm mix",
    "loss_paloma_ptb": "Penn Treebank",
    "loss_paloma_dolma_100_programing_languages": "source code",
    "loss_de_en": "German-English",
}
SCALES = {"train_flops": "training FLOPs", "params": "parameters"}


def corpus_points(task: str = "jeopardy") -> pd.DataFrame:
    """Return the 104 models with one score, their scale and all their losses.

    Parameters
    ----------
    task : str
        A task of ``gadre_scores``, for instance ``"jeopardy"`` or ``"hellaswag"``.

    Returns
    -------
    pandas.DataFrame
        One row a model: ``model``, ``family`` (the training corpus), ``train_data``,
        ``params``, ``train_flops``, a column a key of `LOSSES` (nats per token),
        ``score`` and ``chance`` (percent), by corpus and compute.

    Raises
    ------
    UsageError
        If the task does not exist.
    """
    table = load("gadre_scores")
    loss = table[table["metric"] == "cross_entropy"]
    loss = loss.pivot(index="model", columns="task", values="value")
    scores = table[table["metric"] == "acc"]
    check_choice("task of the three corpora", [task], sorted(scores["task"].unique()))
    rows = scores[scores["task"] == task].join(loss, on="model")
    rows = rows.assign(score=100 * rows["value"], chance=100 * rows["chance"])
    columns = ["model", "family", "train_data", "params", "train_flops", *LOSSES]
    order = rows.sort_values(["train_data", "train_flops"], kind="stable")
    return order[[*columns, "score", "chance"]].reset_index(drop=True)


def corpus_errors(
    tasks: Sequence[str] = ("jeopardy", "hellaswag"), *, knots: int = 7
) -> pd.DataFrame:
    """Predict the models of one corpus from those of the two others, on each axis.

    Parameters
    ----------
    tasks : sequence of str
        Tasks of ``gadre_scores``.
    knots : int
        Knots of the spline in the log of compute, of size or of perplexity.

    Returns
    -------
    pandas.DataFrame
        One row an axis: ``axis`` (a key of `SCALES` or `LOSSES`), ``name``, and a
        column a task with the root mean squared error in points of score.
    """
    names = SCALES | LOSSES
    table = pd.DataFrame({"axis": list(names), "name": list(names.values())})
    for task in tasks:
        points = corpus_points(task)
        errors = []
        for axis in names:
            x = np.exp(points[axis]) if axis in LOSSES else points[axis]
            left = left_out_errors(x, points["score"], points["train_data"], knots)
            errors.append(float(np.sqrt(np.mean(np.square(left)))))
        table[task] = errors
    return table


def equal_compute(points: pd.DataFrame) -> pd.DataFrame:
    """Set side by side the models that have all three corpora at one scale.

    Parameters
    ----------
    points : pandas.DataFrame
        From `corpus_points`.

    Returns
    -------
    pandas.DataFrame
        The largest compute that all three corpora have: one row a corpus with
        ``train_data``, ``params``, ``train_flops``, losses on C4 and on Penn
        Treebank, and ``score``.
    """
    corpora = points["train_data"].nunique()
    place = points.groupby(["params", "train_flops"])["train_data"].nunique()
    shared = place[place == corpora].index.get_level_values("train_flops").max()
    rows = points[points["train_flops"] == shared]
    columns = ["train_data", "params", "train_flops", "loss_c4_val"]
    return rows[[*columns, "loss_paloma_ptb", "score"]].reset_index(drop=True)
