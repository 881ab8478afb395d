"""Checks of section 5.2 and Fig. 13 of Wei et al.: what scale alone does not decide."""

from functools import partial

from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.chapters.beyond_scale.denoisers import emergent_suite, on_bbh
from emergestudy.chapters.beyond_scale.finetuned_best import (
    fig13_scores,
    pass_the_best,
)
from emergestudy.chapters.beyond_scale.gains import sign_test
from emergestudy.chapters.beyond_scale.small_instructed import (
    tuned_scores,
    tuning_gains,
)
from emergestudy.chapters.beyond_scale.smaller_palm import (
    SMALLER,
    above_chance,
    who_has_scores,
)
from emergestudy.chapters.beyond_scale.training_data import (
    call_data,
    data_curves,
    smaller_and_better,
)

TASK = "jeopardy"


def fourteen_tasks() -> Finding:
    """Decide "PaLM 62B is above random on 14 tasks, the larger models are not".

    A task holds if the interval of PaLM 62B lies above chance and those of LaMDA 137B
    and GPT-3 175B do not. A task without scores of all three in the study's tables
    cannot hold.
    """
    tasks, judged = who_has_scores(), above_chance()
    wanted = judged["above"] == (judged["model"] == SMALLER)
    holds = int(wanted.groupby(judged["task"]).all().sum())
    shown = ", ".join(
        f"{r.model} {r.score:.1f} ({r.low:.1f} to {r.high:.1f}, chance {r.chance:.0f})"
        for r in judged.itertuples()
    )
    missing = len(tasks) - int(tasks["all_three"].sum())
    decides = (
        f"holds for {holds} of {len(tasks)}: {shown}; for {missing} the study's tables "
        f"lack scores of LaMDA 137B and GPT-3 175B"
    )
    return by_share(holds, len(tasks), decides)


def later_techniques() -> Finding:
    """Decide "smaller models were later given these abilities by other means".

    Four parts. Instruction tuning adds to T5 11B on both benchmarks. U-PaLM beats PaLM
    on the suite of its authors (sign test, p < 0.05), and on BIG-bench Hard, which they
    did not choose. InstructGPT 1.3B is preferred: no table has people's preferences, so
    this part cannot hold.
    """
    gains = tuning_gains(tuned_scores()).query("family == 'T5'")
    top = gains[gains["scale"] == gains["scale"].max()]
    suite, hard = sign_test(emergent_suite()), sign_test(on_bbh())
    better = [s["p"] < 0.05 and s["up"] > s["down"] for s in (suite, hard)]
    decides = (
        f"tuning adds {', '.join(f'{g:+.1f}' for g in top['gain'])} points to T5 11B; "
        f"U-PaLM is better on {suite['up']:.0f} of {suite['tasks']:.0f} tasks of its "
        f"suite (p {suite['p']:.2g}), on {hard['up']:.0f} of {hard['tasks']:.0f} of "
        f"BIG-bench Hard (p {hard['p']:.2g}); no public number on preferences for "
        "InstructGPT 1.3B in the study's tables"
    )
    return by_share(sum([bool((top["gain"] > 0).all()), *better]), 4, decides)


def better_data() -> Finding:
    """Decide "on better data an ability emerges with less compute or parameters".

    Two parts, on Jeopardy. Less compute: the whole interval of the emergence point on
    RedPajama and on RefinedWeb lies below that on C4. Fewer parameters: a smaller run
    with less compute on other data beats the largest run on C4.
    """
    calls = call_data(data_curves([TASK])).set_index("series")
    c4 = calls.loc["open_lm C4"]
    others = calls.drop("open_lm C4")
    both = smaller_and_better(TASK)
    points = ", ".join(
        f"{r.Index.split()[-1]} {r.point:.2g} ({r.low:.2g} to {r.high:.2g})"
        for r in calls.itertuples()
    )
    runs = " against ".join(
        f"{r.score:.1f} % with {r.params / 1e9:.2g}B parameters and "
        f"{r.train_flops:.2g} FLOPs ({r.series.split()[-1]})"
        for r in both.itertuples()
    )
    parts = [(others["high"] < c4["low"]).all(), len(both) == 2]
    return by_share(sum(map(bool, parts)), 2, f"emergence at {points}; {runs}")


def past_finetuned(panels: str) -> Finding:
    """Decide "few-shot passes the finetuned state of the art, on a smooth curve".

    Two or three parts a panel: the largest model stands above the line; its interval
    does too, where the number of questions is known; the estimator does not call the
    curve emergent.
    """
    table = pass_the_best(fig13_scores(list(panels)))
    known = table["surely"].dropna().astype(bool)
    smooth = table["verdict"] != "emergent"
    holds = int(table["passes"].sum() + known.sum() + smooth.sum())
    decides = "; ".join(
        f"{r.task}: {r.few_shot:.1f}"
        + (f" (at least {r.few_shot_low:.1f})" if r.surely is not None else "")
        + f" against {r.finetuned:.1f}, curve {r.verdict}"
        for r in table.itertuples()
    )
    return by_share(holds, 2 * len(table) + len(known), decides)


FIGURES: dict[str, Check] = {
    f"Fig. 13{letter}": partial(past_finetuned, letter) for letter in "ABCD"
}
CLAIMS: dict[str, Check] = {
    "C19": fourteen_tasks,
    "C20": later_techniques,
    "C34": partial(past_finetuned, "ABCD"),
    "K08": better_data,
    "K26": fourteen_tasks,
}
