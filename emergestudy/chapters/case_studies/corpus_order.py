"""In which order training corpora emerge, and whether the text decides it."""

from itertools import combinations

import pandas as pd

NO_BEND = 1.0  # log of the odds of a hinge against a flat line; below, no elbow


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


def winner_words(first: pd.DataFrame) -> str:
    """Say whether one corpus comes first on every text."""
    names = first["first"].unique()
    if len(names) == 1:
        return f"{names[0]} comes first on every text"
    return f"no corpus comes first everywhere: {', '.join(names)} each do somewhere"


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


def _short(family: str) -> str:
    return family.removeprefix("open_lm ")
