"""What the book adds to a chapter: its chart, its verdict, its exercises."""

import html
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from emergestudy.audit.finding import SIGNS, VERDICTS
from emergestudy.runner.notebooks import source
from emergestudy.runner.terms import link_terms

MIND = "## What would change our mind"
_READING = re.compile(r"^\*\*Further reading:\*\*\s*(\w?)", re.M)
_TRY = re.compile(r"^\*\*Try it:\*\* (.+?)(?=\n\n|\Z)", re.M | re.S)
_NEED = re.compile(r"^\*\*You need\*\*.+?(?=\n\n|\Z)", re.M | re.S)
_READING_TAKES = "Reading it takes about {} minutes with its figures."
_CHART = re.compile(r"^<!-- chart: ([\w-]+) -->$", re.M)


@dataclass(frozen=True)
class Additions:
    """What goes onto the page of a chapter beside its notebook.

    Attributes
    ----------
    verdicts : sequence of dict
        ``item``, ``shows``, ``verdict`` and ``decides`` of each figure or table of the
        papers that the chapter rebuilds.
    exercises : str
        Markdown; empty for none.
    terms : sequence of str
        Terms of the glossary, to be linked where the text first uses them.
    name : str
        Of the notebook, for the command that opens it; empty for no such command.
    """

    verdicts: Sequence[Mapping[str, str]] = ()
    exercises: str = ""
    terms: Sequence[str] = ()
    name: str = ""


def add_to_chapter(cells: Sequence[dict], added: Additions) -> None:
    """Give the cells of a notebook the shape of a chapter's page, in place.

    Charts take the place of ``<!-- chart: NAME -->``; the verdict comes before
    *What would change our mind*, exercises before the further reading.

    Parameters
    ----------
    cells : sequence of dict
        Cells of a notebook; only text cells change.
    added : Additions
        What to add.
    """
    minutes = reading_minutes(cells)
    link_terms(cells, added.terms)
    for cell in cells:
        if cell["cell_type"] == "markdown":
            text = _CHART.sub(r"```{chart} \1\n```", source(cell))
            text = text.replace(MIND, f"{verdict_section(added.verdicts)}\n\n{MIND}")
            text = _NEED.sub(
                rf"\g<0> Reading it takes about {minutes} minutes with its figures.",
                text,
            )
            text = _TRY.sub(lambda match: _try_box(match[1], added.name), text)
            exercises = f"## Exercises\n\n{added.exercises}\n\n" * bool(added.exercises)
            reading = f"{exercises}## Further reading\n\n"
            cell["source"] = _READING.sub(_sentence(reading), text)


def reading_minutes(cells: Sequence[dict]) -> int:
    """Return how long a notebook takes to read: 180 words or a figure in a minute."""
    texts = [source(cell) for cell in cells if cell["cell_type"] == "markdown"]
    figures = sum("mystnb" in cell.get("metadata", {}) for cell in cells)
    return max(1, round(sum(len(text.split()) for text in texts) / 180) + figures)


def verdict_section(items: Sequence[Mapping[str, str]]) -> str:
    """Say what was decided in a chapter: a count, and each item folded away.

    Parameters
    ----------
    items : sequence of dict
        As in `Additions.verdicts`.

    Returns
    -------
    str
        Markdown with its heading.
    """
    more = "[Every figure, every claim](verdicts.ipynb)"
    if not items:
        said = "No figure or table of the papers is decided in this chapter."
        return f"## The verdict\n\n{said} {more} lists those that are."
    counts = Counter(item["verdict"] for item in items)
    told = ", ".join(f"{counts[v]} *{v}*" for v in VERDICTS if v in counts)
    lead = f"Of the papers' panels, tables and appendices rebuilt here: {told}."
    entries = "\n".join(map(_entry, items))
    page = f'<ul class="entries">\n{entries}\n</ul>'
    fold = f":::{{dropdown}} What decides each\n\n```{{raw}} html\n{page}\n```\n:::"
    return f"## The verdict\n\n{lead} {more} explains the words.\n\n{fold}"


def _entry(item: Mapping[str, str]) -> str:
    told = {k: html.escape(item[k]) for k in ("item", "shows", "verdict", "decides")}
    return (
        f"<li><p>{told['item']} &middot; {SIGNS[item['verdict']]} {told['verdict']}</p>"
        f"<dl><dt>shows</dt><dd>{told['shows']}</dd>"
        f"<dt>decided by</dt><dd>{told['decides']}</dd></dl></li>"
    )


def _try_box(text: str, name: str) -> str:
    opens = f"\n\nTo change more: `jupyter lab notebooks/{name}.ipynb`." * bool(name)
    return f":::{{admonition}} Try it\n:class: tip\n{text}{opens}\n:::"


def _sentence(reading: str) -> Callable[[re.Match], str]:
    """Begin the section with a capital: in the notebook a colon stood before it."""
    return lambda match: reading + match[1].upper()
