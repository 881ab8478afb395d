"""The same model, read at several numbers of training tokens."""

import pandas as pd

from emergestudy.chapters.beyond_scale.gains import add_gain
from emergestudy.data import load

LONG_62B = "PaLM 62B (1.325T tokens)"


def palm_by_tokens(family: str = "PaLM", level: float = 0.90) -> pd.DataFrame:
    """Return PaLM 540B at 182, 329 and 780 billion tokens (Tay et al., Table 8).

    Parameters
    ----------
    family : str
        ``"PaLM"``, or ``"U-PaLM"``: each checkpoint after its short continuation.
    level : float
        Level of the intervals of the gains.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``task``, ``metric``, ``before``, ``middle``, ``after``
        (percent), then the columns of `add_gain`; the largest gain first.
    """
    scores = load("upalm_scores").query("locator == 'Table 8'")
    scores = scores[scores["family"] == family]
    scores = scores[~scores["task"].str.startswith("average")]
    wide = scores.pivot(
        index=["task", "metric"], columns="train_tokens", values="value"
    )
    wide.columns = ["before", "middle", "after"]
    table = add_gain(wide.reset_index(), level)
    return table.sort_values("gain", ascending=False, ignore_index=True)


def palm_62b_longer(level: float = 0.90) -> pd.DataFrame:
    """Return PaLM 62B after 795 billion and after 1.325 trillion tokens, one-shot.

    The longer run saw another mixture of data from 600 billion tokens on, so tokens
    and data change together (PaLM's Table 40).

    Returns
    -------
    pandas.DataFrame
        ``task``, ``metric``, ``before``, ``after`` and the columns of `add_gain`.
    """
    scores = load("palm_scores")
    scores = scores[scores["locator"].str.startswith("Table 40")]
    scores = scores[scores["setting"] == "one_shot"]
    wide = scores.pivot(index=["task", "metric"], columns="model", values="value")
    wide = wide[["PaLM 62B", LONG_62B]].dropna()
    wide.columns = ["before", "after"]
    table = add_gain(wide.reset_index(), level)
    return table.sort_values("gain", ascending=False, ignore_index=True)
