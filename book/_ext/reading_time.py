"""How long a chapter takes to read, said with what it needs."""

from docutils import nodes
from sources import notebook
from sphinx.transforms import SphinxTransform

WORDS = 180  # a minute
TAKES = "Reading it takes about {} minutes with its figures."


def minutes(cells):
    """Return how long the text and the figures of a notebook take; a minute each."""
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    figures = sum("mystnb" in cell.get("metadata", {}) for cell in cells)
    return max(1, round(sum(len(text.split()) for text in texts) / WORDS) + figures)


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
        said = TAKES.format(minutes(cells))
        need = next(self.document.findall(is_need), None)
        if need is not None:
            need += nodes.Text(f" {said}")
        else:
            title.parent.insert(1, nodes.paragraph("", said))


def setup(app):
    app.add_transform(ReadingTime)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
