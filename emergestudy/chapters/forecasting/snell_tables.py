"""Tables 2 and 3 of Snell et al. 2024 as printed, and what follows from them."""

from collections.abc import Sequence

import pandas as pd

from emergestudy.chapters.choose import check_choice
from emergestudy.data import load

TASKS = ("GSM8K", "MMLU", "CSQA", "CoLA")
LOSS_TASKS = (*TASKS, "MMLU C4 V1", "MMLU C4 V2")
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
METHODS = ("MCMC", "Bootstrap")
ROUNDING = 0.0011  # of a difference of two numbers printed to 0.001 from another


def elbows() -> pd.DataFrame:
    """Return Table 3, one row a task.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``mle``, ``truth`` (NaN for APPS), ``error`` (mle minus truth,
        computed) and one column a method and percentile, as ``"MCMC 5"``; nats.
    """
    rows = load("snell2024_results")
    rows = rows[rows["locator"] == "Table 3"]
    statistic = rows["statistic"].str.removeprefix("p").str.lstrip("0")
    column = (rows["method"] + " " + statistic).replace(
        {"MLE oint": "mle", "ground_truth oint": "truth"}
    )
    table = rows.assign(column=column).pivot(
        index="task_as_printed", columns="column", values="value"
    )
    table = table.assign(error=table["mle"] - table["truth"])
    columns = [f"{m} {p}" for m in METHODS for p in PERCENTILES]
    table = table.loc[[*LOSS_TASKS, "APPS"], ["mle", "truth", "error", *columns]]
    return table.rename_axis(index="task", columns=None).reset_index()


def ablations(tasks: Sequence[str] = TASKS, *, tolerance: float = 0.1) -> pd.DataFrame:
    """Return Table 2, one row a task and setting.

    Parameters
    ----------
    tasks : sequence of str
        Of `TASKS`.
    tolerance : float
        Largest error of a success, in nats.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``setting``, ``error`` (of the MLE), ``low`` and ``high`` (5th and
        95th percentile of the error of the posterior), all in nats; ``success`` by the
        rule, ``printed_success``, and ``bracket_excludes``: whether the error of the
        MLE lies outside its own bracket.

    Raises
    ------
    UsageError
        If a task is not in Table 2.
    """
    check_choice("task of Table 2", tasks, TASKS)
    rows = load("snell2024_results")
    rows = rows[(rows["locator"] == "Table 2") & rows["task_as_printed"].isin(tasks)]
    marks = rows[rows["statistic"] == "point"]["note"] == "printed as a success"
    table = rows.pivot(
        index=["task_as_printed", "setting"], columns="statistic", values="value"
    ).rename(columns={"point": "error", "p05": "low", "p95": "high"})
    keys = pd.MultiIndex.from_frame(rows[["task_as_printed", "setting"]])
    table = table.loc[keys.unique(), ["error", "low", "high"]]
    table = table.rename_axis(index=["task", "setting"], columns=None).reset_index()
    points = rows[rows["statistic"] == "point"].assign(printed_success=marks)
    points = points.set_index(["task_as_printed", "setting"])["printed_success"]
    return table.assign(
        success=table["error"] <= tolerance,
        printed_success=points.loc[keys.unique()].to_numpy(),
        bracket_excludes=~table["error"].between(table["low"], table["high"]),
    )


def full_data_errors() -> pd.DataFrame:
    """Set the full-data errors of Table 2 beside the elbows of Table 3.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``table_2`` (printed error), ``table_3`` (size of MLE minus truth,
        computed), and ``same``: they agree to the last printed digit.
    """
    printed = ablations().query("setting == 'Full Data'").set_index("task")["error"]
    computed = elbows().set_index("task")["error"].abs().loc[list(TASKS)]
    table = pd.DataFrame({"table_2": printed, "table_3": computed}).loc[list(TASKS)]
    same = (table["table_2"] - table["table_3"]).abs() < ROUNDING
    return table.assign(same=same).rename_axis("task").reset_index()


def successes(table: pd.DataFrame) -> pd.DataFrame:
    """Count successes by task.

    Parameters
    ----------
    table : pandas.DataFrame
        From `ablations`.

    Returns
    -------
    pandas.DataFrame
        ``task``, ``successes``, ``of``, ``printed`` (successes as marked in print) and
        ``last_held_out``: of the settings that hold out the last checkpoints.
    """
    held = table["setting"].str.fullmatch(r"-\d Last Checkpoints")
    table = table.assign(last=table["success"] & held)
    counts = table.groupby("task", sort=False).agg(
        successes=("success", "sum"),
        of=("success", "size"),
        printed=("printed_success", "sum"),
        last_held_out=("last", "sum"),
    )
    return counts.reset_index()
