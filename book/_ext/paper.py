"""The book as one page, for paper (builder ``singlehtml``): solutions at its end."""

import re

from docutils import nodes
from sphinx_exercise.nodes import is_solution_node

WRITTEN = re.compile(r'href="(\w+)\.html"')  # by a cell, to the chapter beside it


def use_html_handlers(app):
    """Show nodes as in HTML; Sphinx looks no further if a builder has its own."""
    known = app.registry.translation_handlers
    known["singlehtml"] = {**known.get("html", {}), **known.get("singlehtml", {})}


def solutions_last(app, doctree, docname):
    """Move the solutions, unfolded, to a section at the end of the whole book."""
    if app.builder.name != "singlehtml":
        return
    found = list(doctree.findall(is_solution_node))
    if found:
        end = nodes.section("", nodes.title("", "Solutions"), ids=["solutions"])
        for node in found:
            node.parent.remove(node)
            node["classes"] = [c for c in node["classes"] if c != "dropdown"]
            end += node
        doctree += end


def jump_within(app, page, template, context, doctree):
    """Let links to other pages of the book be jumps, also those that a cell wrote."""
    if app.builder.name == "singlehtml" and "body" in context:
        path = f"{app.config.root_doc}{app.builder.out_suffix}"
        body = context["body"].replace(f'href="{path}#', 'href="#')
        context["body"] = WRITTEN.sub(r'href="#document-notebooks/\1"', body)


def setup(app):
    app.connect("builder-inited", use_html_handlers)
    app.connect("doctree-resolved", solutions_last)
    app.connect("html-page-context", jump_within)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
