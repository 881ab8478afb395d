"""The report as one HTML file that needs nothing beside it.

The book builds its pages with Sphinx; a report is made where there is no book. Its
sentences get the run's own numbers, its pictures their texts, by nbconvert.
"""

import html
import json
import logging
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from emergestudy.paths import shipped
from emergestudy.results import recorded
from emergestudy.running.files import write_text
from emergestudy.running.notebooks import code_cells, has_tag

EXAMPLE = "example"
"""Tag of cells about the example of a chapter; a report leaves them out."""
_GLUE = re.compile(r"\{glue:text\}`([^`:]+)(?::([^`]+))?`")
_CITE = re.compile(r"\{cite(?::(\w+))?\}`([^`]+)`")
_PAGE = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|#)[^)\s]+\.(?:ipynb|md)[^)\s]*\)")
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$])")
_SENTENCE = 40  # characters; longer texts are not set bold
_LINK = re.compile(r"\{(?:numref|ref|doc|func|class|term)\}`(?:[^`<]*<)?([^`>]+)>?`")
_ALT = re.compile(r'alt="No description has been provided for this image"')


def write_page(notebook: dict, path: Path, title: str) -> None:
    """Write an executed notebook as a page: no code, and no cells tagged `EXAMPLE`."""
    from nbconvert import HTMLExporter

    _fill_prose(notebook)
    head = {"cell_type": "markdown", "id": "title", "metadata": {}}
    kept = [c for c in notebook["cells"] if not has_tag(c, EXAMPLE)]
    notebook["cells"] = [head | {"source": f"# {title}"}, *kept]
    for cell in code_cells(notebook):
        cell["outputs"] = [
            o for o in cell["outputs"] if "scrapbook" not in o.get("metadata", {})
        ]
    # No address: the page must not reach for the network.
    page = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="")
    page.exclude_input = page.exclude_output_prompt = True
    named = {"metadata": {"name": title}}
    write_text(_export(page, notebook, named), path)


def _fill_prose(notebook: dict) -> None:
    """Put recorded numbers into sentences, as text; name what links lead to."""
    values = recorded(notebook)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            text = _GLUE.sub(lambda m: _shown(values, m[1], m[2]), text)
            text = _CITE.sub(_cited, text)
            text = _PAGE.sub(r"*\1*", text)
            cell["source"] = _LINK.sub(r"`\1`", text)


def _cited(match: re.Match) -> str:
    """Write a citation: in brackets, or in the sentence (``cite:t``)."""
    known = _author_years()
    names = [known.get(key.strip(), key.strip()) for key in match[2].split(",")]
    return ", ".join(names) if match[1] == "t" else f"({', '.join(names)})"


def _shown(values: Mapping[str, object], name: str, form: str | None) -> str:
    """Format a recorded value; one of another notebook keeps its name."""
    if name not in values:
        return f"({name})"
    value = values[name]
    if value is None:
        return "(none)"
    if isinstance(value, str):
        text = _MARKS.sub(r"\\\1", html.escape(value))
        return text if len(text) > _SENTENCE else f"**{text}**"
    return f"**{value:{form}}**" if form else f"**{value}**"


@cache
def _author_years() -> dict[str, str]:
    """Return "Wei et al. 2022" and the like by key; nothing without the book."""
    file = shipped("book", "references.bib")
    if not file.is_file():
        return {}
    from pybtex.database import parse_file

    entries = parse_file(str(file), "bibtex").entries
    return {key: author_year(entry) for key, entry in entries.items()}


def author_year(entry: object) -> str:
    """Name a work of a bibliography as "Wei et al. 2022"."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [" ".join((*p.prelast_names, *p.last_names)) for p in people]
    names = [name.replace("{", "").replace("}", "") for name in names]
    year = entry.fields.get("year", "n.d.")
    if not names:
        return f"{entry.fields.get('title', 'no title')} {year}"
    if len(names) == 2 and names[1] != "others":
        return f"{names[0]} and {names[1]} {year}"
    return f"{names[0]} et al. {year}" if len(names) > 1 else f"{names[0]} {year}"


def _export(exporter: object, notebook: dict, resources: dict) -> str:
    """Make the page; nbconvert knows no alternative texts, the cells do."""
    from nbformat import reads

    exporter.log = logging.getLogger("emergestudy.quiet")
    exporter.log.setLevel(logging.ERROR)
    node = reads(json.dumps(notebook), as_version=4)
    page = exporter.from_notebook_node(node, resources=resources)[0]
    texts = iter(_alt_texts(notebook))
    return _ALT.sub(lambda m: f'alt="{next(texts, "Figure")}"', page)


def _alt_texts(notebook: dict) -> list[str]:
    """Return the texts of all pictures in order, escaped for HTML."""
    return [
        html.escape(_text(cell) or "Figure", quote=True)
        for cell in code_cells(notebook)
        for output in cell["outputs"]
        if "image/png" in output.get("data", {})
    ]


def _text(cell: dict) -> str | None:
    return cell["metadata"].get("mystnb", {}).get("image", {}).get("alt")
