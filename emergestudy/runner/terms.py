"""Link the first use of each term in a chapter to the glossary."""

import re
from collections.abc import Sequence
from pathlib import Path

from emergestudy.runner.notebooks import source

EMPHASIZED = {
    "emergent", "flat", "floor", "inverse", "margin", "metric", "origin", "seed",
    "smooth", "undetermined",
}  # fmt: skip
"""Words of everyday English: they are terms only where they stand in italics."""
_KEPT = re.compile(
    r"^(?P<fence>`{3,}|:{3,}).*?^(?P=fence)[`:]* *$"  # blocks and directives
    r"|^(?:#|\||:::|<!--)[^\n]*$"  # headings, tables, comments
    r"|\{[\w:]+\}`[^`]*`|`[^`]*`"  # roles and code
    r"|!?\[[^\]]*\]\([^)]*\)"  # links
    r"|\$\$.*?\$\$|\$[^$\n]*\$",  # mathematics
    re.M | re.S,
)


def glossary_terms(path: Path) -> list[str]:
    """Return the terms of a glossary page, the longest first."""
    if not path.is_file():
        return []
    block = re.search(
        r"^:::\{glossary\}\n(.*?)^:::$", path.read_text(encoding="utf-8"), re.M | re.S
    )
    lines = block[1].splitlines() if block else []
    found = [line.strip() for line in lines if line and not line.startswith(" ")]
    return sorted(found, key=lambda term: (-len(term), term))


def link_terms(cells: Sequence[dict], terms: Sequence[str]) -> None:
    """Make the first use of each term a link, in place.

    Headings, tables, code, roles, links and mathematics stay as they are.

    Parameters
    ----------
    cells : sequence of dict
        Cells of a notebook; only text cells change.
    terms : sequence of str
        From `glossary_terms`.
    """
    texts = [cell for cell in cells if cell["cell_type"] == "markdown"]
    for term in terms:
        for cell in texts:
            text = source(cell)
            place = _first(text, term)
            if place:
                start, end = place
                link = f"{{term}}`{text[start:end]} <{term}>`"
                cell["source"] = text[:start] + link + text[end:]
                break


def _first(text: str, term: str) -> tuple[int, int] | None:
    """Return where a term first stands in plain text."""
    words = re.escape(term).replace(r"\ ", r"\s")
    if term in EMPHASIZED:
        words = rf"(?<=\*){words}(?=\*)"
    found = [m.span() for m in re.finditer(rf"\b{words}s?\b", text, re.I)]
    kept = [match.span() for match in _KEPT.finditer(text)] if found else []
    for start, end in found:
        if not any(a < end and start < b for a, b in kept):
            return start, end
    return None
