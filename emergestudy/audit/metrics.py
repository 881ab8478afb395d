"""Checks of Figs 5 to 7 and Appendix A: losses and metrics on the same answers."""

from functools import partial

import pandas as pd

from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.audit.once import once
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.chapters.few_shot_emergence import panel_scores
from emergestudy.chapters.metric_choice.answer_format import (
    format_scores,
    largest_jump,
)
from emergestudy.chapters.metric_choice.exact_match_of_steps import (
    call_steps,
    simulate_steps,
)
from emergestudy.chapters.metric_choice.lamda_metrics import (
    CLASSIFICATION,
    GENERATIVE,
    SEVENTH,
)
from emergestudy.chapters.metric_choice.loss_outcomes import outcomes
from emergestudy.chapters.metric_choice.metric_calls import call_metrics

STEPS = (1, 10)  # one step, and an answer of ten
TOLERANCE = 0.01


@once
def _outcomes(small: str = "") -> pd.DataFrame:
    return outcomes(small=small) if small else outcomes()


@once
def _calls() -> pd.DataFrame:
    return call_metrics()


def task(name: str) -> Finding:
    """Decide one column of Fig. 5 or 6: the score emerges, the loss falls before.

    Three parts: the estimator calls the score emergent; the loss of the smaller models
    improves (outcome 2); it does not turn up at the largest model.
    """
    row = _outcomes().set_index("task").loc[name]
    parts = [row["verdict"] == "emergent", row["outcome"] == 2, not row["turns_up"]]
    decides = (
        f"score {row['verdict']}; loss of {row['small_models']} small models "
        f"{row['loss_first']:.3g} to {row['loss_last']:.3g} (tau {row['tau']:.2f}, "
        f"p {row['p']:.2g}); at the top it {'rises' if parts[2] is False else 'falls'}"
    )
    return by_share(sum(map(bool, parts)), 3, decides)


def all_outcome_two() -> Finding:
    """Decide "on all six tasks the loss improves while the score is at random".

    Small models are those up to the 1e22 FLOPs that the sentence names. Two parts a
    task: their loss improves (trend test); no score of theirs is clearly more than a
    point above chance. Whether the score has a trend of its own is shown, not counted.
    """
    table = _outcomes("paper")
    two, random = table["outcome"] == 2, table["at_random"]
    above = ", ".join(table.loc[~random, "task"]) or "none"
    decides = (
        f"up to 1e22 FLOPs the loss improves on {two.sum()} of {len(table)} tasks; "
        f"score above chance already: {above}; the score, too, has a rising trend on "
        f"{table['score_moves'].sum()}"
    )
    return by_share(int(two.sum() + random.sum()), 2 * len(table), decides)


def loss_first() -> Finding:
    """Decide "the loss improves for small models whose score is still at random".

    Of the tasks whose models below the emergence point are at random: how many losses
    improve?
    """
    table = _outcomes()
    table = table[table["at_random"]]
    two = int((table["outcome"] == 2).sum())
    decides = f"the loss of small models improves on {two} of {len(table)} such tasks"
    return by_share(two, len(table), decides)


def metrics_of(panels: tuple[str, ...]) -> Finding:
    """Decide "emergence shows under every metric": metrics called emergent.

    A metric that is 0 at every size shows nothing, so it counts against.
    """
    calls = _calls()
    calls = calls[calls["panel"].isin(panels)]
    emergent = int((calls["verdict"] == "emergent").sum())
    others = calls[calls["verdict"] != "emergent"]
    shown = ", ".join(f"{r.panel} {r.metric} {r.verdict}" for r in others.itertuples())
    decides = f"{emergent} of {len(calls)} metrics emergent; {shown or 'none'} not"
    return by_share(emergent, len(calls), decides)


def string_match() -> Finding:
    """Decide "string match can make smooth progress look emergent".

    Two parts. Simulated: the share of right steps is called smooth, exact match of ten
    steps emergent. Measured: at the largest jump by letter on ARC-Easy of each OLMo-2
    run, the run's accuracy by text moves less than a tenth as much.
    """
    calls = call_steps(simulate_steps(STEPS, 1000), 1000)
    jump = largest_jump(format_scores("arc_easy", 12.0))
    letter = jump["letter_after"] - jump["letter_before"]
    text = (jump["cloze_after"] - jump["cloze_before"]).abs()
    parts = [calls["verdict"].tolist() == ["smooth", "emergent"]]
    parts.append((text < letter / 10).all())
    moves = ", ".join(
        f"{m} letters {a:+.3f} text {b:.3f}"
        for m, a, b in zip(jump["model"], letter, text, strict=True)
    )
    decides = (
        f"simulated: p {calls['verdict'].iloc[0]}, p^10 {calls['verdict'].iloc[1]}; "
        f"{moves}"
    )
    return by_share(sum(map(bool, parts)), 2, decides)


def choices_emerge_too() -> Finding:
    """Decide "tasks of choice emerge too": panels D to H with an emergent curve."""
    curves = panel_scores(list("DEFGH"))
    calls = call_curves(curves, tolerance=TOLERANCE)
    leaves = calls[calls["verdict"] == "emergent"]["curve"]
    panels = sorted(set(leaves.str[1]))
    decides = f"an emergent curve in panels {', '.join(panels)} of D, E, F, G, H"
    return by_share(len(panels), 5, decides)


FIGURES: dict[str, Check] = {
    **{f"Fig. 5{p}": partial(task, t) for p, t in zip("ABC", GENERATIVE, strict=True)},
    **{
        f"Fig. 6{p}": partial(task, t)
        for p, t in zip("ABC", CLASSIFICATION, strict=True)
    },
    **{f"Fig. 7{p}": partial(metrics_of, (p,)) for p in SEVENTH},
    "App. A.1": all_outcome_two,
    "App. A.2": partial(metrics_of, SEVENTH),
}
CLAIMS: dict[str, Check] = {
    "C27": all_outcome_two,
    "C28": partial(metrics_of, SEVENTH),
    "K23": string_match,
    "K24": choices_emerge_too,
    "K25": loss_first,
}
