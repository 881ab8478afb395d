"""Checks of the census of tasks: Figs 8 and 9, Appendices E and F, C29 to C32."""

import pandas as pd

from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.chapters.few_shot_emergence import panel_scores
from emergestudy.chapters.task_census.keyword_bars import (
    compare_bars,
    drawn_bars,
    keyword_bars,
    tagged_tasks,
)
from emergestudy.chapters.task_census.keyword_ranks import keyword_ranks
from emergestudy.chapters.task_census.keyword_shares import in_words, keyword_shares
from emergestudy.chapters.task_census.missing_tasks import sets_left_out
from emergestudy.chapters.task_census.mmlu_gains import mmlu_gains
from emergestudy.chapters.task_census.named_keywords import named_keywords, numbers_in
from emergestudy.chapters.task_census.tasks_by_class import first_at_62b
from emergestudy.data import load

EMERGENT = ["emergent_lamda_gpt", "emergent_palm"]


def figure_8() -> Finding:
    """Decide whether the bars come out of Appendix E and BIG-bench's keywords.

    Counted as holding: drawn bars that are equal in every part. A correction is
    needed if they are equal only after leaving tasks of Appendix E out.
    """
    as_listed = _same(())
    corrected = _same(("GPT-3 13B",))
    drawn = len(drawn_bars())
    pairs, tried = sets_left_out(2)
    return by_share(
        max(as_listed, corrected),
        drawn,
        f"{as_listed} of {drawn} bars equal from the lists as printed, {corrected} "
        f"without the tasks of GPT-3 13B ({len(pairs)} of {tried} pairs of tasks does "
        "that); format keywords and keywords with fewer than five are not drawn",
        correction=as_listed < corrected,
    )


def figure_9() -> Finding:
    """Decide whether the drawn gains have the order that the text gives them.

    Two statements a family, as in `claim_c32`; the scores of the large models on
    MMLU's own list are told beside.
    """
    gains = mmlu_gains()
    apart = (gains["large"] - gains["leaderboard"]).abs()
    worst = gains.loc[apart.idxmax()]
    holds, of, words = _order_of_gains(gains)
    return by_share(
        holds,
        of,
        f"{words}; {int((apart <= 1).sum())} of {len(gains)} large-model scores within "
        f"one point of MMLU's own list, {worst.large_model} {worst.category} "
        f"{worst.large:.1f} against {worst.leaderboard:.1f}",
    )


def appendix_e() -> Finding:
    """Decide whether the lists are complete and agree with the paper's own figures.

    Three statements: every name is a task of BIG-bench; every emergent task has a
    first model, and no other has; every BIG-bench task that Figs 2, 5, 6 and 7 draw
    is in an emergent class.
    """
    tasks = load("bigbench_tasks").set_index("bigbench_task")
    unknown = tasks.index.difference(load("bigbench_keywords")["bigbench_task"])
    emergent = tasks["class"].str.startswith("emergent")
    matched = bool((emergent == tasks["first_model_above_random"].notna()).all())
    scores = load("wei2022_scores")
    drawn = scores.loc[scores["locator"].str.match(r"Fig\. [2567]"), "task"]
    not_emergent = tasks.index[tasks.index.isin(drawn) & ~emergent]
    return by_share(
        (not len(unknown)) + matched + (not len(not_emergent)),
        3,
        f"{len(tasks)} tasks, {int(emergent.sum())} of them emergent; no task of "
        f"BIG-bench: {', '.join(unknown) or 'none'}; drawn as an example of emergence "
        f"and classed otherwise: {', '.join(not_emergent) or 'none'}",
    )


def appendix_f() -> Finding:
    """Decide whether PaLM 62B is the first above random on the tasks listed.

    One statement a listed task: it is in the class of tasks emergent for PaLM with
    PaLM 62B as first model. One more for Persian QA, the only task whose curve is
    drawn: the 90 % interval of PaLM 62B lies above chance, and those of GPT-3
    175B and LaMDA 137B do not.
    """
    table = first_at_62b()
    listed = table[table["in_appendix_f"]]
    in_class = (listed["class"] == "emergent_palm") & (
        listed["first_model"] == "PaLM 62B"
    )
    points = panel_scores(["D"]).set_index("model")
    above = (points["low"] > points["chance"]).astype(bool)
    curve = above["PaLM 62B"] and not above[["GPT-3 175B", "LaMDA 137B"]].any()
    scores = ", ".join(
        f"{m} {points.score[m]:.1f} ({points.low[m]:.1f} to {points.high[m]:.1f})"
        for m in ("PaLM 62B", "GPT-3 175B", "LaMDA 137B")
    )
    return by_share(
        int(in_class.sum()) + int(curve),
        len(listed) + 1,
        f"{int(in_class.sum())} of {len(listed)} listed tasks are in E.3; Persian QA, "
        f"chance {points.chance.iloc[0]:.0f}: {scores}",
    )


def claim_c29() -> Finding:
    """Decide whether the lists hold the tasks that the text counts.

    Two statements: the number of tasks, and of those that fit no class.
    """
    tasks = load("bigbench_tasks")
    counts = [len(tasks), int(tasks["class"].str.startswith("other").sum())]
    said = numbers_in("C29")
    holds = sum(a == b for a, b in zip(counts, said, strict=True))
    return by_share(holds, 2, f"{counts[0]} tasks listed, {counts[1]} fit no class")


def claim_c30() -> Finding:
    """Decide whether the five named keywords have the highest emergent shares.

    One statement a keyword: it is among the five highest shares of Fig. 8. How
    sure the order is, is told beside.
    """
    shares = keyword_shares(drawn_bars(), EMERGENT)
    named = named_keywords("C30")
    ranks = keyword_ranks(shares, named, top=len(named)).query("named")
    return by_share(
        int((ranks["rank"] <= len(named)).sum()),
        len(named),
        f"highest shares: {', '.join(in_words(shares.head(len(named))))}; of those "
        f"named, {ranks['p_top'].sum():.1f} are expected among the true top "
        f"{len(named)}",
    )


def claim_c31() -> Finding:
    """Decide whether visual reasoning has the largest flat share, as counted.

    Two statements: the count, and that no keyword has a larger share.
    """
    shares = keyword_shares(drawn_bars(), ["flat"])
    visual = shares[shares["keyword"] == "visual-reasoning"].iloc[0]
    counted = [visual["hits"], visual["tasks"]] == numbers_in("C31")
    larger = shares[shares["share"] > visual["share"]]
    return by_share(
        int(counted) + int(larger.empty),
        2,
        f"visual reasoning {visual['hits']} of {visual['tasks']}; larger shares: "
        f"{', '.join(in_words(larger)) or 'none'}",
    )


def claim_c32() -> Finding:
    """Decide whether social science and humanities gain most, and STEM least.

    Two statements a family: the two largest gains, and the smallest.
    """
    return by_share(*_order_of_gains(mmlu_gains()))


def _same(left_out: tuple[str, ...]) -> int:
    table = compare_bars(keyword_bars(tagged_tasks(left_out)))
    return int((table["outcome"] == "same").sum())


def _order_of_gains(gains: pd.DataFrame) -> tuple[int, int, str]:
    holds, words = 0, []
    groups = list(gains.groupby("family"))
    for family, rows in groups:
        ordered = rows.sort_values("gain", ascending=False)["category"].tolist()
        holds += set(ordered[:2]) == {"social science", "humanities"}
        holds += ordered[-1] == "STEM"
        said = [f"{c} +{g:.1f}" for c, g in zip(rows.category, rows.gain, strict=True)]
        words.append(f"{family}: {', '.join(said)}")
    return holds, 2 * len(groups), "; ".join(words)


FIGURES: dict[str, Check] = {
    "Fig. 8": figure_8,
    "Fig. 9": figure_9,
    "App. E": appendix_e,
    "App. F": appendix_f,
}
CLAIMS: dict[str, Check] = {
    "C29": claim_c29,
    "C30": claim_c30,
    "C31": claim_c31,
    "C32": claim_c32,
}
