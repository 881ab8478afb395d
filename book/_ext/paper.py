"""The book on one page, for paper (builder ``singlehtml``): solutions at its end."""

from docutils import nodes
from sphinx_exercise.nodes import is_solution_node


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


def setup(app):
    app.connect("doctree-resolved", solutions_last)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
