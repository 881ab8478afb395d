"""Pages of runs and editions: what was changed, what differs, what is still true.

A run with other parameters says so in its notebook's metadata (`sources.rerun`). An
edition, the whole book with some chapters changed, is named by the configuration value
``study_edition``; ``study_book`` is the way from its folder to the book, if any.
"""

from data_tables import table_node
from docutils import nodes
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.crossref import read_glue_cache
from myst_nb.ext.glue.roles import PasteTextRole
from myst_nb.ext.glue.utils import PendingGlueReference, retrieve_glue_data
from sources import notebook, read_notebook, rerun
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.dropdown import DropdownDirective
from sphinx_design.shared import create_component

WRITTEN = "Written for the default parameters"
DIFFERS = "Numbers that differ from the book"
DESCRIBES = " (describes the figure at the default parameters)"
NONE = "none"
NO_VALUE = ("None", "'none'")  # how a value that there is not was recorded
LACKS = "(not in this edition)"
STUDENT = "Exercises are without solutions, the course without notes. "
BANNERS = ("book/index", "book/story")


class AtDefaults(DropdownDirective):
    """Text about the default result: plain in the book, folded under other values."""

    optional_arguments = 0
    option_spec = None

    def run_with_defaults(self):
        if rerun(notebook(self.env)):
            self.arguments = [WRITTEN]
            return super().run_with_defaults()
        node = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, node)
        return node.children


class Heads(SphinxTransform):
    """Say at the head of a page what was changed; mark what only the book shows."""

    default_priority = 410

    def apply(self):
        title = next(self.document.findall(nodes.title), None)
        known, edition = rerun(notebook(self.env)), self.config.study_edition
        if title is None or not (known or (edition and self.env.docname in BANNERS)):
            return
        named = f"Edition: {edition}" if edition else "A run with other parameters"
        box = nodes.admonition("", nodes.title("", named), classes=["important"])
        box += self._changes(known) if known else self._chapters()
        title.parent.insert(title.parent.index(title) + 1, box)
        for cell in self.document.findall(is_output) if known else []:
            for image in cell.findall(nodes.image):
                if image.get("alt"):
                    image["alt"] += DESCRIBES

    def _changes(self, known):
        """Return the parameters that were changed, and the numbers that differ."""
        changes = nodes.bullet_list()
        for name, value in known["changed"].items():
            now = nodes.literal("", f"{name} = {shown(value['now'])}")
            book = nodes.literal("", shown(value["book"]))
            said = nodes.paragraph("", "", now, nodes.Text(", in the book "), book)
            changes += nodes.list_item("", said)
        parts = [changes, *self._to_book(self.env.docname, nodes.paragraph())]
        rows = [
            [d["name"], shown(d["book"]), shown(d["now"])] for d in known["differs"]
        ]
        if rows:
            table = table_node(["Number", "In the book", "Here"], rows, [50, 25, 25])
            parts.append(fold(DIFFERS, table))
        return parts

    def _chapters(self):
        """Return which chapters an edition changes, and what else it leaves out."""
        said, links = nodes.paragraph(), []
        for name in sorted(self.env.found_docs):
            path = self.env.doc2path(name)
            if rerun(read_notebook(path)):
                self.env.note_dependency(path)
                links += [nodes.Text(", " if links else ""), self._link(name)]
        if links:
            said += [nodes.Text("Other parameters, so other numbers, in: "), *links]
            said += nodes.Text(". ")
        if self.config.hide_solutions or self.config.hide_notes:
            said += nodes.Text(STUDENT)
        return self._to_book(self.env.docname, said) or [said]

    def _link(self, name):
        told = {"reftarget": f"/{name}", "refdoc": self.env.docname, "refwarn": True}
        told |= {"reftype": "doc", "refdomain": "std", "refexplicit": False}
        return addnodes.pending_xref("", nodes.inline("", ""), **told)

    def _to_book(self, page, said):
        """End a paragraph with a link to the same page of the book; none without it."""
        if not self.config.study_book:
            return []
        up = "../" * page.count("/")
        place = f"{up}{self.config.study_book}/{page}.html"
        said += nodes.reference("", "The page with the defaults", refuri=place)
        said += nodes.Text(".")
        return [said]


def is_output(node):
    """Say whether a node is what a cell shows."""
    return isinstance(node, nodes.container) and "cell_output" in node["classes"]


def shown(value):
    """Write a value of a parameter or a recorded value."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return "none" if value is None else str(value) or "nothing"


def fold(title, *children):
    """Return a dropdown, as the directive of sphinx-design makes it."""
    told = {"opened": False, "type": "dropdown", "has_title": True, "icon": None}
    told |= {"chevron": None, "container_classes": ["sd-mb-3"]}
    told |= {"title_classes": [], "body_classes": []}
    head = nodes.rubric(title, title)
    return create_component("dropdown", children=[head, *children], **told)


class Number(PasteTextRole):
    """``glue:text``, also for what other parameters leave without a value."""

    def run(self):
        if "::" in self.text:
            return super().run()  # of another page: see `Numbers`
        try:
            data = retrieve_glue_data(self.document, self.text.rsplit(":", 1)[0]).data
            lacks = data.get("text/plain") in NO_VALUE
        except RetrievalError:
            lacks = rerun(notebook(self.document.settings.env))
        return ([nodes.inline("", NONE)], []) if lacks else super().run()


class Numbers(SphinxPostTransform):
    """The same for numbers of other pages, before myst-nb puts them in."""

    default_priority = 4

    def run(self):
        folder = self.env.mystnb_config.output_folder
        for node in list(self.document.findall(PendingGlueReference)):
            found = read_glue_cache(folder, node.refdoc).get(node.key)
            if found is None and self.config.study_edition:
                node.replace_self(nodes.inline("", LACKS))
            elif found and found["data"].get("text/plain") in NO_VALUE:
                node.replace_self(nodes.inline("", NONE))


def setup(app):
    for needed in ("myst_nb", "sphinx_design", "sphinx_exercise", "facilitator"):
        app.setup_extension(needed)
    app.add_config_value("study_edition", "", "env", str)
    app.add_config_value("study_book", "", "env", str)
    app.add_directive("at-defaults", AtDefaults)
    app.add_transform(Heads)
    app.add_role_to_domain("glue", "text", Number(), override=True)
    app.add_post_transform(Numbers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
