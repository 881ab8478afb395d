"""Figures and appendices that are made of others, and Fig. 1, which has no data."""

from collections.abc import Sequence

from emergestudy.audit.finding import Check, Finding, by_share
from emergestudy.data import load

# Appendix to the items that make it up.
PARTS = {
    "App. A": ["App. A.1", "App. A.2", "App. A.3"],
    "App. A.3": ["App. E", "Fig. 8"],
    "App. B": ["Fig. 9", "Fig. 10"],
    "App. C": ["Table 2"],
    "App. D": ["Fig. 11", "Fig. 12", "Fig. 13"],
}


def schematic() -> Finding:
    """Say that Fig. 1 has no data: it is redrawn, and there is nothing to test."""
    return Finding("definition", "a schematic without data; redrawn as one")


def parts_of(item: str) -> list[str]:
    """Return the panels, tables and appendices that make up an appendix."""
    items, parts = load("paper_items"), PARTS[item]
    inside = items["figure"].isin(parts) & ~items["item"].isin(PARTS)
    return items.loc[inside | items["item"].isin(parts), "item"].tolist()


def combine(findings: Sequence[Finding]) -> Finding:
    """Decide a whole by its parts: each panel counts once."""
    verdicts = [f.verdict for f in findings]
    right = sum(v.startswith("reproduced") for v in verdicts)
    wrong = verdicts.count("contradicted")
    share = right if right + wrong == len(verdicts) else 0.5
    corrected = "reproduced with a correction" in verdicts
    partly = verdicts.count("only partly")
    decides = (
        f"of {len(verdicts)} parts {right} reproduced, {partly} only partly, "
        f"{wrong} contradicted"
    )
    return by_share(share, len(verdicts), decides, correction=corrected)


FIGURES: dict[str, Check] = {"Fig. 1": schematic}
CLAIMS: dict[str, Check] = {}
