"""Checks of what a press article says of the forecasts of Snell et al. 2024."""

import numpy as np
import pandas as pd

from emergestudy.audit.finding import Check, Finding, as_printed, by_share
from emergestudy.audit.forecasting import law_on_open_models, printed_tolerance
from emergestudy.chapters.forecasting import flops_ahead, snell_tables
from emergestudy.chapters.forecasting.backtest_tables import LAWS


def law_predicts() -> Finding:
    """Decide P06: a law fitted on small models predicts the few-shot elbow.

    Three statements: all full-data errors are within the tolerance; most of all cells
    of Table 2 are; on independent finetuned models the log power law hits most splits.
    """
    full = snell_tables.full_data_errors()["table_3"] <= printed_tolerance()
    cells = snell_tables.ablations(tolerance=printed_tolerance())["success"]
    hits = _hits(law_on_open_models())
    parts = [full.all(), cells.mean() > 0.5, hits.mean() > 0.5]
    text = f"printed: {full.sum()} of {len(full)} with full data, {cells.sum()} of "
    text += f"{len(cells)} in Table 2; independent models: {hits.sum()} of "
    return by_share(sum(map(bool, parts)), 3, f"{text}{len(hits)} splits")


def four_times() -> Finding:
    """Decide P07: up to 4 times the FLOPs in advance.

    Three statements: the largest factor is 4 in the caption and rounds to 4 in the
    press article; checkpoints around the elbow lie so far apart; on independent
    finetuned models the log power law hits most splits from 0 up to 4 times ahead.
    """
    table = flops_ahead.factors().set_index("task")
    top = table["press"].idxmax()
    printed = round(table["press"].max()) == 4 == table["caption_low"].max()
    pairs = flops_ahead.pair_counts().set_index("task")["around_elbow"]
    results = law_on_open_models()
    near = results["distance"] <= np.log10(4)
    hits, further = _hits(results[near]), _hits(results[~near])
    parts = [printed, pairs.get(top, 0) > 0, hits.mean() > 0.5]
    text = (
        f"largest factor {table['press'].max():g} ({top}), {pairs.get(top, 0)} pairs "
    )
    text += f"around its elbow; independent models: {hits.sum()} of {len(hits)} splits "
    text += f"up to 4 times ahead, {further.sum()} of {len(further)} further ahead"
    return by_share(sum(map(bool, parts)), 3, text)


def task_dependence() -> Finding:
    """Decide P08: how far ahead depends on the task.

    Two statements: the factors differ between tasks by a quarter or more, in the
    caption and in the press article.
    """
    table = flops_ahead.factors()
    ratios = [table[c].max() / table[c].min() for c in ("caption_low", "press")]
    said = [f"{row.task} {row.press:g}" for row in table.itertuples()]
    text = f"press: {', '.join(said)}; largest over smallest {ratios[1]:.1f} "
    text += f"(caption {ratios[0]:.1f})"
    return by_share(sum(ratio >= 1.25 for ratio in ratios), 2, text)


def _hits(results: pd.DataFrame) -> pd.Series:
    return results.loc[results["rival"] == LAWS[0], "error"].abs() <= 1


FIGURES: dict[str, Check] = {}
CLAIMS: dict[str, Check] = {
    "P06": law_predicts,
    "P07": four_times,
    "P08": as_printed(task_dependence),
}
