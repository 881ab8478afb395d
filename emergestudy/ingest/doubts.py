"""What a side table says beside what the files say: used, or left idle."""

import pandas as pd

# A model called 160m may have 162 million parameters; much more is another model.
FAR = 1.25


def doubts(side: pd.DataFrame, scores: pd.DataFrame) -> list[str]:
    """Name what a side table says in vain, before it fills in.

    Parameters
    ----------
    side : pandas.DataFrame
        From `emergestudy.ingest.side_table.read_side_table`.
    scores : pandas.DataFrame
        As the files gave them.

    Returns
    -------
    list of str
        Models that no file holds; numbers that a file contradicts by a quarter or
        more; tokens per step of models without a step.
    """
    return _idle(side, scores) + _contradicted(side, scores) + _no_step(side, scores)


def _idle(side: pd.DataFrame, scores: pd.DataFrame) -> list[str]:
    read = sorted(set(scores["model"]))
    idle = sorted(set(side["model"]) - set(read))
    if not idle:
        return []
    return [
        f"--models lists {', '.join(idle[:3])} and the files hold no such model "
        f"({len(idle)} in all); they hold {', '.join(read[:3])}"
    ]


def _contradicted(side: pd.DataFrame, scores: pd.DataFrame) -> list[str]:
    told = []
    keys = ["model", "step"] if "step" in side else ["model"]
    for column in [c for c in ("params", "tokens", "loss") if c in side]:
        both = scores[[*keys, column]].merge(
            side[[*keys, column]].dropna(subset=column), on=keys, suffixes=("", "_side")
        )
        ratio = both[column] / both[f"{column}_side"]
        far = both[(ratio > FAR) | (ratio < 1 / FAR)].drop_duplicates("model")
        told += [
            f"--models says {getattr(row, f'{column}_side'):.4g} {column} of "
            f"{row.model}, a file says {getattr(row, column):.4g}; the file counts"
            for row in far.itertuples()
        ]
    return told


def _no_step(side: pd.DataFrame, scores: pd.DataFrame) -> list[str]:
    if "tokens_per_step" not in side:
        return []
    given = side.loc[side["tokens_per_step"].notna(), "model"]
    lacks = scores["step"].isna() & scores["tokens"].isna()
    names = sorted(set(scores.loc[lacks & scores["model"].isin(given), "model"]))
    if not names:
        return []
    return [
        f"--models gives tokens_per_step of {', '.join(names[:3])}, but no file gives "
        f"a step ({len(names)} in all); give tokens"
    ]
