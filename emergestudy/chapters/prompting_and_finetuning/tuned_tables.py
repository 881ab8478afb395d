"""Instruction tuning and zero-shot chain of thought: the other printed tables."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.chapters.prompting_and_finetuning.paired_scores import with_errors
from emergestudy.data import load

TUNED_TASKS = (
    "mmlu direct", "mmlu chain_of_thought", "bbh_overall direct",
    "bbh_overall chain_of_thought", "tydiqa direct", "mgsm chain_of_thought",
)  # fmt: skip
TUNED_FAMILIES = ("T5", "PaLM")


def tuned_pairs(tasks: Sequence[str] = TUNED_TASKS) -> pd.DataFrame:
    """Select tuned and plain models of Table 5 of Chung et al.

    Parameters
    ----------
    tasks : sequence of str
        Of `TUNED_TASKS`: a benchmark and how it is prompted.

    Returns
    -------
    pandas.DataFrame
        Pairs, as in `paired_scores`: five sizes of T5 and three of PaLM, ``scale`` in
        parameters. Averages over several test sets: no standard errors.

    Raises
    ------
    UsageError
        If a task does not exist.
    """
    check_choice("task of Table 5", tasks, TUNED_TASKS)
    rows = load("flan_scores").query("locator == 'Table 5'")
    rows = rows[rows["family"].isin(TUNED_FAMILIES)]
    rows = rows.assign(
        task=rows["task"] + " " + rows["prompting"].fillna(""),
        model=rows["model"].str.removeprefix("Flan-"),
    )
    rows = rows[rows["task"].isin(list(tasks))]
    index = ["task", "family", "model", "params"]
    pairs = rows.pivot(index=index, columns="setting", values="value").reset_index()
    names = {"untuned": "baseline", "instruction_tuned": "technique"}
    names["params"] = "scale"
    pairs = with_errors(pairs.rename(columns=names).assign(n_eval=float("nan")))
    order = {name: i for i, name in enumerate([*tasks, *TUNED_FAMILIES])}
    keys = pairs[["task", "family"]].map(order.get).assign(scale=pairs["scale"])
    pairs = pairs.loc[keys.sort_values(["task", "family", "scale"]).index]
    return pairs.rename_axis(columns=None).reset_index(drop=True)


def zero_shot_pairs() -> pd.DataFrame:
    """Select zero-shot chain of thought by size: Tables 26 and 27 of Kojima et al.

    Returns
    -------
    pandas.DataFrame
        Pairs, as in `paired_scores`, ``scale`` in parameters (NaN for InstructGPT,
        whose sizes the paper does not state; its rows keep the paper's order).
        MultiArith for all families but PaLM, GSM8K for PaLM.
    """
    rows = load("zero_shot_cot_scores")
    rows = rows[rows["locator"].str.contains("Table 26|Table 27")]
    rows = rows.rename(columns={"params": "scale"})
    index = ["task", "family", "model"]
    wide = rows.pivot(index=index, columns="setting", values="value")
    wide = wide.rename(
        columns={"zero_shot": "baseline", "zero_shot_chain_of_thought": "technique"}
    )
    about = rows.drop_duplicates(index)[[*index, "scale", "n_eval"]]
    pairs = about.join(wide[["baseline", "technique"]], on=index)
    pairs = pairs.assign(n_eval=pairs["n_eval"].astype("float64"))
    return with_errors(pairs).reset_index(drop=True)
