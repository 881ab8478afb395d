"""Which of three training corpora emerges first, on each text a loss is taken on."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.perplexity_lens.lens_corpora import LOSSES, corpus_points
from emergestudy.figures.scaling import Panel
from emergestudy.law import fit_elbow

COMPUTE = "train_flops"
TEXTS = (*LOSSES, COMPUTE)
WINDOW = 0.8  # nats above the highest elbow that are drawn
NO_BEND = 1.0  # log of the odds of a hinge against a flat line; below, no elbow


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


def has_elbows(elbows: pd.DataFrame) -> bool:
    """Say whether every hinge is better than a flat line, by `NO_BEND` or more."""
    return bool((elbows["bends"] >= NO_BEND).all())


def first_corpora(elbows: pd.DataFrame) -> pd.DataFrame:
    """Return the order of the corpora on each text, and whether the first is sure.

    Parameters
    ----------
    elbows : pandas.DataFrame
        From `corpus_elbows`.

    Returns
    -------
    pandas.DataFrame
        ``text``, ``text_name``, ``first``, ``second``, ``third`` (corpora), and
        ``apart``: whether the interval of the first overlaps with no other.
    """
    rows = []
    for (text, name), group in elbows.groupby(["text", "text_name"], sort=False):
        group = group.sort_values("rank", kind="stable")
        names = [_short(family) for family in group["family"]]
        row = {"text": text, "text_name": name}
        row |= dict(zip(("first", "second", "third"), names, strict=True))
        best, rest = group.iloc[0], group.iloc[1:]
        overlap = (rest["low"] <= best["high"]) & (rest["high"] >= best["low"])
        rows.append(row | {"apart": not overlap.any()})
    return pd.DataFrame(rows)


def own_text_is_last(elbows: pd.DataFrame) -> pd.DataFrame:
    """Return the rank of each corpus on its own text.

    A corpus reaches a low loss on its own text before it can do anything else, so at
    equal loss on that text it should be the one that emerges last.

    Returns
    -------
    pandas.DataFrame
        ``text_name``, ``family`` and ``rank`` (1 emerges first), for the texts that
        come from one of the three corpora.
    """
    own = {
        "loss_c4_val": "open_lm C4",
        "loss_paloma_c4_en": "open_lm C4",
        "loss_paloma_falcon_refinedweb": "open_lm RefinedWeb",
        "loss_paloma_redpajama": "open_lm RedPajama",
    }
    rows = elbows[elbows["text"].map(own) == elbows["family"]]
    return rows[["text_name", "family", "rank"]].reset_index(drop=True)


def turned_pairs(elbows: pd.DataFrame) -> pd.DataFrame:
    """Compare the corpora two by two: on how many texts does each come first?

    Parameters
    ----------
    elbows : pandas.DataFrame
        From `corpus_elbows`, for losses only.

    Returns
    -------
    pandas.DataFrame
        One row a pair: ``one``, ``other``, ``one_first`` and ``other_first`` (texts on
        which the intervals do not overlap), ``open`` (they do), and ``turns``: whether
        each comes first somewhere.
    """
    wide = elbows.pivot(index="text", columns="family", values=["low", "high"])
    low, high = wide["low"], wide["high"]
    rows = []
    for one, other in combinations(low.columns, 2):
        ahead = int((low[one] > high[other]).sum())
        behind = int((low[other] > high[one]).sum())
        row = {"one": _short(one), "other": _short(other)}
        row |= {"one_first": ahead, "other_first": behind}
        rows.append(row | {"open": len(wide) - ahead - behind})
    table = pd.DataFrame(rows)
    return table.assign(turns=(table["one_first"] > 0) & (table["other_first"] > 0))


def pairs_in_words(pairs: pd.DataFrame) -> str:
    """Name the pairs that turn; ``"no pair"`` if none does."""
    turned = pairs[pairs["turns"]]
    names = [f"{row.one} and {row.other}" for row in turned.itertuples()]
    return "; ".join(names) if names else "no pair"


def bend_words(elbows: pd.DataFrame) -> str:
    """Warn where a corpus shows no elbow, so that the order means nothing."""
    if has_elbows(elbows):
        return "Every curve is better described by a hinge than by a flat line."
    return "Not every curve bends: where `bends` is low the order means nothing."


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


def _short(family: str) -> str:
    return family.removeprefix("open_lm ")
