"""What the text says of Fig. 8, read from the sentences in the claims table."""

import re

from emergestudy.data import load


def claim_text(claim: str) -> str:
    """Return the statement of a claim, for instance ``"C30"``."""
    return load("claims").set_index("claim").loc[claim, "statement"]


def named_keywords(claim: str = "C30") -> list[str]:
    """Return the keywords that a claim lists after its colon."""
    listed = claim_text(claim).split(":")[1].rstrip(".").split(",")
    return [name.strip().replace(" ", "-") for name in listed]


def numbers_in(claim: str) -> list[int]:
    """Return the whole numbers in a claim, in their order."""
    return [int(n) for n in re.findall(r"\d+", claim_text(claim))]
