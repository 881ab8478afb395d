"""IPA transliteration on open models: exact match against BLEU."""

import numpy as np
import pandas as pd

from emergestudy.dataset import load

# Models whose answers come in another format (exact match and BLEU disagree wildly).
OUTLIERS = ("Qwen-7B", "Qwen-14B", "Qwen-72B", "Qwen1.5-72B")
EDGES = (0, 1e21, 5e21, 2e22, 5e22, 1e23, 3e23, np.inf)


def ipa_by_compute(outliers: bool = False) -> pd.DataFrame:
    """Average both metrics over models of similar training compute.

    Parameters
    ----------
    outliers : bool
        Whether to keep the four models of `OUTLIERS`.

    Returns
    -------
    pandas.DataFrame
        One row a range of FLOPs: ``from_flops``, ``models``, ``exact_match``
        (percent), ``bleu``.
    """
    scores = load("open_emergent_scores").query("task == 'ipa_transliterate'")
    wide = scores.pivot(
        index=["model", "train_flops"], columns="metric", values="value"
    ).reset_index()
    wide = wide.dropna(subset=["train_flops", "exact_match", "bleu"])
    if not outliers:
        short = wide["model"].str.split("/").str[-1]
        wide = wide[~short.isin(OUTLIERS)]
    bins = pd.cut(wide["train_flops"], EDGES, labels=[f"{e:.0e}" for e in EDGES[:-1]])
    table = wide.groupby(bins, observed=True).agg(
        models=("model", "size"), exact_match=("exact_match", "mean"),
        bleu=("bleu", "mean"),
    )  # fmt: skip
    table["exact_match"] *= 100
    return table.rename_axis("from_flops").reset_index()
