"""PaLM 62B against larger models on the 14 tasks of Appendix F."""

import pandas as pd

from emergestudy.data import load
from emergestudy.estimators import binomial_interval
from emergestudy.figures import Panel

SMALLER = "PaLM 62B"
LARGER = ("LaMDA 137B", "GPT-3 175B")
_PLACES = {
    "wei2022_scores": "Fig. 2D",
    "palm_scores": "Table 4",  # Tables 41 and 43
    "chinchilla_scores": "Table A7",
}


def compare_models() -> pd.DataFrame:
    """Set PaLM 62B beside the two larger models, as Table 2 of Wei et al. does.

    Returns
    -------
    pandas.DataFrame
        ``model``, ``params``, ``train_tokens``, ``train_flops``, and ``params_ratio``
        and ``flops_ratio``: how many times those of PaLM 62B.
    """
    models = load("models").query("locator == 'Table 2'").set_index("model")
    table = models.loc[[SMALLER, *LARGER], ["params", "train_tokens", "train_flops"]]
    base = table.loc[SMALLER]
    table["params_ratio"] = table["params"] / base["params"]
    table["flops_ratio"] = table["train_flops"] / base["train_flops"]
    return table.reset_index()


def appendix_f() -> pd.DataFrame:
    """Collect the scores of the 14 tasks that the study's tables hold.

    Returns
    -------
    pandas.DataFrame
        One row a task and model: ``task``, ``family``, ``model``, ``params``,
        ``train_flops`` (as Wei et al. print them), ``score`` (percent), ``n_eval`` and
        ``chance`` (NaN where unknown), ``source``, ``locator``. A task without scores
        has one row of NaN.
    """
    tasks = load("bigbench_tasks").query("listed_in_appendix_f")["bigbench_task"]
    found = []
    for name, place in _PLACES.items():
        scores = load(name)
        scores = scores[scores["task"].isin(tasks)]
        found.append(scores[scores["locator"].str.startswith(place)])
    scores = pd.concat([f.dropna(axis=1, how="all") for f in found])
    scores = scores[scores["family"] != "human"].rename(columns={"value": "score"})
    panel = load("wei2022_panels").set_index("task")["chance"]
    printed = load("models").query("locator == 'Table 2'").set_index("model")
    flops = scores["model"].map(printed["train_flops"]).fillna(scores["train_flops"])
    scores = scores.assign(chance=scores["task"].map(panel), train_flops=flops)
    columns = ["family", "model", "params", "train_flops", "score", "n_eval", "chance"]
    scores = scores[["task", *columns, "source", "locator"]]
    scores = scores.sort_values(["task", "family", "params"])
    return tasks.to_frame("task").merge(scores, on="task", how="left")


def who_has_scores(scores: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the score of each task by the models of interest, NaN where not known.

    Returns
    -------
    pandas.DataFrame
        One row a task: ``task``, a column for PaLM 8B, the three models compared and
        the two largest others, and ``all_three`` (whether the claim can be checked).
    """
    scores = appendix_f() if scores is None else scores
    wide = scores.pivot_table(index="task", columns="model", values="score")
    columns = ["PaLM 8B", SMALLER, *LARGER, "Gopher 280B", "Chinchilla 70B"]
    wide = wide.reindex(scores["task"].unique()).reindex(columns=columns)
    wide["all_three"] = wide[[SMALLER, *LARGER]].notna().all(axis=1)
    return wide.rename_axis(columns=None).reset_index()


def above_chance(
    scores: pd.DataFrame | None = None, level: float = 0.90
) -> pd.DataFrame:
    """Say which of the three models is above chance, where n and chance are known.

    Returns
    -------
    pandas.DataFrame
        One row a task and model: ``task``, ``model``, ``score``, ``low``, ``high``,
        ``chance`` (percent) and ``above``: the interval lies above chance.
    """
    scores = appendix_f() if scores is None else scores
    known = scores.dropna(subset=["n_eval", "chance"])
    known = known[known["model"].isin([SMALLER, *LARGER])]
    n = known["n_eval"].astype("float64")
    low, high = binomial_interval(known["score"] / 100, n, level)
    known = known.assign(low=100 * low, high=100 * high)
    known["above"] = known["low"] > known["chance"]
    columns = ["task", "model", "score", "low", "high", "chance", "above"]
    return known[columns].reset_index(drop=True)


def appendix_f_panels(scores: pd.DataFrame, x_axis: str, level: float) -> list[Panel]:
    """Turn the tasks with a score of PaLM 62B into panels to draw."""
    with_palm = scores.loc[scores["model"] == SMALLER, "task"].unique()
    panels = []
    for task in with_palm:
        part = scores[(scores["task"] == task) & scores["family"].notna()]
        n = part["n_eval"].astype("float64")
        low, high = binomial_interval(part["score"] / 100, n, level)
        chance = part["chance"].iloc[0]
        panels.append(
            Panel(
                title=task.replace("_", " "),
                curves=part.assign(
                    series=part["family"], scale=part[x_axis],
                    low=100 * low, high=100 * high,
                ),
                chance=None if pd.isna(chance) else chance,
                y_label="Score (%)",
            )
        )  # fmt: skip
    return panels
