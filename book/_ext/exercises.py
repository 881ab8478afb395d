"""Exercises that can be done: minutes and a hint on the page, notebooks beside it."""

import html
import runpy
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from emergestudy.errors import StudyError
from emergestudy.running.notebooks import write_notebook

LOG = logging.getLogger(__name__)
SOURCE = Path(__file__).parents[1] / "exercise_notebooks.py"
MAKE = runpy.run_path(str(SOURCE))
INTRO = """<p class="practice">{count} exercises, about {minutes} minutes in
all{labels}.</p>"""
LABELS = """; <a href="{up}book/course/index.html#labels">what the labels mean</a>"""
LINKS = """<p class="practice">To do them in Jupyter, with blanks to fill and checks of
the answers: <a href="{up}exercises/{name}_exercises.ipynb" download>notebook of
exercises</a>{solved}. Or <code>emergestudy exercises {name}</code>.</p>"""
SOLVED = """, <a href="{up}exercises/{name}_solutions.ipynb" download>of
solutions</a>"""


def exercises(app, docname):
    """Return the exercises of the chapter of a page, as its book has them."""
    name = docname.rpartition("/")[2]
    return MAKE["read_exercises"](
        Path(app.srcdir) / "book" / "exercises" / f"{name}.md"
    )


class Practice(SphinxDirective):
    """Show how long an exercise takes, and fold the hint and the code to start from."""

    has_content = True

    def run(self):
        try:
            known = exercises(self.env.app, self.env.docname)
            told = "\n".join(self.content)
            own = next(e for e in known if e.told.strip() == told.strip())
            starter = own.starter()
        except (StudyError, OSError, StopIteration) as error:
            LOG.warning("practice: %s", error, location=self.get_location())
            return []
        paper = self.env.app.builder.name == "singlehtml"
        name = "Hint and code to start from" if starter else "Hint"
        fold = ("<details class='hint'>", f"<summary>{name}</summary>", "</details>")
        if paper:  # nothing unfolds there
            fold = ("<div class='hint'>", "<p><strong>Hint</strong></p>", "</div>")
        body = nodes.container()
        self.state.nested_parse(StringList([own.hint], "hint"), 0, body)
        time = f"<p class='practice'>About {own.minutes} minutes</p>"
        parts = [nodes.raw("", time + fold[0] + fold[1], format="html"), *body.children]
        if starter and not paper:
            parts += [nodes.literal_block(c, c, language="python") for c in starter]
        return [*parts, nodes.raw("", fold[2], format="html")]


class Notebooks(SphinxDirective):
    """Say how many exercises there are, and link their notebooks."""

    def run(self):
        self.env.note_dependency(str(SOURCE))
        try:
            known = exercises(self.env.app, self.env.docname)
        except (StudyError, OSError) as error:
            LOG.warning("exercise-notebooks: %s", error, location=self.get_location())
            return []
        place = {
            "up": "../" * self.env.docname.count("/"),
            "name": html.escape(self.env.docname.rpartition("/")[2]),
            "count": len(known), "minutes": sum(e.minutes for e in known),
        }  # fmt: skip
        solved = "" if self.env.config.hide_solutions else SOLVED.format(**place)
        links = nodes.raw("", LINKS.format(**place, solved=solved), format="html")
        has_course = "book/course/index" in self.env.found_docs
        labels = LABELS.format(**place) if has_course else ""
        intro = nodes.raw("", INTRO.format(**place, labels=labels), format="html")
        # On paper there is nothing to click.
        return [addnodes.only("", intro, links, expr="not builder_singlehtml")]


def write_notebooks(app, error):
    """Write the notebooks of each chapter, unless the book hides what is in them."""
    if error is not None or app.builder.name != "html":
        return
    root, wanted = Path(app.srcdir), {}
    kinds = {"exercises": False, "solutions": True}
    for path in sorted((root / "book" / "exercises").glob("*.md")):
        for kind, solved in kinds.items():
            if f"notebooks/{path.stem}" not in app.env.found_docs:
                continue
            if solved and app.config.hide_solutions:
                continue
            try:
                made = MAKE["make_notebook"](root, path.stem, solutions=solved)
                wanted[f"{path.stem}_{kind}"] = made
            except (StudyError, OSError) as bad:
                LOG.warning("%s: %s", path.stem, bad)
    folder = Path(app.outdir) / "exercises"
    for old in folder.glob("*.ipynb"):
        if old.stem not in wanted:
            old.unlink()
    for name, notebook in wanted.items():
        write_notebook(notebook, folder / f"{name}.ipynb")


def setup(app):
    app.setup_extension("sphinx_exercise")  # has the value hide_solutions
    app.add_directive("practice", Practice)
    app.add_directive("exercise-notebooks", Notebooks)
    app.connect("build-finished", write_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
