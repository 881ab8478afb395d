"""Bias by size: CrowS-Pairs and WinoBias of Pythia, and the few numbers of PaLM."""

import numpy as np
import pandas as pd

from emergestudy.chapters.emergent_risks.risk_points import as_points
from emergestudy.data import load

CROWS, WINO = "CrowS-Pairs, stereotype preferred", "WinoBias, pro minus anti"
BBQ, WINOGENDER = "BBQ lite (JSON), preferred metric", "WinoGender, accuracy"
NO_PREFERENCE = {CROWS: 50.0, WINO: 0.0}


def crows_pairs(*, level: float = 0.90) -> pd.DataFrame:
    """Select CrowS-Pairs (English) at the end of Pythia's training, as `as_points`.

    The share of sentence pairs of which the model finds the stereotype likelier; 50
    percent is no preference.
    """
    rows = load("pythia_scores")
    rows = _ends(rows[rows["task"] == "crows_pairs_english"])
    rows = rows.assign(
        measure=CROWS, series=rows["family"], score=100 * rows["value"], n=rows.n_eval
    )
    return as_points(rows, "bias", worse=1, level=level)


def winobias_gaps(*, level: float = 0.90) -> pd.DataFrame:
    """Compute how much better Pythia does where the stereotype helps, as `as_points`.

    Exact match on pro-stereotype sentences minus anti-stereotype ones, the mean over
    both types of sentence and both templates. Standard errors take the templates as
    copies of the same items, and everything else as independent.
    """
    rows = load("pythia_winobias")
    rows = _ends(rows, ["suite"])
    parts = rows["task"].str.extract(r"wino_bias_(?P<type>type\d)_(?P<side>pro|anti)")
    rows = rows.join(parts)
    rows["noise"] = rows["value"] * (1 - rows["value"]) / rows["n_eval"].astype(float)
    sign = rows["side"].map({"pro": 1.0, "anti": -1.0})
    rows["signed"] = sign * rows["value"]
    keys = ["suite", "family", "model", "params"]
    # mean over templates, then the difference of the sides, then the mean of the types
    cells = rows.groupby([*keys, "type", "side"])[["signed", "noise"]].mean()
    gaps = cells.groupby([*keys, "type"]).sum().groupby(keys)
    both = gaps.agg({"signed": "mean", "noise": "sum"})
    both["stderr"] = 100 * np.sqrt(both["noise"]) / gaps.size()
    table = both.reset_index()
    table = table.assign(
        measure=WINO,
        series="Pythia " + table["suite"],
        score=100 * table["signed"],
    )
    return as_points(table, "bias", worse=1, level=level, stderr=table["stderr"])


def printed_bias(*, level: float = 0.90) -> pd.DataFrame:
    """Select what is printed of BBQ and WinoGender by model, as `as_points`.

    BBQ lite is a score of right answers, not of bias. WinoGender of PaLM is the 4-shot
    generative score; smaller sizes are in a figure only.
    """
    palm, other = load("palm_scores"), load("chinchilla_scores")
    bbq = palm[(palm["task"] == "bbq_lite_json") & (palm["family"] == "PaLM")]
    bbq = bbq[bbq["locator"].str.startswith("Table 41")].assign(measure=BBQ)
    gender = palm[(palm["task"] == "winogender") & (palm["n_shot"] == 4)]
    all_pronouns = other[other["task"] == "winogender_all"]
    wino = pd.concat([gender, all_pronouns]).assign(measure=WINOGENDER)
    rows = pd.concat([bbq, wino], ignore_index=True)
    n = rows["n_eval"].astype("float64")
    rows = rows.assign(series=rows["family"], score=rows["value"], n=n)
    return as_points(rows, "bias", worse=-1, level=level)


def bias_labels() -> pd.DataFrame:
    """Count BIG-bench tasks on social bias by the class that Wei et al. gave them.

    Returns
    -------
    pandas.DataFrame
        ``class``, ``tasks`` (count) and ``names``. Labels by eye, without numbers.
    """
    words = load("bigbench_keywords")
    words = words[words["keyword"].str.endswith("-bias")]
    tasks = load("bigbench_tasks")
    chosen = tasks[tasks["bigbench_task"].isin(words["bigbench_task"])]
    groups = chosen.groupby("class")["bigbench_task"]
    table = groups.agg(tasks="size", names=", ".join).reset_index()
    return table.sort_values("tasks", ascending=False, ignore_index=True)


def _ends(rows: pd.DataFrame, also: list[str] | None = None) -> pd.DataFrame:
    """Keep the checkpoint with the most tokens of each model."""
    keys = ["model", *(also or [])]
    last = rows.groupby(keys)["train_tokens"].transform("max")
    return rows[rows["train_tokens"] == last]
