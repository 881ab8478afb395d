"""The prose of a single run: its own numbers, without the roles of the book."""

import html
import re
from collections.abc import Mapping

from emergestudy.results import recorded
from emergestudy.runner.citations import author_years

_GLUE = re.compile(r"\{glue:text\}`([^`:]+)(?::([^`]+))?`")
_CITE = re.compile(r"\{cite(?::(\w+))?\}`([^`]+)`")
_PAGE = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|#)[^)\s]+\.(?:ipynb|md)[^)\s]*\)")
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$])")
_SENTENCE = 40  # characters; longer texts are not set bold
_LINK = re.compile(r"\{(?:numref|ref|doc|func|class)\}`(?:[^`<]*<)?([^`>]+)>?`")


def fill_prose(notebook: dict) -> None:
    """Put the recorded numbers of a run into its sentences, in place.

    The book does this when it builds its pages; a page of one run is made without the
    book. Citations become author and year, links to other parts of the book, which
    is not beside the page, their names. Recorded texts stay text: a name that is
    written as HTML or Markdown does nothing.

    Parameters
    ----------
    notebook : dict
        An executed notebook.
    """
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
    known = author_years()
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
