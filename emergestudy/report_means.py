"""Benchmarks in many parts, as MMLU: their mean where no file gives it."""

import pandas as pd

# Benchmarks whose parts are tasks of their own: their mean is a curve too.
PART_OF = {
    r"hendryckstest-.+|mmlu_(?!pro|flan|generative|continuation).+": "mmlu",
    r"(mmlu_pro|bbh|blimp|ceval-valid|cmmlu|kmmlu|agieval|minerva_math|hendrycks_math|"
    r"xnli|xcopa|xstorycloze|xwinograd|paws|belebele|leaderboard_bbh)_.+": r"\1",
}


def with_means(scores: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Add the mean of a benchmark's parts where no file gives its score.

    Parts are weighted by their items where all are known, else equally. A model that
    lacks some of the parts that others have gets no mean; such models are returned by
    name, with the benchmark. The parts get ``part_of``, the means ``parts``, their
    number.
    """
    whole = scores["task"].str.lower()
    for pattern, name in PART_OF.items():
        whole = whole.str.replace(f"^(?:{pattern})$", name, regex=True)
    inside = whole.ne(scores["task"].str.lower()) & scores["part_of"].isna()
    rows = scores[inside].assign(part=scores["task"], task=whole)
    rows = rows[rows.groupby("task")["part"].transform("nunique") > 1]
    way = ["task", "metric", "setting", "n_shot"]
    keys = ["model", "step", *way]
    rows["parts"] = rows.groupby(keys, dropna=False)["part"].transform("nunique")
    most = rows.groupby(way, dropna=False)["parts"].transform("max")
    lacks = rows[rows["parts"] < most]
    partial = sorted(set(lacks["model"] + ", " + lacks["task"]))
    given = pd.MultiIndex.from_frame(scores[keys])
    new = ~pd.MultiIndex.from_frame(rows[keys]).isin(given) & (rows["parts"] == most)
    means = rows[new].groupby(keys, dropna=False, sort=False)
    means = [_mean(part).drop(columns="part") for _, part in means]
    named = inside & whole.isin({*scores["task"], *rows.loc[new, "task"]})
    above = scores["part_of"].mask(named, whole)
    scores = scores.assign(part_of=above, parts=1)
    return pd.concat([scores, *means], ignore_index=True), partial


def _mean(parts: pd.DataFrame) -> pd.DataFrame:
    """Return one row, the mean of others."""
    n = parts["n_eval"]
    weight = n / n.sum() if n.gt(0).all() else pd.Series(1 / len(parts), parts.index)
    levels = {c: (weight * parts[c]).sum(skipna=False) for c in parts if c == "chance"}
    return parts.head(1).assign(
        **levels,
        value=(weight * parts["value"]).sum(),
        stderr=((weight * parts["stderr"]) ** 2).sum(skipna=False) ** 0.5,
        n_eval=n.sum(skipna=False),
        file=f"{parts['file'].iloc[0]} and others",
    )
