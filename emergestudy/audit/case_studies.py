"""Checks of the case studies of Snell et al.: data quality, other tunings."""

from functools import partial

import pandas as pd

from emergestudy.audit.finding import Check, Finding, as_printed, by_share, together
from emergestudy.audit.once import once
from emergestudy.chapters.case_studies.corpus_elbows import corpus_elbows
from emergestudy.chapters.case_studies.corpus_order import pairs_in_words, turned_pairs
from emergestudy.chapters.case_studies.mixture_order import gaps, order_of_mixtures
from emergestudy.chapters.case_studies.printed_elbows import (
    V1,
    V2,
    printed_elbows,
)
from emergestudy.chapters.perplexity_lens.lens_corpora import LOSSES
from emergestudy.data import load

TASK = "squad"  # the chapter's task on three corpora
SURE = 0.90


def v2_first_in_truth() -> Finding:
    """Decide Fig. 8, V2 emerges before V1 on MMLU and on CommonsenseQA.

    Holds for a task if the printed true elbow in C4 loss of V2 is the higher one. For
    a task without printed elbows in C4 loss nothing is known, and the figure holds
    only partly at best.
    """
    true = gaps()["true"]
    return Finding(
        "only partly" if true > 0 else "contradicted",
        f"MMLU: V2's true elbow {true:+.3f} nats from V1's (Table 3); CommonsenseQA "
        "and the scores behind both panels are not public",
    )


def forecast_order() -> Finding:
    """Decide Fig. 9: the forecast puts V2 before V1, as the truth does.

    Contradicted if the forecast has not the order of the truth. If it has, reproduced
    where both printed distributions give that order a chance of 0.9 or more whatever
    their tails, else only partly.
    """
    gap, least = gaps(), float(order_of_mixtures()["least"].min())
    right = gap["predicted"] * gap["true"] > 0
    return by_share(
        int(right) + int(right and least >= SURE),
        2,
        f"V2 forecast {gap['predicted']:+.3f} nats from V1, truth {gap['true']:+.3f} "
        f"(printed elbows); chance of that order at least {least:.2f} by the printed "
        f"percentiles if independent, {gap['chance']:.2f} by the method's errors on "
        f"{gap['past_errors']} other tasks",
    )


def forecast_errors() -> Finding:
    """Decide Fig. 17: both forecasts in C4 loss are within the 0.1 nats of success."""
    errors = printed_elbows().loc[[V1, V2], "error"]
    tolerance = gaps()["tolerance"]
    return by_share(
        int((errors <= tolerance).sum()),
        2,
        f"errors of the printed elbows: V1 {errors[V1]:.3f}, V2 {errors[V2]:.3f} nats, "
        f"success up to {tolerance:g}; the finetuning runs drawn are not public",
    )


def not_public(figure: str, compared: str) -> Finding:
    """Decide a figure that compares elbows: not decidable while none is printed.

    Counts the elbows that the tables and captions give for the figure; one elbow alone
    would not decide a comparison either.
    """
    rows = load("snell2024_results")
    rows = rows[rows["locator"].str.startswith(f"{figure} ")]
    elbows = int(rows["quantity"].str.contains("emergence_point").sum())
    return Finding(
        "not decidable",
        f"missing: MMLU scores and losses of OpenLLaMA under {compared}; its caption "
        f"names {len(rows)} settings and {elbows} elbows",
    )


@once
def _pairs() -> pd.DataFrame:
    return turned_pairs(corpus_elbows(TASK, list(LOSSES)))


def order_needs_no_text() -> Finding:
    """Ask whether elbows at equal loss rank corpora the same on every text.

    On independent data: 104 models of three corpora, elbows of few-shot scores on
    SQuAD, where models of all three rise far above the floor. Holds if no pair of
    corpora comes first beyond doubt on one text and last on another.
    """
    pairs = _pairs()
    return by_share(
        int(not pairs["turns"].any()),
        1,
        f"three other corpora, {TASK}, {len(LOSSES)} texts (independent data): "
        f"the order turns beyond doubt for {pairs_in_words(pairs)}",
    )


FIGURES: dict[str, Check] = {
    "Snell Fig. 8": as_printed(v2_first_in_truth),
    "Snell Fig. 9": as_printed(forecast_order),
    "Snell Fig. 11": partial(not_public, "Fig. 11", "prefix tuning and 0 and 5 shots"),
    "Snell Fig. 12": partial(not_public, "Fig. 12", "LoRA of ranks 1, 2, 4 and 64"),
    "Snell Fig. 17": as_printed(forecast_errors),
}
CLAIMS: dict[str, Check] = {
    # What the comparison costs is not printed, so "cheaply" is not decided.
    "P09": together(forecast_order, order_needs_no_text),
}
