"""How far ahead the paper predicts, and pairs of checkpoints that far apart."""

from itertools import permutations

import pandas as pd

from emergestudy.chapters.forecasting.snell_tables import TASKS, elbows
from emergestudy.data import load

VERSION_1 = ("OpenLLaMA 3B", "OpenLLaMA 7B", "OpenLLaMA 13B")


def factors() -> pd.DataFrame:
    """Return the factors by task: those of Fig. 7's caption and of the press article.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``caption_low`` and ``caption_high`` (equal where one number is
        printed), ``press``, and ``agree``: the press number lies in the caption's
        range or rounds to its number.
    """
    rows = load("snell2024_results")
    rows = rows[rows["quantity"] == "flops_in_advance"]
    caption = rows[rows["source"] == "snell2024predicting"].groupby("task_as_printed")
    press = rows[rows["source"] == "snell2024press"].set_index("task_as_printed")
    ends = caption["value"].agg(["min", "max"]).loc[list(TASKS)]
    ends.columns = ["caption_low", "caption_high"]
    table = ends.assign(press=press["value"])
    rounded = table["press"].round()
    inside = table["press"].between(table["caption_low"], table["caption_high"])
    agree = inside | (rounded == table["caption_low"])
    return table.assign(agree=agree).rename_axis("task").reset_index()


def checkpoints() -> pd.DataFrame:
    """Return the OpenLLaMA V1 checkpoints with 6ND FLOPs and training loss.

    Returns
    -------
    pandas.DataFrame
        ``checkpoint`` (size and tokens), ``train_flops``, ``train_loss`` (nats, read
        off a plot; NaN above its range) and ``loss_sd`` (how noisy the plot is there).
    """
    rows = load("openllama_checkpoints")
    rows = rows[rows["model"].isin(VERSION_1)]
    tokens = (rows["train_tokens"] / 1e9).round().astype(int).astype(str)
    name = rows["model"].str.removeprefix("OpenLLaMA ") + " at " + tokens + "B"
    flops = 6 * rows["params"] * rows["train_tokens"]
    table = rows[["train_loss", "loss_sd"]].astype(float)
    return table.assign(checkpoint=name, train_flops=flops).reset_index(drop=True)


def pairs() -> pd.DataFrame:
    """Return all pairs of checkpoints, the one with fewer FLOPs first.

    Returns
    -------
    pandas.DataFrame
        ``fitted``, ``emerged`` (names), ``fitted_flops``, ``emerged_flops``, their
        ``ratio``, and ``fitted_loss`` and ``emerged_loss`` in nats.
    """
    rows = []
    for one, two in permutations(checkpoints().itertuples(index=False), 2):
        if one.train_flops < two.train_flops:
            rows.append(
                {
                    "fitted": one.checkpoint,
                    "emerged": two.checkpoint,
                    "fitted_flops": one.train_flops,
                    "emerged_flops": two.train_flops,
                    "ratio": two.train_flops / one.train_flops,
                    "fitted_loss": one.train_loss,
                    "emerged_loss": two.train_loss,
                }
            )
    return pd.DataFrame(rows)


def reproducing_pairs() -> pd.DataFrame:
    """Find the pairs whose ratio of FLOPs rounds to the factor of the press article.

    Returns
    -------
    pandas.DataFrame
        One row a task and pair: ``task``, ``press``, the columns of `pairs`, and
        ``around_elbow``: the training losses lie on either side of the true elbow that
        Table 3 prints for the task, as those of the paper's pair should.
    """
    every, truth = pairs(), elbows().set_index("task")["truth"]
    found = []
    for row in factors().itertuples():
        near = every[every["ratio"].round(1) == row.press]
        before = near["fitted_loss"].fillna(9.0) > truth[row.task]
        after = near["emerged_loss"].fillna(9.0) < truth[row.task]
        found.append(
            near.assign(task=row.task, press=row.press, around_elbow=before & after)
        )
    table = pd.concat(found, ignore_index=True)
    first = ["task", "press"]
    return table[first + [c for c in table if c not in first]]


def caption_pairs() -> pd.DataFrame:
    """Keep the pairs for MMLU with the FLOPs that the caption of Fig. 7 names.

    Both agree with the caption to its one significant digit.
    """
    found = reproducing_pairs().query("task == 'MMLU'")
    rows = load("snell2024_results").set_index("quantity")["value"]
    for column, quantity in (
        ("fitted_flops", "most_capable_fit_model_flops"),
        ("emerged_flops", "earliest_post_emergence_model_flops"),
    ):
        rounded = [float(f"{value:.0e}") for value in found[column]]
        found = found[[value == rows[quantity] for value in rounded]]
    return found.reset_index(drop=True)


def pair_counts() -> pd.DataFrame:
    """Count how many pairs reproduce each factor, and how many could.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``press``, ``pairs`` that reproduce the factor, ``around_elbow``
        among them, and ``of``: all pairs of different FLOPs.
    """
    found = reproducing_pairs().groupby(["task", "press"], sort=False)
    table = (
        found["around_elbow"]
        .agg(["size", "sum"])
        .set_axis(["pairs", "around_elbow"], axis=1)
    )
    table["around_elbow"] = table["around_elbow"].astype(int)
    return table.reset_index().assign(of=len(pairs()))
