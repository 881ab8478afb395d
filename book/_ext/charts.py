"""The ``chart`` directive: a chart that answers, drawn where it comes into view."""

import html
import json
from importlib.metadata import version
from pathlib import Path

from docutils import nodes
from sources import author_years, notebook, rerun
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from emergestudy.errors import UsageError
from emergestudy.paths import PACKAGE, data_dir

LOG = logging.getLogger(__name__)
_BUNDLE = "window.vegaEmbed = vegaEmbed;"
_FIGURE = """<figure class="chart" id="chart-{name}" aria-label="{title}">
<p class="chart-title">{title}</p>
<div class="chart-controls vega-bindings"></div>
<p class="chart-point" role="status"></p>
<div class="vega-chart"></div>
<p class="chart-answer" role="status"></p>
<p class="chart-tools tools"></p>
<script type="application/json">{spec}</script>
<noscript><p>This chart needs JavaScript; figures hold its numbers.</p></noscript>
<figcaption>{caption}</figcaption>
</figure>"""
DEFAULTS = " It shows the default parameters."


class Chart(SphinxDirective):
    """Draw a chart of `chart_specs`, from the data as they are now."""

    required_arguments = 1

    def run(self):
        from chart_specs import build_chart  # takes a second

        name = self.arguments[0]
        try:
            told = build_chart(name, author_years(self.env))
        except UsageError as error:
            LOG.warning(str(error), location=self.get_location())
            return []
        own = Path(__file__).with_name("chart_specs.py")
        for file in (own, *PACKAGE.rglob("*.py"), *data_dir().glob("*.csv*")):
            self.env.note_dependency(str(file))
        caption = told["caption"] + DEFAULTS * bool(rerun(notebook(self.env)))
        spec = json.dumps(told["spec"], ensure_ascii=False, default=float)
        page = _FIGURE.format(
            name=name,
            title=html.escape(told["title"], quote=True),
            caption=html.escape(caption),
            # Inside a script element only "</" would end the data early.
            spec=spec.replace("</", "<\\/"),
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
