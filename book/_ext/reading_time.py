"""How long a chapter takes to read, said with what it needs."""

import re

from docutils import nodes
from sources import notebook
from sphinx.transforms import SphinxTransform

WORDS = 110  # a minute, as measured with readers
TAGS = re.compile(r"<(style|script).*?</\1>|<[^>]+>", re.DOTALL)


def texts(cell):
    """Return what a cell gives to read: its prose, or text that it made; no tables."""
    if cell["cell_type"] == "markdown":
        return ["".join(cell["source"])]
    shown = (o.get("data", {}).get("text/html", "") for o in cell.get("outputs", []))
    pages = ("".join(page) for page in shown)
    return [TAGS.sub(" ", page) for page in pages if "dataframe" not in page]


def figures(cells):
    """Return how many figures the page of a notebook shows."""
    about = [cell.get("metadata", {}) for cell in cells]
    return sum("mystnb" in a and "remove-cell" not in a.get("tags", []) for a in about)


def minutes(cells):
    """Return how long the text and the figures of a notebook take; a minute each."""
    words = sum(len(text.split()) for cell in cells for text in texts(cell))
    return max(1, round(words / WORDS) + figures(cells))


def is_need(node):
    """Say whether this is the paragraph that begins with a bold "You need"."""
    if not isinstance(node, nodes.paragraph) or not node.astext().startswith(
        "You need"
    ):
        return False
    bold = next(node.findall(nodes.strong), None)
    return bold is not None and bold.astext() == "You need"


class ReadingTime(SphinxTransform):
    """Say it at the end of "You need ...", or else below the title."""

    default_priority = 400

    def apply(self):
        cells = notebook(self.env).get("cells")
        title = next(self.document.findall(nodes.title), None)
        if not cells or title is None:
            return
        long = minutes(cells)
        said = f"Reading it takes about {long} minute{'s' * (long > 1)}"
        said += " with its figures." if figures(cells) else "."
        need = next(self.document.findall(is_need), None)
        if need is not None:
            need += nodes.Text(f" {said}")
        else:
            title.parent.insert(1, nodes.paragraph("", said))


def setup(app):
    app.add_transform(ReadingTime)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
