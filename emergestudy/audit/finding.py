"""What a check of a claim or of a figure finds."""

from collections.abc import Callable
from dataclasses import dataclass

from emergestudy.errors import StudyError

VERDICTS = (
    "reproduced",
    "reproduced with a correction",
    "consistent as printed",
    "only partly",
    "contradicted",
    "definition",
    "not decidable",
    "pending",
)
# A sign beside each verdict, so that color is never needed.
SIGNS = dict(zip(VERDICTS, "✓✓=~✗·?…", strict=True))


@dataclass(frozen=True)
class Finding:
    """A verdict, and the number that decides it.

    Attributes
    ----------
    verdict : str
        One of `VERDICTS`. *Reproduced*: what the paper says holds in the numbers.
        *Reproduced with a correction*: it holds once a slip of the paper is put
        right. *Consistent as printed*: printed numbers agree with each other, but the
        data behind them are not public, so nothing was computed anew. *Only partly*:
        some of it holds. *Contradicted*: the numbers say otherwise. *Definition*:
        there is nothing to test. *Not decidable*: the numbers are not public;
        `decides` says which. *Pending*: a later part.
    decides : str
        The deciding number or numbers, in one sentence made from the data.
    """

    verdict: str
    decides: str

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise StudyError(f"no verdict {self.verdict!r}; there are {VERDICTS}")


Check = Callable[[], Finding]


def as_printed(check: Check) -> Check:
    """Make a check that rests on printed numbers alone say no more than that."""

    def printed() -> Finding:
        found = check()
        if not found.verdict.startswith("reproduced"):
            return found
        return Finding("consistent as printed", found.decides)

    return printed


def together(*checks: Check) -> Check:
    """Make one check of several: reproduced if all are, contradicted if all are."""

    def check() -> Finding:
        found = [one() for one in checks]
        right = [f for f in found if f.verdict.startswith("reproduced")]
        wrong = [f for f in found if f.verdict == "contradicted"]
        share = len(right) if len(right) + len(wrong) == len(found) else 0.5
        corrected = any("correction" in f.verdict for f in found)
        decides = "; ".join(f.decides for f in found)
        return by_share(share, len(found), decides, correction=corrected)

    return check


def by_share(
    holds: float, of: int, decides: str, *, correction: bool = False
) -> Finding:
    """Turn "holds in so many of so many" into a verdict.

    Parameters
    ----------
    holds, of : int
        Statements that hold, and all of them.
    decides : str
        As in `Finding`.
    correction : bool
        Whether a slip of the paper had to be put right first.

    Returns
    -------
    Finding
        Reproduced if all hold, contradicted if none does, else only partly.
    """
    if holds == of:
        right = "reproduced with a correction" if correction else "reproduced"
        return Finding(right, decides)
    return Finding("only partly" if holds else "contradicted", decides)
