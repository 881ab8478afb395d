"""Checks of Figs 4 and 10 of Wei et al.: MMLU through the perplexity lens."""

from functools import partial

import pandas as pd
from scipy import stats

from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.chapters.perplexity_lens.lens_alignment import correlations
from emergestudy.chapters.perplexity_lens.lens_calls import (
    call_axes,
    call_on_axis,
    calls_in_words,
)
from emergestudy.chapters.perplexity_lens.lens_points import TASKS, lens_points
from emergestudy.chapters.perplexity_lens.lens_slips import (
    category_of,
    fig10_panels_of,
    misplaced,
)
from emergestudy.chapters.perplexity_lens.lens_threshold import (
    at_most,
    first_above_chance,
    first_in_words,
)

TOLERANCE = 0.01  # of the chance level, as in the chapters
HIGH = 0.9  # "highly correlated", in absolute value
ABOUT_SEVEN = 7.5  # the largest perplexity that rounds to 7
MARGIN = 5.0  # points above chance; with fewer, the 7B models count and K28 fares worse


def scale_panel(panel: str, column: str) -> Finding:
    """Decide a panel of the top row of Fig. 4: do its two quantities move together?

    One statement a family: the logs correlate at 0.9 or more. A correction is needed
    where a model is drawn more than 2 % from its own numbers.
    """
    table = correlations(lens_points()).query("family != 'both'")
    moved = misplaced("Fig. 4", panel)
    strong = table[column].abs() >= HIGH
    said = [
        f"{f}: r = {r:.3f}" for f, r in zip(table.family, table[column], strict=True)
    ]
    text = "; ".join([*said, _moved(moved)])
    return by_share(int(strong.sum()), len(table), text, correction=len(moved) > 0)


def score_panel(panel: str, axis: str) -> Finding:
    """Decide a panel of the bottom row of Fig. 4: does MMLU emerge on this axis?

    One statement a family: `emergence_point` calls it emergent, every model at its own
    place. A correction is needed where a model is drawn elsewhere.
    """
    calls = call_on_axis(lens_points(), axis, tolerance=TOLERANCE)
    moved = misplaced("Fig. 4", panel)
    leaves = calls["verdict"] == "emergent"
    text = f"{calls_in_words(calls, axis)}; {_moved(moved)}"
    return by_share(int(leaves.sum()), len(calls), text, correction=len(moved) > 0)


def category_panels(task: str) -> Finding:
    """Decide the three panels of one category of Fig. 10.

    Six statements: each family emerges on each axis. One more: the values are those of
    a category of Fig. 9. It holds with a correction if that is another category than
    the title says, and not at all if there is none.
    """
    calls = call_axes(lens_points(task), tolerance=TOLERANCE)
    found = category_of(task)
    panels = fig10_panels_of(task)
    moved = pd.concat([misplaced("Fig. 10", panel, task) for panel in panels])
    leaves = int((calls["verdict"] == "emergent").sum())
    text = f"emergent on {leaves} of {len(calls)} axes; Fig. 9 has these values under "
    text += f"{found}, the title is {TASKS[task]}; {_moved(moved)}"
    holds = leaves + (found != "none")
    correction = len(moved) > 0 or found != TASKS[task]
    return by_share(holds, len(calls) + 1, text, correction=correction)


def correlated() -> Finding:
    """K27: log perplexity and log FLOPs correlate at 0.9 or more, in each and both."""
    table = correlations(lens_points())
    said = [f"{row.family} {row.ppl_flops:.3f}" for row in table.itertuples()]
    strong = int((table["ppl_flops"].abs() >= HIGH).sum())
    text = f"r of log perplexity and log FLOPs: {', '.join(said)} (4 points a family)"
    return by_share(strong, len(table), text)


def alike_because_correlated() -> Finding:
    """C21: MMLU looks the same against perplexity and FLOPs, which go together.

    Statements: the three correlations of K27; each family is called the same on both
    axes; the eight models stand in nearly the same order (Kendall's tau of 0.8 or
    more). Gopher's perplexities in Fig. 4 have to be put right first.
    """
    points = lens_points()
    strong = (correlations(points)["ppl_flops"].abs() >= HIGH).tolist()
    calls = call_axes(points, tolerance=TOLERANCE).pivot(
        index="family", columns="axis", values="verdict"
    )
    same = (calls["perplexity"] == calls["train_flops"]).tolist()
    order = -stats.kendalltau(points["perplexity"], points["train_flops"]).statistic
    holds = [*strong, *same, order >= 0.8]
    moved = misplaced("Fig. 4", "bottom-right")
    text = f"{correlated().decides}; same call on both axes for {sum(same)} of "
    text += f"{len(same)} families; order of models agrees at tau = {order:.2f}; "
    text += _moved(moved)
    return by_share(sum(holds), len(holds), text, correction=len(moved) > 0)


def below_seven() -> Finding:
    """K28: the first model above chance has a perplexity that rounds to 7 or less.

    One statement a family. Above chance means 5 points above it, which suits the claim.
    """
    points = lens_points()
    first = first_above_chance(points, margin=MARGIN)
    calls = call_on_axis(points, "perplexity", tolerance=TOLERANCE)
    drawn = first_above_chance(lens_points(gopher_at="drawn"), margin=MARGIN)
    holds = first["perplexity"] < ABOUT_SEVEN
    text = f"first above chance: {first_in_words(first)} (as drawn: "
    text += f"{first_in_words(drawn)}); lowest perplexity of all "
    text += f"{points['perplexity'].min():.2f}; estimator: "
    text += calls_in_words(calls, "perplexity")
    return by_share(int(holds.sum()), len(holds), text)


def only_above_100b() -> Finding:
    """K29: the models whose perplexity rounds to 7 or less have over 100B parameters.

    One statement a model.
    """
    low = at_most(lens_points(), ABOUT_SEVEN)
    said = [
        f"{row.model} ({row.params:.2g} parameters) at {row.perplexity:.2f}"
        for row in low.itertuples()
    ]
    if low.empty:
        return Finding("not decidable", "no model has a perplexity of about 7")
    text = f"perplexity of about 7 or less: {', '.join(said)}"
    return by_share(int((low["params"] > 1e11).sum()), len(low), text)


def _moved(moved: pd.DataFrame) -> str:
    if moved.empty:
        return "every model drawn at its own numbers"
    names = ", ".join(sorted(moved["model"].unique()))
    return f"drawn elsewhere than at their own numbers: {names}"


_SCALES = {"A": ("top-left", "flops_params"), "B": ("top-middle", "ppl_flops")}
_SCALES |= {"C": ("top-right", "ppl_params")}
_SCORES = {"D": ("bottom-left", "train_flops"), "E": ("bottom-middle", "params")}
_SCORES |= {"F": ("bottom-right", "perplexity")}
FIGURES: dict[str, Check] = {
    **{f"Fig. 4{x}": partial(scale_panel, *where) for x, where in _SCALES.items()},
    **{f"Fig. 4{x}": partial(score_panel, *where) for x, where in _SCORES.items()},
    **{
        f"Fig. 10 {title}": partial(category_panels, task)
        for task, title in TASKS.items()
        if task != "mmlu"
    },
}
CLAIMS: dict[str, Check] = {
    "C21": alike_because_correlated,
    "K27": correlated,
    "K28": below_seven,
    "K29": only_above_100b,
}
