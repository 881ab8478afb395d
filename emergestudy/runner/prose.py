"""The prose of a single run: its own numbers, without the roles of the book."""

import re
from collections.abc import Mapping

from emergestudy.results import recorded

_GLUE = re.compile(r"\{glue:text\}`([^`:]+)(?::([^`]+))?`")
_CITE = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
_LINK = re.compile(r"\{(?:numref|ref|doc|func|class)\}`(?:[^`<]*<)?([^`>]+)>?`")


def fill_prose(notebook: dict) -> None:
    """Put the recorded numbers of a run into its sentences, in place.

    The book does this when it builds its pages; a page of one run is made without the
    book. Citations become the keys of the reference list in brackets, links to other
    parts of the book their names.

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
            text = _CITE.sub(lambda m: f"[{m[1].replace(',', ', ')}]", text)
            cell["source"] = _LINK.sub(r"`\1`", text)


def _shown(values: Mapping[str, object], name: str, form: str | None) -> str:
    """Format a recorded value; one of another notebook keeps its name."""
    if name not in values:
        return f"({name})"
    value = values[name]
    return f"**{value:{form}}**" if form else f"**{value}**"
