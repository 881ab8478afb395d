"""How to cite: BibTeX made of ``CITATION.cff``, on every page and as files."""

import html
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

FILE, BIB = "CITATION.cff", "emergestudy.bib"
FOLD = """<details class="cite noprint"><summary>Cite this page</summary>{}</details>"""
FILES = """<p class="tools"><a href="{up}_static/{bib}" download>BibTeX</a>
<a href="{up}_static/{cff}" download>CITATION.cff</a></p>"""


def bibtex(told, page=None):
    """Return the entry of the study, as ``CITATION.cff`` tells it, or of a page."""
    year = str(told["date-released"])[:4]
    names = [
        a.get("name") or f"{a['family-names']}, {a['given-names']}"
        for a in told["authors"]
    ]
    fields = {
        "author": "{" + "} and {".join(names) + "}", "title": told["title"],
        "year": year, "version": told["version"],
        "note": f"Page: {page}. Released {told['date-released']}" if page
        else f"Released {told['date-released']}. {told['license']} license",
    }  # fmt: skip
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items()]
    return "\n".join([f"@software{{emergestudy{year},", *lines, "}\n"])


def read(app):
    """Return what the file tells; nothing where there is none."""
    path = Path(app.srcdir) / FILE
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None


def shown(told, name, page=None):
    """Return the entry and the files, for a page."""
    files = FILES.format(up="../" * name.count("/"), bib=BIB, cff=FILE)
    return f"<pre>{html.escape(bibtex(told, page))}</pre>{files}"


class CiteThis(SphinxDirective):
    """Show how to cite the study."""

    def run(self):
        told = read(self.env.app)
        self.env.note_dependency(str(Path(self.env.srcdir) / FILE))
        page = shown(told, self.env.docname) if told else ""
        return [nodes.raw("", page, format="html")]


def add_fold(app, page, template, context, doctree):
    """End each page with how to cite it, but for one that shows it anyway."""
    told = read(app) if app.builder.name == "html" and doctree is not None else None
    if told and "body" in context and "<pre>@software{" not in context["body"]:
        title = nodes.unescape(doctree.next_node(nodes.title).astext())
        context["body"] += FOLD.format(shown(told, page, title))


def write_files(app, error):
    """Put the files beside the pages."""
    told = read(app) if error is None and app.builder.format == "html" else None
    if told:
        folder = Path(app.outdir) / "_static"
        (folder / BIB).write_text(bibtex(told), encoding="utf-8")
        (folder / FILE).write_bytes((Path(app.srcdir) / FILE).read_bytes())


def setup(app):
    app.add_directive("cite-this", CiteThis)
    app.connect("html-page-context", add_fold)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
