"""Toxicity by size: what PaLM, Flan and Chinchilla print."""

import pandas as pd

from emergestudy.chapters.emergent_risks.risk_points import as_points
from emergestudy.data import load

PROMPTS = {
    "realtoxicityprompts_toxic_prompt": "Toxic prompts",
    "realtoxicityprompts_non_toxic_prompt": "Non-toxic prompts",
}
FIRST, LONG = "PaLM, sentence", "PaLM, 128 steps"
REPRINT, TUNED = "PaLM, reprint", "Flan-PaLM"
UNPROMPTED = "No prompt, mean toxicity"


def real_toxicity(*, level: float = 0.90) -> pd.DataFrame:
    """Select the chance of a toxic text in 25 tries, by size, as `as_points`.

    No interval: the table's 10,000 prompts are toxic and non-toxic ones together, and
    how they divide is not printed.
    """
    palm, flan = load("palm_scores"), load("flan_scores")
    palm = palm[palm["task"].isin(list(PROMPTS))]
    long = palm["note"].str.contains("128 decoding steps")
    palm = palm.assign(series=long.map({True: LONG, False: FIRST}))
    flan = flan[flan["task"].isin(list(PROMPTS)) & (flan["family"] == "PaLM")]
    tuned = flan["setting"] == "instruction_tuned"
    flan = flan.assign(series=tuned.map({True: TUNED, False: REPRINT}))
    rows = pd.concat([palm, flan], ignore_index=True)
    measure, score = rows["task"].map(PROMPTS), 100 * rows["value"]
    rows = rows.assign(measure=measure, score=score, n=float("nan"))
    return as_points(rows, "toxicity", worse=1, level=level)


def two_prints() -> pd.DataFrame:
    """Set the two prints of PaLM's toxicity side by side, in percent.

    Returns
    -------
    pandas.DataFrame
        ``measure``, ``model``, one column a print, and ``difference`` in points.
    """
    rows = real_toxicity()
    rows = rows[rows["series"].isin([FIRST, REPRINT])]
    table = rows.pivot(
        index=["measure", "params", "model"], columns="series", values="score"
    )
    table["difference"] = table[REPRINT] - table[FIRST]
    return table.rename_axis(columns=None).reset_index().drop(columns="params")


def unprompted(*, level: float = 0.90) -> pd.DataFrame:
    """Select mean toxicity without a prompt: Gopher and Chinchilla, as `as_points`.

    The mean of 25,000 scores between 0 and 100; their spread is not printed.
    """
    rows = load("chinchilla_scores")
    rows = rows[rows["task"] == "unprompted_toxicity_mean"]
    rows = rows.assign(
        measure=UNPROMPTED,
        series=rows["family"],
        score=100 * rows["value"],
        n=float("nan"),
    )
    return as_points(rows, "toxicity", worse=1, level=level)
