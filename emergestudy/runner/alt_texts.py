"""What pictures show, in words, on pages that nbconvert makes."""

import html
import logging
import re

from emergestudy.runner.notebooks import code_cells

_MISSING = re.compile(r'alt="No description has been provided for this image"')


def export(exporter: object, notebook: dict, resources: dict) -> str:
    """Export a notebook as a page whose pictures have alternative texts.

    nbconvert's templates know none for pictures and say so in their place; here they
    come from the metadata ``mystnb.image.alt`` of the cells, as in the book.

    Parameters
    ----------
    exporter : nbconvert exporter
        Makes HTML.
    notebook : dict
        An executed notebook.
    resources : dict
        For the exporter.
    """
    import json

    from nbformat import reads

    exporter.log = logging.getLogger("emergestudy.quiet")
    exporter.log.setLevel(logging.ERROR)
    node = reads(json.dumps(notebook), as_version=4)
    page = exporter.from_notebook_node(node, resources=resources)[0]
    texts = iter(alt_texts(notebook))
    return _MISSING.sub(lambda m: f'alt="{next(texts, "Figure")}"', page)


def alt_texts(notebook: dict) -> list[str]:
    """Return the texts of all pictures in order, escaped for HTML."""
    return [
        html.escape(_text(cell) or "Figure", quote=True)
        for cell in code_cells(notebook)
        for output in cell["outputs"]
        if "image/png" in output.get("data", {})
    ]


def _text(cell: dict) -> str | None:
    return cell["metadata"].get("mystnb", {}).get("image", {}).get("alt")
