"""Figures 1, 2, 3, 13 and 14 of Snell et al., on public data of their design."""

from emergestudy.audit.finding import Check, Finding, by_share, together
from emergestudy.audit.finetuning_claims import (
    HIGHEST,
    elbow_moves,
    more_data_more_shift,
    same_for_sizes,
)
from emergestudy.chapters.finetuning_shift.letter_runs import letter_runs
from emergestudy.chapters.finetuning_shift.run_gaps import score_gaps
from emergestudy.chapters.finetuning_shift.shift_metrics import (
    metric_hinges,
    metric_points,
    same_place,
)

INSTEAD = "the paper's own grids are not public; shown on independent data instead: "


def schematic() -> Finding:
    """Say that Fig. 1 has no data: it is redrawn, and there is nothing to test."""
    return Finding("definition", "a schematic without data; redrawn as one")


def method() -> Finding:
    """Say that the left of Fig. 2 has no data; its right repeats a claim, P07."""
    return Finding(
        "definition", "left: a schematic, redrawn; right: the 4 times of claim P07"
    )


def shift_figure() -> Finding:
    """Decide Fig. 3: the shift (P02), the sizes (P04) and the amounts (P05)."""
    found = together(elbow_moves, same_for_sizes, more_data_more_shift)()
    return Finding(found.verdict, INSTEAD + found.decides)


def continuous_metric() -> Finding:
    """Decide Fig. 13: few-shot MMLU still emerges under a continuous metric.

    Two statements a set of models: under the Brier score a hinge is ten times likelier
    than a flat line and better by BIC than a straight one; its elbow has an interval
    that overlaps that of accuracy. (The figure has log-probabilities, and a second
    task, CommonsenseQA; neither is public.)
    """
    hinges = metric_hinges(metric_points())
    brier = hinges[hinges["metric"] == "brier"]
    overlap = same_place(hinges)
    said = [
        f"{row.set}: elbow at 10^{row.elbow:.2f} [{row.low:.2f}, {row.high:.2f}], "
        f"{'as' if overlap[row.set] else 'not as'} in accuracy"
        for row in brier.itertuples()
    ]
    holds = int(brier["emerges"].sum() + overlap.sum())
    decides = INSTEAD + "MMLU as Brier score, " + "; ".join(said)
    return by_share(holds, 2 * len(brier), decides)


def all_sizes() -> Finding:
    """Decide Fig. 14: one curve in loss for all sizes, few-shot and finetuned.

    Three statements: the few-shot elbow (P04); the few-shot scores after it, whose gap
    between sizes must not be larger than that of two runs of one size; and the
    finetuned curves, of which no loss is public, so that the third is not shown.
    """
    elbow = same_for_sizes()
    gaps = score_gaps(letter_runs(), HIGHEST)
    between = gaps["second"].str.contains("13B")
    sizes = gaps.loc[between, "gap"].abs().max()
    runs = gaps.loc[~between, "gap"].abs().max()
    holds = int(elbow.verdict == "reproduced") + int(sizes <= runs)
    said = (
        f"{elbow.decides}; after it the sizes differ by up to {sizes:.1f} points at "
        f"equal loss, two runs of one size by {runs:.1f}; finetuned: no public losses"
    )
    return by_share(holds, 3, INSTEAD + said)


FIGURES: dict[str, Check] = {
    "Snell Fig. 1": schematic,
    "Snell Fig. 2": method,
    "Snell Fig. 3": shift_figure,
    "Snell Fig. 13": continuous_metric,
    "Snell Fig. 14": all_sizes,
}
CLAIMS: dict[str, Check] = {}
