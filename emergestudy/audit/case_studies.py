"""Checks of the case studies of Snell et al.: data quality, APPS, other tunings."""

from functools import partial

import pandas as pd

from emergestudy.audit.finding import Check, Finding, by_share, together
from emergestudy.audit.once import once
from emergestudy.chapters.case_studies.apps_sizes import law_numbers
from emergestudy.chapters.case_studies.corpus_elbows import (
    corpus_elbows,
    pairs_in_words,
    turned_pairs,
)
from emergestudy.chapters.case_studies.loss_to_params import (
    consistent_laws,
    loss_at,
    published_pairs,
)
from emergestudy.chapters.case_studies.mixture_order import gaps, order_of_mixtures
from emergestudy.chapters.case_studies.printed_elbows import (
    APPS,
    V1,
    V2,
    percentiles,
    printed_elbows,
)
from emergestudy.chapters.perplexity_lens.lens_corpora import LOSSES
from emergestudy.dataset import load

ROUNDING = 12.5  # billions, as in the chapter
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

    Two statements: the forecast has the order of the truth; and both printed
    distributions give that order a chance of 0.9 or more whatever their tails.
    """
    gap, order = gaps(), order_of_mixtures()
    right = gap["predicted"] * gap["true"] > 0
    least = float(order["least"].min())
    return by_share(
        int(right) + int(least >= SURE),
        2,
        f"V2 forecast {gap['predicted']:+.3f} nats from V1, truth {gap['true']:+.3f} "
        f"(printed elbows); chance of that order at least {least:.2f} by the printed "
        f"percentiles if independent, {gap['chance']:.2f} by the method's errors on "
        f"{gap['past_errors']} other tasks",
    )


def forecast_errors() -> Finding:
    """Decide Fig. 17: both forecasts in C4 loss are within the 0.1 nats of success."""
    errors = printed_elbows().set_index("row").loc[[V1, V2], "error"]
    tolerance = gaps()["tolerance"]
    return by_share(
        int((errors <= tolerance).sum()),
        2,
        f"errors of the printed elbows: V1 {errors[V1]:.3f}, V2 {errors[V2]:.3f} nats, "
        f"success up to {tolerance:g}; the finetuning runs drawn are not public",
    )


def sizes_fit_losses() -> Finding:
    """Decide Fig. 10: about 325 billion parameters, 250 to 500, from Table 3's losses.

    Holds if some power law with an irreducible loss passes through the three pairs and
    the 70B within their rounding. The law itself is only drawn.
    """
    law = law_numbers(ROUNDING)
    holds = bool(law["low"].notna().all())
    rest, exponent = law.itertuples()
    said = (
        f"laws through all four pairs have exponents {exponent.low:.3f} to "
        f"{exponent.high:.3f} and irreducible losses {rest.low:.2f} to {rest.high:.2f}"
        if holds
        else "no power law passes through the four pairs"
    )
    return by_share(int(holds), 1, f"{said} (printed numbers only; no APPS scores)")


def distance_fits_sizes() -> Finding:
    """Decide Fig. 18: the elbow lies about 0.15 nats beyond LLaMA 2 70B.

    Two statements: the whole 5-95 % range lies beyond the 70B; and the laws through
    the three pairs of Fig. 10, without the 70B, allow the printed distance.
    """
    pairs = published_pairs(ROUNDING)
    largest, three = pairs.iloc[0], pairs.iloc[1:]
    losses = loss_at(consistent_laws(three), largest["params"])
    low, high = (losses.min(), losses.max()) if len(losses) else (float("nan"),) * 2
    allowed = low <= largest["loss_high"] and high >= largest["loss_low"]
    end = percentiles(APPS, "MCMC")["loss"].max()
    return by_share(
        int(end < largest["loss_low"]) + int(allowed),
        2,
        f"95th percentile {end:.3f}, 70B at {largest['loss']:.3f} (elbow plus printed "
        f"distance); laws through the other pairs put the 70B at {low:.3f} or above, a "
        "weak test; no APPS scores are public",
    )


def law_is_drawn() -> Finding:
    """Decide Fig. 15: a scaling law models the LLaMA 2 losses well.

    Contradicted if no power law passes through the printed pairs; else not decidable:
    neither the four losses nor the fitted values are printed.
    """
    found = sizes_fit_losses()
    if found.verdict == "contradicted":
        return found
    return Finding(
        "not decidable",
        "missing: the losses of the four LLaMA 2 models and the fitted values, which "
        f"are only drawn; consistent with it: {found.decides}",
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


def reaches_apps() -> Finding:
    """Decide P10: the method extends to APPS, near the frontier.

    Three statements: the forecast's 5-95 % range is narrower than the 0.1 nats of a
    success; it lies beyond the largest model; and a true elbow confirms it.
    """
    loss = percentiles(APPS, "MCMC")["loss"]
    low, high = loss.min(), loss.max()
    largest = published_pairs(ROUNDING)["loss_low"].iloc[0]
    truth = printed_elbows().set_index("row")["truth"][APPS]
    known = f"true elbow {truth:.3f}" if pd.notna(truth) else "no true elbow is known"
    return by_share(
        int(high - low <= gaps()["tolerance"])
        + int(high < largest)
        + int(low <= truth <= high),
        3,
        f"printed 5-95 % range {low:.3f} to {high:.3f}, LLaMA 2 70B at {largest:.3f} "
        f"or above; {known} to set the forecast against",
    )


FIGURES: dict[str, Check] = {
    "Snell Fig. 8": v2_first_in_truth,
    "Snell Fig. 9": forecast_order,
    "Snell Fig. 10": sizes_fit_losses,
    "Snell Fig. 11": partial(not_public, "Fig. 11", "prefix tuning and 0 and 5 shots"),
    "Snell Fig. 12": partial(not_public, "Fig. 12", "LoRA of ranks 1, 2, 4 and 64"),
    "Snell Fig. 15": law_is_drawn,
    "Snell Fig. 17": forecast_errors,
    "Snell Fig. 18": distance_fits_sizes,
}
CLAIMS: dict[str, Check] = {
    # What the comparison costs is not printed, so "cheaply" is not decided.
    "P09": together(forecast_order, order_needs_no_text),
    "P10": reaches_apps,
}
