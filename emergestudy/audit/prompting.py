"""Checks of section 4 of Wei et al.: Figs 3 and 12, and what is said of them."""

from functools import partial

import pandas as pd

from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.chapters.prompting_and_finetuning.chain_of_thought_tables import (
    both_versions,
    drawn_and_printed,
)
from emergestudy.chapters.prompting_and_finetuning.crossings import crossings
from emergestudy.chapters.prompting_and_finetuning.open_crossings import (
    pooled_crossings,
)
from emergestudy.chapters.prompting_and_finetuning.technique_panels import (
    technique_crossings,
    technique_gains,
)
from emergestudy.chapters.prompting_and_finetuning.tuned_tables import tuned_pairs
from emergestudy.data import load

SMALL, LARGE = 8.6e9, 6.8e10  # "8B and below", "about 100B (Table 1: 68B)"
FACTOR = 2.0  # an interval within this factor of a printed scale reaches it
SLIP = 1.0  # points by which a drawn score may miss the printed one
MOVED = 0.2  # share by which a drawn size may miss the one in Table 2


def by_sign(letter: str) -> pd.DataFrame:
    """Set each model of a panel beside the paper's "helps from that model on".

    Returns
    -------
    pandas.DataFrame
        The points of the panel with ``fits``: the technique is better from the named
        model on, and not better before it.
    """
    points = technique_gains([letter]).sort_values("scale")
    named = load("wei2022_techniques").set_index("panel").loc[f"3{letter}"]
    first = points.loc[points["model"] == named["first_model"], "scale"].item()
    helped = points["scale"] >= first
    return points.assign(fits=(points["gain"] > 0) == helped)


def panel(letter: str, x_axis: str) -> Finding:
    """Decide one panel of Fig. 3 or 12.

    One statement a model: the technique is better from the named model on, and not
    better before it. One more: the estimator's crossing lies in the gap before that
    model, or its interval reaches into it. What had to be put right, see `_slip`.
    """
    points = by_sign(letter)
    call = technique_crossings([letter], x_axis).iloc[0]
    placed = call["outcome"] in ("agrees", "overlaps")
    where = f" at {call['point']:.2g}" if pd.notna(call["point"]) else ""
    decides = (
        f"gains by size {_gains(points)} points; paper: from {call['people']}; "
        f"estimator: {call['verdict']}{where}"
    )
    slip = _slip(letter, x_axis)
    decides += f"; {slip}" if slip else ""
    holds = int(points["fits"].sum()) + placed
    return by_share(holds, len(points) + 1, decides, correction=bool(slip))


def _slip(letter: str, x_axis: str) -> str:
    """Say what the panel draws otherwise than a table prints it; empty if nothing.

    In A a score more than a point from the chain-of-thought paper's Table 2; in Fig. 12
    a size more than a fifth from Table 2 of the paper; in Fig. 3D printed FLOPs that
    are not the ones drawn.
    """
    if letter == "A":
        table = drawn_and_printed()
        off = (table["drawn_technique"] - table["printed_technique"]).max()
        return f"up to {off:.1f} points above Table 2" if off > SLIP else ""
    rows = load("wei2022_scores")
    rows = rows[rows["locator"] == f"Fig. 3{letter}"].drop_duplicates("model")
    models = load("models").query("locator == 'Table 2'").set_index("model")
    column = "params" if x_axis == "params" else "train_flops_printed"
    printed = rows["model"].map(models[column])
    drawn = rows["params"] if x_axis == "params" else rows["drawn_at"]
    named = load("wei2022_techniques").set_index("panel").loc[f"3{letter}"]
    off = (printed / drawn - 1).abs().where(rows["model"] == named["first_model"])
    if not off.max() > MOVED:
        return ""
    at = off.idxmax()
    return f"{rows['model'][at]} drawn at {drawn[at]:.2g}, printed {printed[at]:.2g}"


def reasoning() -> Finding:
    """Decide "chain of thought beats plain answers only from about 1e23 FLOPs".

    One statement a model of Fig. 3A, drawn, by its sign; one that the crossing holds
    for the scores as printed; and one that open models bear it out on the same
    benchmark: the interval of their crossing comes within a factor of two of 1e23.
    """
    points = by_sign("A")
    scale = load("wei2022_techniques").set_index("panel")["train_flops_text"]["3A"]
    printed = crossings(both_versions(drawn_and_printed())).iloc[1]
    opened = pooled_crossings([("gsm8k", "chain_of_thought")]).iloc[0]
    reached = [_reaches(call, scale) for call in (printed, opened)]
    decides = (
        f"gains in Fig. 3A {_gains(points)} points; crossing of the printed scores "
        f"{_place(printed)} FLOPs; of {opened['models']} open models on GSM8K "
        f"{_place(opened)}"
    )
    return by_share(int(points["fits"].sum()) + sum(reached), len(points) + 2, decides)


def tuning_hurts() -> Finding:
    """Decide "instruction tuning hurts at 8B and below".

    One statement a model of Fig. 3B of that size: it scores lower. One more: so does
    the larger part of the comparisons at 8B or below in Table 5 of Chung et al.
    """
    points = technique_gains(["B"], "params")
    small = points[points["scale"] <= SMALL]
    lower = int((small["gain"] < 0).sum())
    later = _later_gains()
    later = later[later["scale"] <= SMALL]["gain"]
    decides = (
        f"Fig. 3B: lower at {lower} of {len(small)} sizes; Table 5 of Chung et al.: "
        f"lower in {(later < 0).sum()} of {len(later)} comparisons"
    )
    mostly = bool((later < 0).mean() > 0.5)
    return by_share(lower + mostly, len(small) + 1, decides)


def tuning_helps() -> Finding:
    """Decide "instruction tuning helps from about 100B (68B)".

    One statement a model of Fig. 3B from 68B on: it scores higher; one more: so does
    the larger part of the comparisons from 68B on in Table 5 of Chung et al.
    """
    points = technique_gains(["B"], "params")
    large = points[points["scale"] >= LARGE]
    higher = int((large["gain"] > 0).sum())
    later = _later_gains()
    later = later[later["scale"] >= LARGE]["gain"]
    decides = (
        f"Fig. 3B: higher at {higher} of {len(large)} sizes; Table 5 of Chung et al.: "
        f"higher in {(later > 0).sum()} of {len(later)} comparisons"
    )
    mostly = bool((later > 0).mean() > 0.5)
    return by_share(higher + mostly, len(large) + 1, decides)


def only_from(letter: str, x_axis: str = "train_flops") -> Finding:
    """Decide "helps only from that model": one statement a model, by its sign."""
    points = by_sign(letter)
    first = load("wei2022_techniques").set_index("panel")["first_model"]
    slip = _slip(letter, x_axis)
    decides = f"gains by size {_gains(points)} points; from {first[f'3{letter}']} said"
    decides += f"; {slip}" if slip else ""
    fits = int(points["fits"].sum())
    return by_share(fits, len(points), decides, correction=bool(slip))


def _later_gains() -> pd.DataFrame:
    pairs = tuned_pairs()
    return pairs.assign(gain=pairs["technique"] - pairs["baseline"])


def _gains(points: pd.DataFrame) -> str:
    return ", ".join(f"{gain:+.1f}" for gain in points["gain"])


def _place(call: pd.Series) -> str:
    return f"{call['point']:.2g} ({call['low']:.2g} to {call['high']:.2g})"


def _reaches(call: pd.Series, scale: float) -> bool:
    return bool(call["low"] / FACTOR <= scale <= call["high"] * FACTOR)


FIGURES: dict[str, Check] = {
    **{f"Fig. 3{p}": partial(panel, p, "train_flops") for p in "ABCD"},
    **{f"Fig. 12{p}": partial(panel, p, "params") for p in "ABCD"},
}
CLAIMS: dict[str, Check] = {
    "C13": reasoning,
    "C14": tuning_hurts,
    "C15": tuning_helps,
    "C16": partial(only_from, "C", "params"),
    "C17": partial(only_from, "D", "params"),
    "K17": reasoning,
    "K18": tuning_hurts,
    "K19": partial(only_from, "C"),
    "K20": partial(only_from, "D", "params"),
}
