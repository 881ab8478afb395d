"""What is amiss with a forecast, in words."""

from emergestudy.law.places import Law

# Share of the posterior at the end of a prior's range that is worth saying; ranges of
# ln D of extrapolation; posterior over prior spread of ln(alpha); and how far another
# prior may move the median, in widths of the interval.
HIT, FAR, LEARNED, SENSITIVE = 0.10, 0.5, 0.8, 0.25
NAMES = {
    "most": "the elbow after the most data",
    "shift": "the shift of the elbow over the amounts",
    "alpha": "alpha",
}


def messages(found: dict, law: Law) -> list[str]:
    """Return a sentence for each thing that is amiss.

    Parameters
    ----------
    found : dict
        The numbers of `emergestudy.law.diagnostics.Diagnostics`.
    law : Law
        The form and the rows.
    """
    said = [
        f"{share:.0%} of the posterior of {NAMES[key]} lies at the end of its prior "
        "range: the range decides, not the data."
        for key, share in found["boxes_hit"].items()
        if share > HIT
    ]
    return said + _reach(found, law) + _alpha(found) + _width(found, law)


def _reach(found: dict, law: Law) -> list[str]:
    if found["reach"] <= FAR:
        return []
    least, *_, most = law.data.amounts
    return [
        f"The law is extrapolated by {found['reach']:.1f} times the range of ln D seen "
        f"({least:,.0f} to {most:,.0f} examples, down to {law.d0:g}). Finetune on "
        "smaller amounts."
    ]


def _alpha(found: dict) -> list[str]:
    said = []
    if found["alpha_learned"] > LEARNED:
        said.append("The data say next to nothing on alpha: its prior sets the result.")
    if found["mle_at_edge"]:
        said.append(
            "The likelihood of alpha is highest at an end of the range searched: "
            "without the prior, the law would not be identified."
        )
    if found["mle_outside"]:
        said.append(
            "The maximum-likelihood forecast lies outside the 90 % interval: the prior "
            "pulls the answer away from it."
        )
    return said


def _width(found: dict, law: Law) -> list[str]:
    said = []
    used, flat = found["prior"]
    moved = abs(flat - used) / max(found["width"], 1e-12)
    if moved > SENSITIVE:
        said.append(
            f"Under a flat prior of alpha the median moves to {flat:.4g}, by "
            f"{moved:.0%} of the width of the 90 % interval."
        )
    if found["width"] > law.data.span:
        said.append("The 90 % interval is wider than the range of the checkpoints.")
    return said
