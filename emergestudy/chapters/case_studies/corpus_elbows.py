"""Which of three training corpora emerges first, on each text a loss is taken on."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.perplexity_lens.lens_corpora import LOSSES, corpus_points
from emergestudy.figures.scaling import Panel
from emergestudy.law import fit_elbow

COMPUTE = "train_flops"
TEXTS = (*LOSSES, COMPUTE)
WINDOW = 0.8  # nats above the highest elbow that are drawn


def corpus_elbows(
    task: str, texts: Sequence[str], *, level: float = 0.90
) -> pd.DataFrame:
    """Fit one hinge a training corpus and evaluation text.

    Parameters
    ----------
    task : str
        A task of ``gadre_scores``, for instance ``"squad"``.
    texts : sequence of str
        Keys of `LOSSES`, or ``"train_flops"`` to compare at equal compute.
    level : float
        Probability of the intervals.

    Returns
    -------
    pandas.DataFrame
        ``text``, ``text_name``, ``family`` (the training corpus), ``models``,
        ``elbow``, ``low``, ``high``, ``sigma`` (points of accuracy), ``bends``, and
        ``rank``: 1 for the corpus that emerges first. Losses in nats per token, higher
        is earlier; compute as log10 FLOPs, lower is earlier.

    Raises
    ------
    UsageError
        If the task or a text does not exist.
    """
    check_choice("text to measure the loss on", texts, TEXTS)
    points = corpus_points(task)
    rows = [
        {"text": text, "text_name": _name(text), "family": family}
        | _hinge(models, text, level)
        for text in dict.fromkeys(texts)
        for family, models in points.groupby("family")
    ]
    table = pd.DataFrame(rows)
    progress = table["elbow"].where(table["text"] == COMPUTE, -table["elbow"])
    table["rank"] = progress.groupby(table["text"]).rank(method="min").astype(int)
    return table


def two_texts(texts: Sequence[str]) -> list[str]:
    """Return two texts to draw: the first, and RedPajama or else the last."""
    other = "loss_paloma_redpajama"
    pair = [texts[0], other if other in texts else texts[-1]]
    return list(dict.fromkeys(pair))


def drawn_points(task: str, texts: Sequence[str], elbows: pd.DataFrame) -> pd.DataFrame:
    """Return scores against losses, for the models that are not far above the elbows.

    Returns
    -------
    pandas.DataFrame
        ``text``, ``series`` (training corpus), ``params``, ``scale`` (loss, at most
        `WINDOW` above the highest elbow), ``score`` and ``chance`` (percent).
    """
    points = corpus_points(task).rename(columns={"family": "series"})
    parts = []
    for text in texts:
        highest = elbows.loc[elbows["text"] == text, "elbow"].max()
        near = points[points[text] <= highest + WINDOW]
        part = near.rename(columns={text: "scale"}).assign(text=text)
        parts.append(part[["text", "series", "params", "scale", "score", "chance"]])
    return pd.concat(parts, ignore_index=True)


def corpus_panels(points: pd.DataFrame, elbows: pd.DataFrame) -> list[Panel]:
    """Make one panel a text of `drawn_points`, with the elbows along the bottom."""
    marks = elbows.rename(columns={"family": "series", "elbow": "point"})
    return [
        Panel(
            title=f"Loss on {_name(text)}",
            curves=rows.assign(low=np.nan, high=np.nan),
            chance=float(rows["chance"].iloc[0]),
            y_label="Accuracy (%)",
            marks=marks[marks["text"] == text],
        )
        for text, rows in points.groupby("text", sort=False)
    ]


def _hinge(models: pd.DataFrame, text: str, level: float) -> dict:
    compute = text == COMPUTE
    scale = np.log10(models[text]) if compute else models[text]
    x = "compute" if compute else "loss"
    fit = fit_elbow(scale, models["score"], x=x, level=level)
    names = ("elbow", "low", "high", "sigma", "bends")
    return {"models": len(models)} | {name: getattr(fit, name) for name in names}


def _name(text: str) -> str:
    return LOSSES.get(text, "training FLOPs")
