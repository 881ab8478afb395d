"""The ``chart`` directive: a chart that answers, drawn where it comes into view."""

import html
import json
from importlib.metadata import version
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

_BUNDLE = "window.vegaEmbed = vegaEmbed;"
_FIGURE = """<figure class="chart" id="chart-{name}" aria-label="{title}">
<p class="chart-title">{title}</p>
<div class="vega-chart"></div>
<p class="chart-answer" role="status"></p>
<script type="application/json">{spec}</script>
<noscript><p>This chart needs JavaScript; figures hold its numbers.</p></noscript>
<figcaption>{caption}</figcaption>
</figure>"""


class Chart(Directive):
    """Show a chart that the build made of the package."""

    required_arguments = 1

    def run(self):
        env = self.state.document.settings.env
        path = Path(env.srcdir) / "_charts" / f"{self.arguments[0]}.json"
        env.note_dependency(str(path))
        if not path.is_file():
            said = f"The chart {path.stem} is made by emergestudy book."
            return [nodes.paragraph("", said)]
        told = json.loads(path.read_text(encoding="utf-8"))
        page = _FIGURE.format(
            name=path.stem,
            title=html.escape(told["title"], quote=True),
            caption=html.escape(told["caption"]),
            # Inside a script element only "</" would end the data early.
            spec=json.dumps(told["spec"], ensure_ascii=False).replace("</", "<\\/"),
        )
        return [nodes.raw("", page, format="html")]


def add_script(app, page, template, context, doctree):
    """Load the small script on pages with a chart, and on no others."""
    if 'class="vega-chart"' in context.get("body", ""):
        app.add_js_file("charts.js", loading_method="defer")


def copy_vega(app, error):
    """Write the Vega library out of its package, once for each version."""
    if error is not None or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "vega.js"
    mark = f"/* vl-convert {version('vl-convert-python')} */"
    if target.is_file() and target.read_text(encoding="utf-8").startswith(mark):
        return
    import vl_convert

    bundle = vl_convert.javascript_bundle(_BUNDLE)
    # A function of its own: a plain script would share its names with Sphinx's.
    target.write_text(f"{mark}(()=>{{{bundle}}})();", encoding="utf-8")


def setup(app):
    app.add_directive("chart", Chart)
    app.connect("html-page-context", add_script)
    app.connect("build-finished", copy_vega)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
