"""Checks of Snell et al. 2024 on forecasts: its tables, Figs 4 to 7, 16 and 19."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from emergestudy.audit.finding import Check, Finding, as_printed, by_share
from emergestudy.audit.once import once
from emergestudy.chapters.forecasting import flops_ahead, law_splits, snell_tables
from emergestudy.chapters.forecasting.printed_oddities import (
    brackets_without_point,
    coverage,
    elbow_intervals,
)
from emergestudy.chapters.forecasting.snell_tables import LOSS_TASKS, ROUNDING, TASKS
from emergestudy.data import load

NO_SCORES = "the scores behind the fit are not public"


@once
def law_on_open_models() -> pd.DataFrame:
    """Backtest the law on independent models once for all checks."""
    return law_splits.law_results()


def printed_tolerance() -> float:
    """Return the largest error of a success that the caption of Fig. 7 prints."""
    rows = load("snell2024_results").set_index("quantity")
    return float(rows.loc["success_threshold", "value"])


def symbols() -> Finding:
    """Say that Table 1 lists symbols: there is nothing to test."""
    return Finding("definition", "a list of symbols; the law is fitted with them")


def predictions(tasks: Sequence[str]) -> Finding:
    """Decide Figs 4 and 16: does the fitted law end close to the true elbow?

    One statement a task: MLE and truth of Table 3 differ by no more than the tolerance
    that the caption of Fig. 7 prints.
    """
    table = snell_tables.elbows().set_index("task").loc[list(tasks)]
    right = table["error"].abs() <= printed_tolerance()
    said = [f"{task} {error:+.3f}" for task, error in table["error"].items()]
    text = f"MLE minus truth, nats: {', '.join(said)}; {NO_SCORES}"
    return by_share(int(right.sum()), len(right), text)


def distributions(tasks: Sequence[str]) -> Finding:
    """Decide Figs 5 and 19: does the posterior hold the true elbow?

    One statement a task: the truth lies between the 5th and the 95th percentile of the
    MCMC posterior that Table 3 prints.
    """
    rows = elbow_intervals()
    rows = rows[rows["task"].isin(tasks) & (rows["method"] == "MCMC")]
    inside = rows["truth_lies"] == "inside"
    said = [f"{row.task} {row.truth_lies}" for row in rows.itertuples()]
    return by_share(int(inside.sum()), len(rows), f"truth: {', '.join(said)}")


def ablated_law() -> Finding:
    """Decide Fig. 6: do the log power law and any small d0 do best?

    The heights of its bars are not printed, so it is not decidable. Beside that stands
    what independent finetuned models say: for each curve the median error of both
    forms, and how far the forecast moves when d0 goes from 5 to 50.
    """
    forms = law_splits.forms_compared(law_on_open_models())
    closer = int(forms["log_power_closer"].sum())
    moves = law_splits.d0_moves()["moves"]
    text = "missing: the heights of the bars; on independent models the log power law "
    text += f"is closer than the power law on {closer} of {len(forms)} tasks, and d0 "
    text += f"from 5 to 50 moves its forecast by {moves.min():.1f} to "
    return Finding("not decidable", f"{text}{moves.max():.1f} tolerances")


def flops_factors() -> Finding:
    """Decide Fig. 7: how far ahead.

    Two statements a task: caption and press article agree (after rounding); and two
    OpenLLaMA checkpoints on either side of the true elbow lie so far apart in FLOPs.
    """
    agree = flops_ahead.factors().set_index("task")["agree"]
    counts = flops_ahead.pair_counts().set_index("task")
    counts = counts.reindex(agree.index, fill_value=0)
    around = counts["around_elbow"] > 0
    said = [
        f"{row.Index} {row.press}x: {row.pairs} pairs, {row.around_elbow} around"
        for row in counts.itertuples()
    ]
    text = f"caption and press agree on {agree.sum()} of {len(agree)}; pairs of "
    text += "checkpoints so far apart, and those around the elbow: "
    return by_share(
        int(agree.sum() + around.sum()), 2 * len(agree), text + "; ".join(said)
    )


def ablation_table() -> Finding:
    """Decide Table 2: its marks and its errors.

    One statement a cell: it is marked as a success exactly if its error is within the
    tolerance; and one a task: its full-data error is that of Table 3.
    """
    table = snell_tables.ablations(tolerance=printed_tolerance())
    marks = table["success"] == table["printed_success"]
    same = snell_tables.full_data_errors()["same"]
    counts = snell_tables.successes(table)
    said = [f"{r.task} {r.successes} of {r.of}" for r in counts.itertuples()]
    text = f"{marks.sum()} of {len(marks)} marks follow the rule; successes: "
    text += f"{', '.join(said)}; {len(brackets_without_point())} errors lie outside "
    text += f"their own bracket; {same.sum()} of {len(same)} full-data errors equal "
    held = int(marks.sum() + same.sum())
    return by_share(held, len(marks) + len(same), f"{text}those of Table 3")


def elbow_table() -> Finding:
    """Decide Table 3: is it consistent with itself and with Table 2?

    One statement a row and method: its percentiles do not fall; and one a task whose
    truth lies outside the MCMC interval: the bracket of Table 2 is the distance from
    the truth to the ends of that interval.
    """
    table = snell_tables.elbows()
    columns = [
        [f"{m} {p}" for p in snell_tables.PERCENTILES] for m in ("MCMC", "Bootstrap")
    ]
    rises = [(np.diff(table[c]) >= 0).all(axis=1) for c in columns]
    ordered = np.concatenate(rises)
    follows = _brackets_follow(table)
    counts = coverage(elbow_intervals(table))
    said = [f"{r.method} {r.cover} of {r.of}" for r in counts.itertuples()]
    text = f"percentiles in order in {ordered.sum()} of {len(ordered)} rows; "
    text += f"{sum(follows)} of {len(follows)} brackets of Table 2 follow; 90 % "
    text += f"intervals that hold the truth: {', '.join(said)}"
    return by_share(
        int(ordered.sum()) + sum(follows), len(ordered) + len(follows), text
    )


def _brackets_follow(table: pd.DataFrame) -> list[bool]:
    """Say for each task whose truth is outside whether its bracket is the distance."""
    full = snell_tables.ablations().query("setting == 'Full Data'").set_index("task")
    rows = table.set_index("task").loc[list(TASKS)]
    ends = rows[["MCMC 5", "MCMC 95"]].sub(rows["truth"], axis=0)
    outside = np.sign(ends).sum(axis=1).abs() == 2
    computed = np.sort(ends[outside].abs(), axis=1)
    printed = full.loc[ends.index[outside], ["low", "high"]].to_numpy()
    return (np.abs(computed - printed) < ROUNDING).all(axis=1).tolist()


FIGURES: dict[str, Check] = {
    "Snell Fig. 4": as_printed(partial(predictions, TASKS)),
    "Snell Fig. 5": as_printed(partial(distributions, TASKS)),
    "Snell Fig. 6": ablated_law,
    "Snell Fig. 7": as_printed(flops_factors),
    "Snell Fig. 16": as_printed(partial(predictions, LOSS_TASKS)),
    "Snell Fig. 19": as_printed(partial(distributions, LOSS_TASKS)),
    "Snell Table 1": symbols,
    "Snell Table 2": as_printed(ablation_table),
    "Snell Table 3": as_printed(elbow_table),
}
CLAIMS: dict[str, Check] = {}
