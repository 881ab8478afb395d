"""U-PaLM: PaLM trained on for a little, with a mixture of denoisers."""

import pandas as pd

from emergestudy.chapters.beyond_scale.gains import add_gain
from emergestudy.data import load

SUITE = "bigbench_emergent_suite"  # the row with the average


def emergent_suite() -> pd.DataFrame:
    """Return the 21 BIG-bench tasks of Table 1 of Tay et al.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``metric``, ``before`` (PaLM 540B), ``after`` (U-PaLM 540B), and the
        columns of `add_gain`; the largest gain first.
    """
    wide = _wide(load("upalm_scores").query("locator == 'Table 1'"), "model")
    table = add_gain(wide[wide["task"] != SUITE])
    return table.sort_values("gain", ascending=False, ignore_index=True)


def printed_average() -> pd.Series:
    """Return the average that Table 1 prints: ``before`` and ``after``."""
    wide = _wide(load("upalm_scores").query("locator == 'Table 1'"), "model")
    return wide.set_index("task").loc[SUITE, ["before", "after"]]


def on_bbh(prompting: str = "direct") -> pd.DataFrame:
    """Return the same two models on BIG-bench Hard, printed by Chung et al.

    Parameters
    ----------
    prompting : str
        ``"direct"`` or ``"chain_of_thought"``.

    Returns
    -------
    pandas.DataFrame
        As `emergent_suite`, 27 tasks; not chosen for U-PaLM by its authors.
    """
    scores = load("flan_scores")
    scores = scores[scores["locator"].isin(["Table 17", "Table 18", "Table 19"])]
    scores = scores[scores["prompting"] == prompting]
    wide = _wide(scores[~scores["task"].isin(["bbh_nlp", "bbh_alg"])], "model")
    wide = wide[~wide["task"].str.startswith("bbh_overall")]
    return add_gain(wide).sort_values("gain", ascending=False, ignore_index=True)


def extra_compute() -> float:
    """Return the FLOPs of U-PaLM 540B over those of PaLM 540B."""
    scores = load("upalm_scores").query("locator == 'Table 1'")
    flops = scores.groupby("model")["train_flops"].first()
    return float(flops["U-PaLM 540B"] / flops["PaLM 540B"])


def _wide(scores: pd.DataFrame, by: str) -> pd.DataFrame:
    wide = scores.pivot(index=["task", "metric"], columns=by, values="value")
    wide = wide[["PaLM 540B", "U-PaLM 540B"]].set_axis(["before", "after"], axis=1)
    return wide.reset_index()
