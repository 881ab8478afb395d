"""Slides beside the pages, made of the notebooks of the book by nbconvert.

``book/course/slides/NAME.yaml`` holds a title, what to ``say`` with it, and slides for
the course's page NAME. Each slide has a ``title`` and ``text``, and may have

- ``show``: NOTEBOOK.CELL, and of what it shows ``crop`` (rows of boxes of left, top,
  right, bottom in shares of a picture) or ``rows`` and ``columns`` of a table;
- ``caption`` and ``alt`` of its picture, in place of the notebook's; a part of a
  picture needs both;
- ``agenda``: n, the page's n-th agenda, in place of a text; then ``part``: n, the row
  of it that begins with this slide, whose minutes it says;
- ``asks`` and ``answers``: numbers of the page's questions, or PAGE.NUMBER;
- ``minutes`` of it and what follows up to the next that has some; ``spare: true`` if
  they are not in its part's, so that it is dropped first;
- ``say``: notes for the presenter; ``notes``: PAGE.NUMBER or PAGE.activity, whose notes
  for the facilitator follow; those of questions asked and answered come by themselves;
- ``use``: [DECK, TITLE], a slide of another deck, with what stands beside it.

Numbers are written ``{glue:text}`NOTEBOOK::name:.1f```. A build warns of what answers
before its question, of slides without notes, of questions without minutes, of parts
that are overfull, and of captions and alt texts that speak of what is not shown.
"""

import base64
import hashlib
import html
import io
import json
import logging as std_logging
import re
import shutil
from pathlib import Path

import yaml
from bs4 import BeautifulSoup
from docutils import nodes
from PIL import Image
from reading_aids import mend
from sources import author_years, read_notebook
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from emergestudy.display import written
from emergestudy.drawing import THEME
from emergestudy.results import recorded

LOG = logging.getLogger(__name__)
LINK = '<p><a class="on-screen" href="{up}slides/{name}.html">Slides to show</a></p>'
TEMPLATE = Path(__file__).parents[1] / "_templates" / "slides.html.j2"
PARTS = ("dist/reveal.js", "dist/reveal.css", "dist/reset.css", "dist/theme/white.css")
PARTS += ("plugin/notes/notes.js",)
NUMBER = re.compile(
    r"\{glue:text\}`(?:[\w./]*/)?(\w+)(?:\.ipynb)?::([^`:]+)(?::([^`]+))?`"
)
CITE = re.compile(r"\{cite(?::(\w+))?\}`([^`]+)`")
ROLE = re.compile(r"\{(numref|ref|term)\}`([^`<]+?)(?: *<([^`>]+)>)?`")
LINKED = re.compile(r"\[([^\]]+)\]\([^)]+\)")
MATH = re.compile(r"\$[^$`\n]+\$")
NO_ALT = re.compile(r'alt="No description has been provided for this image"')
AGENDA = re.compile(r"^\| minutes \| what \| how \|\n.*\n((?:\|.*\n)+)", re.MULTILINE)
NOTE = r"\n```\{facilitator\}\n(.*?)\n```\n"
QUESTION = re.compile(rf"^\*\*(\d)\.\*\* (.*?)\n{NOTE}", re.MULTILINE | re.DOTALL)
DPI = re.compile(r"dpi[\"']?(?:[=:] ?|\()(\d+)")
TEXT_SIZE = re.compile(r"(?:font|\b)size[\"']?[=:] ?(\d+(?:\.\d)?)\b")
KEYS = '<p class="part">Arrows turn the slides. S opens notes and a clock.</p>'
LACKS = "(not in this edition)"
PLACE = r"(?i:\b(?:%s)(?=[:)]| (?:panels?|rows?|half|left|right)\b))"
ACROSS = re.compile(PLACE % "left|middle|right")
UPRIGHT = re.compile(PLACE % "top|bottom|upper|lower|above|below")
ELSEWHERE = re.compile(r"`\w+`|figures? (?:before|above|below)|parameters say|default")


class Slides(SphinxDirective):
    """Link the slides of a session."""

    required_arguments = 1

    def run(self):
        up = "../" * self.env.docname.count("/")
        page = LINK.format(up=up, name=self.arguments[0])
        # On paper there is nothing to click.
        link = nodes.raw("", page, format="html")
        return [addnodes.only("", link, expr="not builder_singlehtml")]


class Plan:
    """What slides take from a page of the course: agendas, questions, notes."""

    def __init__(self, path):
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        rows = [found[1].splitlines() for found in AGENDA.finditer(text)]
        self.agendas = [[row.strip("| ").split(" | ") for row in part] for part in rows]
        found = list(QUESTION.finditer(text))
        self.asked = {one[1]: one[2] for one in found}
        self.notes = {one[1]: one[3] for one in found}
        activity = re.search(r"^## Activity\n(.*?)(?=^## |\Z)", text, re.M | re.S)
        told = re.findall(NOTE, activity[1], re.DOTALL) if activity else []
        self.notes["activity"] = "\n\n".join(told)

    def agenda(self, number):
        """Return the rows of the page's n-th agenda: minutes, what and how."""
        return (self.agendas[number - 1 :] or [[]])[0]

    def decides(self, number):
        """Return the records and figures that a question's notes tell and it does not.

        What an activity or another figure of the question tells is known by then.
        """
        told, known = (
            {found[:2] for found in NUMBER.findall(text)}
            | {name for kind, name, _ in ROLE.findall(text) if kind == "numref"}
            for text in (self.notes.get(number, ""), self.asked.get(number, ""))
        )
        return told - known


class Session:
    """The slides of one session, and the notebooks that they show."""

    def __init__(self, app, path):
        self.app, self.name, self.folder = app, path.stem, path.parent
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.title, self.say = told["title"], told.get("say", "")
        self.read, self.works, self.plans = {}, author_years(app.env), {}
        self.lacks = []
        self.slides = [self._used(slide) for slide in told["slides"]]

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
        cells = self.cells()
        math = any(MATH.search(c["source"]) for c in cells if "outputs" not in c)
        told = {"metadata": {"name": self.title}, "has_math": math}
        made = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        read = reads(json.dumps(made), as_version=4)
        page = exporter.from_notebook_node(read, resources=told)[0]
        alts = iter([alt for cell in cells for alt in alt_texts(cell)])
        return mend(NO_ALT.sub(lambda _: next(alts, 'alt="Figure"'), page))

    def cells(self):
        """Return the cells of a notebook that nbconvert makes slides of."""
        self._order()
        self._complete()
        keys = "" if self.app.config.hide_notes else KEYS
        about = "emergestudy, a course in sessions"
        cells = [text_cell(f"# {self.title}\n\n{about}\n\n{keys}")]
        cells += self._noted({"say": self.say})
        agenda = []
        for slide in self.slides:
            plan = self._plan(self.name)
            head, text = [], self._told(slide.get("text", ""))
            if "agenda" in slide:
                agenda = plan.agenda(slide["agenda"])
                rows = [f"| {long} | {self._told(what)} |" for long, what, _ in agenda]
                text = "\n".join(["| minutes | part |", "| ---: | :--- |", *rows])
            elif "part" in slide:
                long, what, _ = (agenda[slide["part"] - 1 :] or [["?", "?", ""]])[0]
                head = [self._told(what), f"{long} minutes"]
            if minutes := slide.get("minutes"):
                when = "this question" if slide["asks"] else "here"
                when = "if there is time" if slide.get("spare") else when
                head += [f"{when}: {minutes} minute{'s' * (minutes != 1)}"]
            head = " · ".join(head)
            head = f'<p class="part">{head[:1].upper()}{head[1:]}</p>\n\n' * bool(head)
            cells.append(text_cell(f"{head}## {slide['title']}\n\n{text}"))
            if "show" in slide:
                cells += self._shown(slide)
            cells += self._noted(slide)
        return [cell | {"id": f"slide-{n}"} for n, cell in enumerate(cells)]

    def _used(self, slide):
        """Return a slide with its questions named in full, from wherever it is."""
        name, own = self.name, slide
        if "use" in slide:
            name, title = slide["use"]
            path = self.folder / f"{name}.yaml"
            there = yaml.safe_load(path.read_text(encoding="utf-8"))["slides"]
            found = [s for s in there if s.get("title") == title]
            own = found[0] if found else {"title": self._lack(f"no {title} in {name}")}
            # its part is one of the other agenda
            own = {k: v for k, v in own.items() if k != "part"}
        full = {}
        for key in ("asks", "answers", "notes"):
            page, told = (
                (self.name, slide[key]) if key in slide else (name, own.get(key))
            )
            told = told if isinstance(told, list) else [told] * (told is not None)
            full[key] = [q if "." in str(q) else f"{page}.{q}" for q in told]
        return own | {k: v for k, v in slide.items() if k != "use"} | full

    def _plan(self, page):
        if page not in self.plans:
            self.plans[page] = Plan(self.folder.parent / f"{page}.md")
        return self.plans[page]

    def _order(self):
        """Warn of slides that answer a question before it was asked."""
        asked = {q: n for n, s in enumerate(self.slides, 2) for q in s["asks"]}
        for question in asked:
            page, _, number = question.partition(".")
            if number not in self._plan(page).asked:
                self._lack(f"{page} has no question {number}")
        for place, slide in enumerate(self.slides, 2):
            said = " ".join(slide.get(key, "") for key in ("title", "text", "caption"))
            told = {found[:2] for found in NUMBER.findall(said)}
            told.add(self._about(slide).get("figure", {}).get("name"))
            for question in asked:
                page, _, number = question.partition(".")
                early = place <= asked[question]
                if early and (
                    question in slide["answers"]
                    or told & self._plan(page).decides(number)
                ):
                    where = f"which slide {asked[question]} asks"
                    self._lack(f"slide {place} answers question {question}, {where}")
            for question in set(slide["answers"]) - set(asked):
                self._lack(f"slide {place} answers {question}, which no slide asks")

    def _complete(self):
        """Warn of slides that lack notes, minutes or words for the part they show."""
        if not self.say:
            self._lack("the first slide has no notes")
        left = agenda = None
        for place, slide in enumerate(self.slides, 2):
            if not self._notes(slide):
                self._lack(f"slide {place} has no notes")
            if slide["asks"] and "minutes" not in slide:
                self._lack(f"slide {place} asks and says no minutes")
            if "agenda" in slide:
                agenda, left = self._plan(self.name).agenda(slide["agenda"]), None
            if agenda and "part" in slide:
                left = int(agenda[slide["part"] - 1][0])
            if left is not None and not slide.get("spare"):
                left -= slide.get("minutes", 0)
                if left < 0:
                    self._lack(f"slide {place} goes over the minutes of its part")
            for what in misplaced(slide, self._about(slide)):
                self._lack(f"slide {place}: {what}")

    def _about(self, slide):
        """Return what a slide says of its picture, as a cell's metadata does."""
        about = self._cell(slide.get("show", "")).get("metadata", {}).get("mystnb", {})
        figure, image = dict(about.get("figure", {})), dict(about.get("image", {}))
        figure |= {key: slide[key] for key in ["caption"] if key in slide}
        image |= {key: slide[key] for key in ["alt"] if key in slide}
        return about | {"figure": figure, "image": image}

    def _notebook(self, name):
        if name not in self.read:
            path = Path(self.app.srcdir) / "notebooks" / f"{name}.ipynb"
            self.read[name] = read_notebook(path) if path.is_file() else {"cells": []}
        return self.read[name]

    def _cell(self, place):
        name, _, wanted = place.partition(".")
        cells = {c.get("id"): c for c in self._notebook(name)["cells"]}
        return cells.get(wanted, {})

    def _told(self, text):
        """Return a text with the numbers, works and figures that it names."""
        text = CITE.sub(self._cited, NUMBER.sub(self._number, text))
        return LINKED.sub(r"\1", ROLE.sub(self._named, text))

    def _number(self, found):
        name, key, form = found.groups()
        known = recorded(self._notebook(name))
        if key not in known:
            return self._lack(f"{name} does not record {key}")
        value = known[key]
        if value in (None, "none"):
            return "none"
        return written(format(value, form) if form else str(value))

    def _cited(self, found):
        keys = [key.strip() for key in found[2].split(",")]
        names = ", ".join(self.works.get(key, key) for key in keys)
        return names if found[1] == "t" else f"({names})"

    def _named(self, found):
        kind, text, label = found.groups()
        if kind == "term":
            return text
        exercise = re.fullmatch(r"(.+)-(\d+)", label or text)
        if kind == "ref" and exercise:
            return f"exercise {exercise[2]} of {exercise[1].replace('-', ' ')}"
        labels = self.app.env.get_domain("std").anonlabels
        page, target, *_ = labels.get(label or text, ("", ""))
        number = self.app.env.toc_fignumbers.get(page, {}).get("figure", {}).get(target)
        return f"Fig. {'.'.join(map(str, number))}" if number else label or text

    def _shown(self, slide):
        """Return a cell's outputs without records, and its caption."""
        place = slide["show"]
        cell = self._cell(place)
        if not cell.get("outputs"):
            return [text_cell(self._lack(f"{place} is no cell with an output"), "-")]
        kept = [o for o in cell["outputs"] if "scrapbook" not in o.get("metadata", {})]
        kept = [part_of(output, slide) for output in kept]
        about = self._about(slide)
        sizes = self._sizes(place, cell)
        metadata = {"mystnb": about, "slideshow": {"slide_type": "-"}}
        shown = [cell | {"outputs": kept, "metadata": metadata | {"smallest": sizes}}]
        if caption := about.get("figure", {}).get("caption", ""):
            shown.append(text_cell(f"<small>{self._told(caption)}</small>", "-"))
        return shown

    def _sizes(self, place, cell):
        """Return the size in points of the smallest text that a cell draws.

        It is matplotlib's 10, or smaller where the cell, or a function that it calls
        from a cell above it, says so.
        """
        own = source = "".join(cell["source"])
        for above in self._notebook(place.partition(".")[0])["cells"]:
            if above is cell:
                break
            text = "".join(above["source"])
            made = re.findall(r"^def (\w+)", text, re.MULTILINE)
            if any(re.search(rf"\b{name}\(", own) for name in made):
                source += text
        # points of markers are smaller than any text
        sizes = [float(size) for size in TEXT_SIZE.findall(source)]
        finer = [int(dpi) / THEME["figure.dpi"] for dpi in DPI.findall(source)]
        least = min([size for size in sizes if size > 5] + [10.0])
        return least * min(finer, default=1)

    def _noted(self, slide):
        """Return what the presenter alone sees; participants' editions have none."""
        if self.app.config.hide_notes:
            return []
        return [text_cell(self._told(text), "notes") for text in self._notes(slide)]

    def _notes(self, slide):
        wanted = [q for key in ("asks", "answers", "notes") for q in slide.get(key, [])]
        wanted = [question.split(".") for question in dict.fromkeys(wanted)]
        told = [self._plan(page).notes.get(part, "") for page, part in wanted]
        return [text for text in [slide.get("say", ""), *told] if text]

    def _lack(self, what):
        """Say on the slide that it is lacking; in the book that is a warning, too."""
        if not self.app.config.study_edition:
            self.lacks.append(what)
            LOG.warning("%s.yaml: %s", self.name, what)
        return LACKS


def text_cell(text, kind="slide"):
    metadata = {"slideshow": {"slide_type": kind}}
    return {"cell_type": "markdown", "metadata": metadata, "source": text}


def piece(picture, box):
    """Return the part of a picture within left, top, right and bottom, in shares."""
    sizes = zip(box, picture.size * 2, strict=True)
    return picture.crop([round(share * pixels) for share, pixels in sizes])


def part_of(output, slide):
    """Return an output with the part that a slide shows of its picture or table."""
    data = dict(output.get("data", {}))
    if "crop" in slide and "image/png" in data:
        whole = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
        rows = [[piece(whole, box) for box in row] for row in slide["crop"]]
        sizes = [
            (sum(part.width for part in row), max(part.height for part in row))
            for row in rows
        ]
        wide, high = max(size[0] for size in sizes), sum(size[1] for size in sizes)
        joined, top = Image.new("RGB", (wide, high), "white"), 0
        for row, size in zip(rows, sizes, strict=True):
            left = 0
            for part in row:
                joined.paste(part, (left, top))
                left += part.width
            top += size[1]
        joined.save(held := io.BytesIO(), "png", optimize=True)
        data["image/png"] = base64.b64encode(held.getvalue()).decode()
    if "text/html" in data and ("rows" in slide or "columns" in slide):
        page = BeautifulSoup("".join(data["text/html"]), "html.parser")
        heads = [th.get_text() for th in page.select("thead th")]
        wanted = slide.get("columns", heads)
        if not set(wanted) <= set(heads):  # another table of the cell
            return output | {"data": {}}
        kept = [heads.index(name) for name in wanted]
        body = page.select("tbody tr")
        wanted = slide.get("rows", range(1, len(body) + 1))
        for row in [r for n, r in enumerate(body, 1) if n not in wanted]:
            row.decompose()
        for row in page.select("tr"):
            cells = row.find_all(["th", "td"])
            for cell in cells:
                cell.extract()
            row.extend(cells[n] for n in kept)
        data["text/html"] = str(page)
    return output | {"data": data}


def misplaced(slide, about):
    """Say how caption and alt text speak of what the slide does not show."""
    said = about.get("figure", {}).get("caption", ""), about["image"].get("alt", "")
    if found := ELSEWHERE.search(said[0]):
        yield f"its caption is for the page: {found[0]}"
    if "crop" not in slide:
        return
    if not {"caption", "alt"} <= set(slide):
        yield "a part of a picture needs a caption and an alt of its own"
    wide = max(sum(box[2] - box[0] for box in row) for row in slide["crop"])
    high = sum(max(box[3] - box[1] for box in row) for row in slide["crop"])
    for whole, place in ((wide, ACROSS), (high, UPRIGHT)):
        if whole < 0.75 and (found := place.search(" ".join(said))):
            yield f"it does not show what is {found[0]}"


def alt_texts(cell):
    """Return of each picture of a cell its escaped text, and its smallest label."""
    known = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "Figure")
    pictures = [o for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
    told = html.escape(known, quote=True)
    return [
        f'alt="{told}" data-points="{cell["metadata"].get("smallest", 10):g}"'
        for _ in pictures
    ]


def key_of(app, path):
    """Hash all that the slides of a session are made of."""
    text, folder = path.read_text(encoding="utf-8"), path.parent
    files = [path, TEMPLATE, *sorted(Path(__file__).parent.glob("*.py"))]
    for name in sorted(set(re.findall(r"use: \[(\w+),", text))):
        files.append(folder / f"{name}.yaml")
        text += files[-1].read_text(encoding="utf-8") if files[-1].is_file() else ""
    used = {m for m in re.findall(r"show: (\w+)\.|`(\w+)::", text) for m in m if m}
    pages = sorted(folder.parent.glob("*.md"))
    for page in pages:  # their notes name notebooks, too
        used |= set(re.findall(r"/(\w+)\.ipynb::", page.read_text(encoding="utf-8")))
    files += pages
    files += [Path(app.srcdir) / "notebooks" / f"{name}.ipynb" for name in sorted(used)]
    files += [Path(app.srcdir) / "book" / "references.bib"]
    found = b"".join(f.read_bytes() for f in files if f.is_file())
    told = f"{app.config.hide_notes} {app.env.toc_fignumbers}"
    return hashlib.sha256(found + told.encode()).hexdigest()


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
    app.setup_extension("facilitator")  # and this hide_notes
    app.add_directive("slides", Slides)
    app.connect("build-finished", make_slides)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
