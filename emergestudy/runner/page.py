"""One executed notebook as one HTML file that needs nothing beside it."""

import copy
from pathlib import Path

from emergestudy.runner.alt_texts import export
from emergestudy.runner.prose import fill_prose
from emergestudy.running.files import write_text
from emergestudy.running.notebooks import code_cells, has_tag

EXAMPLE = "example"
"""Tag of cells about the example of a chapter; a report leaves them out."""


def write_page(
    notebook: dict, path: Path, *, title: str | None = None, code: bool = True
) -> None:
    """Write a notebook as a page.

    Parameters
    ----------
    notebook : dict
        An executed notebook; it is not changed.
    path : Path
        The page.
    title : str, optional
        Of a report: it heads the page, and cells tagged `EXAMPLE` are left out.
    code : bool
        Whether the page shows code.
    """
    from nbconvert import HTMLExporter

    notebook = copy.deepcopy(notebook)
    fill_prose(notebook)
    if title:
        head = {"cell_type": "markdown", "id": "title", "metadata": {}}
        kept = [c for c in notebook["cells"] if not has_tag(c, EXAMPLE)]
        notebook["cells"] = [head | {"source": f"# {title}"}, *kept]
    for cell in code_cells(notebook):
        cell["outputs"] = [
            o for o in cell["outputs"] if "scrapbook" not in o.get("metadata", {})
        ]
    # No address: the page must not reach for the network.
    page = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="")
    page.exclude_input = not code
    page.exclude_output_prompt = not code
    named = {"metadata": {"name": title or path.stem}}
    write_text(export(page, notebook, named), path)
