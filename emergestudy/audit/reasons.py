"""Checks of section 5.1 of Wei et al.: what the numbers say of its explanations."""

import pandas as pd

from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.audit.metrics import choices_emerge_too
from emergestudy.chapters.explanations.chain_calls import (
    FEW,
    UP,
    call_chains,
    in_words,
    shift_per_step,
)
from emergestudy.chapters.explanations.chains import chain_scores
from emergestudy.chapters.explanations.closed_book import (
    closed_book_scores,
    knowledge_calls,
    rises_by_setting,
)
from emergestudy.chapters.explanations.memorized_share import (
    by_tokens,
    memorized_shares,
    shapes,
)
from emergestudy.chapters.explanations.one_family import PUZZLES
from emergestudy.chapters.explanations.scale_to_reach import (
    in_words as at_height_in_words,
)
from emergestudy.chapters.explanations.scale_to_reach import shift_at_height
from emergestudy.data import tables

DEPTHS = ("depth", "layers", "n_layers")  # what a column of depths would be called


def depth() -> Finding:
    """Decide "a computation of l sequential steps needs depth of order l".

    A necessary condition on networks. Only a model of known depth that does more steps
    than its depth allows could refute it; no order of emergence points can, since a
    deep enough model may fail for want of something else. Not decidable while no table
    has a column of depths, pending when one has; what emergence points do is told.
    """
    columns = tables()["columns"].str.split(", ").explode()
    has_depth = columns.isin(DEPTHS).any()
    at_height = at_height_in_words(shift_at_height(chain_scores(PUZZLES)))
    text = f"{_said(_shifts())}; at equal height {at_height}; missing: scores of "
    text += "models of known depth, equal in size and data"
    return Finding("pending" if has_depth else "not decidable", text)


def size_and_memory() -> Finding:
    """Decide "size and compute help memorization and so knowledge-heavy tasks".

    Three parts. The recited share of Pythia rises with every size at every token count
    and with tokens in every model. Few-shot closed-book scores rise with every size.
    The third, that the one is the cause of the other, has no numbers and cannot hold.
    Curves with fewer shots are told, not counted: small dips are within their noise.
    """
    memory, knowledge, decides = _memory_and_knowledge()
    untested = "; that the first causes the second is not tested by any table"
    return by_share(memory + knowledge, 3, decides + untested)


def explanations() -> Finding:
    """Decide the three explanations of section 5.1 and the reply to the third.

    One part a chain of tasks whose emergence points are found: they move up per step.
    Three more: memorization rises with size; so does knowledge; tasks of choice,
    which know no partial credit, emerge too (the check of K24 is not contradicted).
    The last cannot hold: that intermediate steps jump too has no numbers.
    """
    shifts = _shifts()
    found = shifts[shifts["moves"] != FEW]
    memory, knowledge, decides = _memory_and_knowledge()
    choices = choices_emerge_too()
    holds = int((found["moves"] == UP).sum()) + memory + knowledge
    holds += choices.verdict != "contradicted"
    text = f"{_said(shifts)}; {decides}; {choices.decides}; no table scores the "
    text += "intermediate steps"
    return by_share(holds, len(found) + 4, text)


def _shifts() -> pd.DataFrame:
    return shift_per_step(call_chains(chain_scores()))


def _said(shifts: pd.DataFrame) -> str:
    return f"emergence point in FLOPs moves per step: {in_words(shifts)}"


def _memory_and_knowledge() -> tuple[bool, bool, str]:
    shares = memorized_shares()
    sizes, tokens = shapes(shares), by_tokens(shares)
    calls = knowledge_calls(closed_book_scores())
    settings = rises_by_setting()
    memory = bool(sizes["rises"].all() and (tokens["tau"] > 0).all())
    rising = int(calls["rises"].sum())
    last = sizes.iloc[-1]
    decides = (
        f"recited share rises with every size at {sizes['rises'].sum()} of "
        f"{len(sizes)} token counts, {last['per_tenfold']:+.2f} points a tenfold at "
        f"the end; with tokens, tau at least {tokens['tau'].min():.2f}; {rising} of "
        f"{len(calls)} few-shot closed-book curves rise with every size, "
        f"{settings['rises'].sum()} of {settings['curves'].sum()} over all numbers of "
        f"shots (largest dip {settings['worst'].max():.1f} points)"
    )
    return memory, rising == len(calls), decides


FIGURES: dict[str, Check] = {}
CLAIMS: dict[str, Check] = {
    "C18": explanations,
    "K21": depth,
    "K22": size_and_memory,
}
