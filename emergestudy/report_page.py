"""The report as one HTML file that needs nothing beside it.

The book builds its pages with Sphinx; a report is made where there is no book. Its
sentences get the run's own numbers, its pictures their texts, by nbconvert.
"""

import copy
import html
import json
import logging
import re
from collections.abc import Mapping
from functools import cache
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex
from matplotlib.markers import MarkerStyle

from emergestudy.drawing import styles
from emergestudy.paths import shipped
from emergestudy.results import recorded
from emergestudy.running.notebooks import code_cells, has_tag

EXAMPLE, CHART = "example", "chart"
"""Tags of cells about the example of a chapter, which a report leaves out, and of the
picture that a report draws anew."""
_SHELL = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
<script type="application/json" id="curves">{data}</script>
<script>{script}</script>
</body>
</html>
"""
_POINT = ["name", "group", "way", "metric", "scale", "score", "low", "high", "n_eval"]
_POINT += ["hollow"]
_MARK = ["group", "way", "metric", "verdict", "point", "low", "high"]
_GLUE = re.compile(r"\{glue:text\}`([^`:]+)(?::([^`]+))?`")
_PAGE = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|#)[^)\s]+\.(?:ipynb|md)[^)\s]*\)")
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$])")
_SENTENCE = 40  # characters; longer texts are not set bold
_LINK = re.compile(r"\{(?:numref|ref|doc|term)\}`([^`<]+?)(?: *<[^`]*)?`")


def own_cells(notebook: dict, title: str) -> dict:
    """Return a chapter without what it says of its example, under another title."""
    head = {"cell_type": "markdown", "id": "title", "metadata": {}}
    kept = [cell for cell in notebook["cells"] if not has_tag(cell, EXAMPLE)]
    return notebook | {"cells": [head | {"source": f"# {title}"}, *kept]}


def page_of(
    notebook: dict, title: str, axis: Mapping[str, object], points: pd.DataFrame,
    calls: pd.DataFrame,
) -> str:  # fmt: skip
    """Return an executed notebook as a page without code.

    The picture of a cell tagged `CHART` becomes panels that answer, with the points and
    calls of `emergestudy.report.Report`; it stays for readers without JavaScript.
    ``axis`` says of the x-axis what it is (``x``), its ``title`` and whether it
    ``falls`` with skill. The page asks nothing of the network.
    """
    notebook = copy.deepcopy(notebook)
    _fill_prose(notebook)
    for cell in code_cells(notebook):
        cell["outputs"] = [
            o for o in cell["outputs"] if "scrapbook" not in o.get("metadata", {})
        ]
        if has_tag(cell, CHART):
            cell["outputs"] = [_panels(cell)]
    style, *scripts = (
        shipped("book/_static", name).read_text("utf-8")
        for name in ("report.css", "report_tables.js", "report_panels.js")
    )
    data = json.dumps({**axis, **_chart_data(points, calls)}, ensure_ascii=False)
    script = "\n".join([_vega(), *scripts])
    return _SHELL.format(
        title=html.escape(title), style=style, body=_body(notebook),
        # Inside a script element "</script" would end the text early.
        data=data.replace("<", "\\u003c"),
        script=script.replace("</script", "<\\/script"),
    )  # fmt: skip


@cache
def _vega() -> str:
    """Return the library that draws, as a script with no name of its own but one."""
    import vl_convert

    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return f"(()=>{{{bundle}}})();"


def _panels(cell: dict) -> dict:
    """Return the place of the panels, with the picture for who runs no script."""
    pictures = [o.get("data", {}).get("image/png") for o in cell["outputs"]]
    image = "".join(next(filter(None, pictures), ""))
    about = cell["metadata"].get("mystnb", {})
    alt = html.escape(about.get("image", {}).get("alt") or "Figure", quote=True)
    caption = html.escape(about.get("figure", {}).get("caption", ""))
    text = (
        f'<figure class="panels"><noscript><img alt="{alt}" '
        f'src="data:image/png;base64,{image}"></noscript>'
        f"<figcaption>{caption}</figcaption></figure>"
    )
    return {"output_type": "display_data", "data": {"text/html": text}, "metadata": {}}


def _chart_data(points: pd.DataFrame, calls: pd.DataFrame) -> dict[str, object]:
    """Return what the script draws: families with their looks, a panel a task."""
    groups = sorted(points["group"].unique())
    looks = zip(groups, cycle(styles(groups[:99]).values()), strict=False)
    families = {name: [to_hex(s.color), _svg(s.marker)] for name, s in looks}
    steps = points["step"].map(" step {:g}".format, na_action="ignore")
    name = points["model"].astype(object) + steps.astype(object).fillna("")
    points = points.assign(name=name).sort_values("scale")
    panels = []
    for task in calls["task"].unique():
        own, marks = points[points["task"] == task], calls[calls["task"] == task]
        own = own.assign(hollow=(own["help"] == 0) & own["help"].any())
        shown, marked = own[_POINT], marks.reindex(columns=_MARK)
        panels.append({
            "task": task, "chance": sorted(set(own["chance"])),
            "points": json.loads(shown.to_json(orient="records", double_precision=15)),
            "marks": json.loads(marked.to_json(orient="records", double_precision=15)),
        })  # fmt: skip
    return {"families": families, "panels": panels}


def _svg(marker: str) -> str:
    """Return the path of a marker of the printed figures, in a box of -1 to 1."""
    mark = MarkerStyle(marker)
    shape = mark.get_path().transformed(mark.get_transform())
    letters = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}
    parts = []
    for ends, code in shape.iter_segments(simplify=False):
        at = [f"{v:.3f}" for v in ends * 2 * np.resize([1, -1], ends.size)]
        parts.append(letters[code] + ",".join(at if code != 79 else []))
    return "".join(parts)


def _fill_prose(notebook: dict) -> None:
    """Put recorded numbers into sentences, as text; name what links lead to."""
    values = recorded(notebook)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            text = _GLUE.sub(lambda m: _shown(values, m[1], m[2]), text)
            text = _PAGE.sub(r"*\1*", text)
            cell["source"] = _LINK.sub(r"\1", text)


def _shown(values: Mapping[str, object], name: str, form: str | None) -> str:
    """Format a recorded value; one of another notebook keeps its name."""
    if name not in values:
        return f"({name})"
    value = values[name]
    if value is None:
        return "(none)"
    if isinstance(value, str):
        text = _MARKS.sub(r"\\\1", html.escape(value))
        return text if len(text) > _SENTENCE else f"**{text}**"
    return f"**{value:{form}}**" if form else f"**{value}**"


def _body(notebook: dict) -> str:
    """Make the text of the page."""
    from nbconvert import HTMLExporter
    from nbformat import reads

    exporter = HTMLExporter(template_name="basic", exclude_input=True)
    exporter.exclude_output_prompt = True
    exporter.log = logging.getLogger("emergestudy.quiet")
    exporter.log.setLevel(logging.ERROR)
    return exporter.from_notebook_node(reads(json.dumps(notebook), as_version=4))[0]
