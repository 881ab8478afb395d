"""Pages that ask nothing of the network: local MathJax, no live-code script."""

import shutil
import sysconfig
from pathlib import Path

MATHJAX = "sphinx-mathjax-offline/static/mathjax/tex-svg.js"


def copy_mathjax(app, error):
    """Copy the one MathJax file that the pages load, out of its package."""
    if error is None and app.builder.format == "html":
        source = Path(sysconfig.get_path("purelib")) / MATHJAX
        target = Path(app.outdir) / "_static" / "mathjax" / "tex-svg.js"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.stat().st_size != source.stat().st_size:
            shutil.copyfile(source, target)


def drop_live_code(app, page, template, context, doctree):
    """Drop the thebe script: it names an outside address on every page."""
    if "script_files" in context:
        context["script_files"] = [
            s for s in context["script_files"] if "thebe" not in str(s).lower()
        ]


def setup(app):
    app.connect("html-page-context", drop_live_code, priority=900)
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
