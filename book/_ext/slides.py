"""Slides beside the pages, made of the notebooks of the book by nbconvert.

``book/course/slides/NAME.yaml`` holds a title and slides: each a title, text, and in
``show`` NOTEBOOK.CELL. Numbers are written ``{glue:text}`NOTEBOOK::name:.1f```.
"""

import hashlib
import html
import json
import logging as std_logging
import re
import shutil
from pathlib import Path

import yaml
from docutils import nodes
from reading_aids import mend
from sources import author_years, read_notebook
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from emergestudy.results import recorded

LOG = logging.getLogger(__name__)
LINK = '<p><a class="on-screen" href="{up}slides/{name}.html">Slides to show</a></p>'
TEMPLATE = Path(__file__).parents[1] / "_templates" / "slides.html.j2"
PARTS = ("dist/reveal.js", "dist/reveal.css", "dist/reset.css", "dist/theme/white.css")
NUMBER = re.compile(r"\{glue:text\}`(\w+)::([^`:]+)(?::([^`]+))?`")
CITE = re.compile(r"\{cite(?::(\w+))?\}`([^`]+)`")
MATH = re.compile(r"\$[^$`\n]+\$")
NO_ALT = re.compile(r'alt="No description has been provided for this image"')
LACKS = "(not in this edition)"


class Slides(SphinxDirective):
    """Link the slides of a session."""

    required_arguments = 1

    def run(self):
        up = "../" * self.env.docname.count("/")
        page = LINK.format(up=up, name=self.arguments[0])
        # On paper there is nothing to click.
        link = nodes.raw("", page, format="html")
        return [addnodes.only("", link, expr="not builder_singlehtml")]


class Session:
    """The slides of one session, and the notebooks that they show."""

    def __init__(self, app, path):
        self.app, self.name = app, path.name
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.title, self.slides = told["title"], told["slides"]
        self.read, self.works = {}, author_years(app.env)
        self.lacks = []

    def page(self):
        """Return the slides as one HTML page for the folder ``slides``."""
        from nbconvert import SlidesExporter
        from nbformat import reads

        exporter = SlidesExporter(
            template_file=str(TEMPLATE),
            reveal_url_prefix="../_static/reveal",
            reveal_theme="white",
            exclude_input=True,
            exclude_input_prompt=True,
            exclude_output_prompt=True,
        )
        exporter.log = std_logging.getLogger("study.quiet")
        exporter.log.setLevel(std_logging.ERROR)  # it does not know our alt texts
        math = any(MATH.search(slide.get("text", "")) for slide in self.slides)
        told = {"metadata": {"name": self.title}, "has_math": math}
        cells = self.cells()
        made = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        read = reads(json.dumps(made), as_version=4)
        page = exporter.from_notebook_node(read, resources=told)[0]
        alts = iter([alt for cell in cells for alt in alt_texts(cell)])
        return mend(NO_ALT.sub(lambda _: f'alt="{next(alts, "Figure")}"', page))

    def cells(self):
        """Return the cells of a notebook that nbconvert makes slides of."""
        cells = [text_cell(f"# {self.title}\n\nemergestudy, a course in sessions")]
        for slide in self.slides:
            text = NUMBER.sub(self._number, slide.get("text", ""))
            text = CITE.sub(self._cited, text)
            cells.append(text_cell(f"## {slide['title']}\n\n{text}"))
            if "show" in slide:
                cells += self._shown(slide["show"])
        return [cell | {"id": f"slide-{n}"} for n, cell in enumerate(cells)]

    def _notebook(self, name):
        if name not in self.read:
            path = Path(self.app.srcdir) / "notebooks" / f"{name}.ipynb"
            self.read[name] = read_notebook(path) if path.is_file() else {"cells": []}
        return self.read[name]

    def _number(self, found):
        name, key, form = found.groups()
        known = recorded(self._notebook(name))
        if key not in known:
            return self._lack(f"{name} does not record {key}")
        value = known[key]
        if value is None:
            return "none"
        return format(value, form) if form else str(value)

    def _cited(self, found):
        keys = [key.strip() for key in found[2].split(",")]
        names = ", ".join(self.works.get(key, key) for key in keys)
        return names if found[1] == "t" else f"({names})"

    def _shown(self, place):
        """Return a cell's outputs without records, and its caption in short."""
        name, _, wanted = place.partition(".")
        cells = {c.get("id"): c for c in self._notebook(name)["cells"]}
        cell = cells.get(wanted, {})
        if not cell.get("outputs"):
            return [text_cell(self._lack(f"{place} is no cell with an output"), "-")]
        kept = [o for o in cell["outputs"] if "scrapbook" not in o.get("metadata", {})]
        about = cell["metadata"].get("mystnb", {})
        metadata = {"mystnb": about, "slideshow": {"slide_type": "-"}}
        shown = [cell | {"outputs": kept, "metadata": metadata}]
        if caption := about.get("figure", {}).get("caption", ""):
            first = re.split(r"(?<=[a-z)])\. ", caption)[0].rstrip(".")
            shown.append(text_cell(f"<small>{first}.</small>", "-"))
        return shown

    def _lack(self, what):
        """Say on the slide that it is lacking; in the book that is a warning, too."""
        if not self.app.config.study_edition:
            self.lacks.append(what)
            LOG.warning("%s: %s", self.name, what)
        return LACKS


def text_cell(text, kind="slide"):
    metadata = {"slideshow": {"slide_type": kind}}
    return {"cell_type": "markdown", "metadata": metadata, "source": text}


def alt_texts(cell):
    """Return the escaped alternative text of each picture of a cell."""
    known = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "Figure")
    pictures = [o for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
    return [html.escape(known, quote=True)] * len(pictures)


def key_of(app, path):
    """Hash all that the slides of a session are made of."""
    text = path.read_text(encoding="utf-8")
    used = {m for m in re.findall(r"show: (\w+)\.|`(\w+)::", text) for m in m if m}
    files = [path, TEMPLATE, *sorted(Path(__file__).parent.glob("*.py"))]
    files += [Path(app.srcdir) / "notebooks" / f"{name}.ipynb" for name in sorted(used)]
    files += [Path(app.srcdir) / "book" / "references.bib"]
    found = b"".join(f.read_bytes() for f in files if f.is_file())
    return hashlib.sha256(found).hexdigest()


def make_slides(app, error):
    """Make the slides of all sessions whose sources changed, and copy reveal.js."""
    sessions = sorted(Path(app.srcdir).glob("book/course/slides/*.yaml"))
    if error is not None or app.builder.name != "html" or not sessions:
        return
    folder, out = Path(app.outdir) / "slides", Path(app.outdir) / "_static" / "reveal"
    folder.mkdir(exist_ok=True)
    for old in set(folder.glob("*.html")) - {
        folder / f"{path.stem}.html" for path in sessions
    }:
        old.unlink()
    for path in sessions:
        page, mark = folder / f"{path.stem}.html", f"<!-- {key_of(app, path)} -->"
        if not (page.is_file() and page.read_text("utf-8").endswith(mark)):
            session = Session(app, path)
            text = session.page() + mark * (not session.lacks)  # warn again if it lacks
            page.write_text(text, encoding="utf-8")
    import sphinx_revealjs

    package = Path(sphinx_revealjs.__file__).parent / "_static" / "revealjs"
    fonts = [p for p in (package / "dist/theme/fonts").rglob("*") if p.is_file()]
    for source in [*(package / part for part in PARTS), *fonts]:
        place = out / source.relative_to(package)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.is_file() or place.read_bytes() != source.read_bytes():
            shutil.copyfile(source, place)


def setup(app):
    app.setup_extension("reruns")  # has the value study_edition
    app.add_directive("slides", Slides)
    app.connect("build-finished", make_slides)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
