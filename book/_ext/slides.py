"""Slides beside the pages: the files, what they load, and the links to them."""

import shutil
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from reading_aids import mend

_PARTS = ("dist/reveal.js", "dist/reveal.css", "dist/reset.css", "dist/theme/white.css")
_LINK = '<p><a class="on-screen" href="{up}slides/{name}.html">Slides to show</a></p>'


class Slides(Directive):
    """Link the slides of a session."""

    required_arguments = 1

    def run(self):
        env = self.state.document.settings.env
        up = "../" * env.docname.count("/")
        page = _LINK.format(up=up, name=self.arguments[0])
        return [nodes.raw("", page, format="html")]


def copy_slides(app, error):
    """Copy the slides out of the stage, and reveal.js out of its package."""
    made = sorted((Path(app.srcdir) / "_slides").glob("*.html"))
    if error is not None or app.builder.format != "html" or not made:
        return
    import sphinx_revealjs

    package = Path(sphinx_revealjs.__file__).parent / "_static" / "revealjs"
    fonts = [p for p in (package / "dist/theme/fonts").rglob("*") if p.is_file()]
    for source in [*(package / part for part in _PARTS), *fonts]:
        place = Path(app.outdir) / "_static" / "reveal" / source.relative_to(package)
        _copy(source, place)
    for source in made:
        _write(
            mend(source.read_text("utf-8")), Path(app.outdir) / "slides" / source.name
        )


def _copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or target.read_bytes() != source.read_bytes():
        shutil.copyfile(source, target)


def _write(text, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or target.read_text("utf-8") != text:
        target.write_text(text, encoding="utf-8")


def setup(app):
    app.add_directive("slides", Slides)
    app.connect("build-finished", copy_slides)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
