"""Pages that ask nothing of the network and load scripts only where they serve."""

import shutil
import sysconfig
from pathlib import Path

from docutils import nodes

MATHJAX = "sphinx-mathjax-offline/static/mathjax/tex-svg.js"


def copy_mathjax(app, error):
    """Copy the one MathJax file that the pages load, out of its package."""
    if error is None and app.builder.format == "html":
        source = Path(sysconfig.get_path("purelib")) / MATHJAX
        target = Path(app.outdir) / "_static" / "mathjax" / "tex-svg.js"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.stat().st_size != source.stat().st_size:
            shutil.copyfile(source, target)


def drop_scripts(app, page, template, context, doctree):
    """Drop thebe, which names an outside address, and MathJax where it sets nothing."""
    unused = ["thebe"]
    if doctree is None or not any(doctree.findall(is_mathematics)):
        unused.append("mathjax")
    if "script_files" in context:
        context["script_files"] = [
            s
            for s in context["script_files"]
            if not any(name in str(s).lower() for name in unused)
        ]


def is_mathematics(node):
    return isinstance(node, nodes.math | nodes.math_block)


def setup(app):
    app.connect("html-page-context", drop_scripts, priority=900)
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
