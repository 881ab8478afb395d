"""The ``numbers`` directive: a search of every row of every table of ``data/``.

At the end of a build each table becomes a script in ``_static/numbers``, since a page
that is opened from the disk may load scripts but not fetch files. A column is kept in
the shortest of three ways: its cells; its different words and, for each row, which
one; or these in runs, as word and length.
"""

import html
import json
from functools import cache
from itertools import groupby
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

from emergestudy.data import load
from emergestudy.descriptor import read_cells, read_descriptor

LARGE = 2500
SCRIPT = 'numbers.add("{name}", {table});\n'
ORIGINS = {
    "": "any",
    "table text": "printed in a table or text",
    "figure": "read off a figure",
    "repo": "taken from a repository",
    "derived": "computed by this study",
    "run": "measured by this study",
    "simulated": "simulated",
}
PAGE = """
<form id="numbers-form" class="numbers-form" role="search" hidden>
<p><label for="numbers-words">Words, all of which must occur</label>
<input id="numbers-words" type="search" autocomplete="off" spellcheck="false"></p>
<p><label for="numbers-table">Table</label>
<select id="numbers-table">{tables}</select></p>
<p><label for="numbers-origin">How the number was obtained</label>
<select id="numbers-origin">{origins}</select></p>
</form>
<p id="numbers-status" class="noprint" role="status"></p>
<p class="tools">
<button id="numbers-csv" type="button" hidden>These rows as CSV</button></p>
<p class="onlyprint">Nothing can be searched on paper. The rows are in the files of the
folder <code>data</code>.</p>
<table id="numbers-rows" class="numbers-rows" role="table"
aria-labelledby="numbers-status" hidden>
<thead role="rowgroup"><tr role="row">
<th role="columnheader" scope="col">Number</th>
<th role="columnheader" scope="col">What it is</th>
<th role="columnheader" scope="col">Source</th>
<th role="columnheader" scope="col">Table</th></tr></thead>
<tbody role="rowgroup"></tbody></table>
<p><button id="numbers-more" type="button" hidden>Show 100 more</button></p>
<noscript><p>The search needs JavaScript. The same rows are in the files below.</p>
</noscript>
<details class="numbers-files noprint"><summary>The tables as files</summary>
<ul>{files}</ul></details>
<script src="{up}_static/numerals.js"></script>
<script src="{up}_static/numbers.js" data-references="references.html"></script>
"""


def encode_column(cells):
    """Return a column in the shortest of the three ways."""
    words = list(dict.fromkeys(cells))
    place = {word: n for n, word in enumerate(words)}
    index = [place[cell] for cell in cells]
    runs = [x for n, same in groupby(index) for x in (n, len(list(same)))]
    ways = [{"cells": cells}, {"words": words, "index": index}]
    ways.append({"words": words, "runs": runs})
    return min(ways, key=lambda way: len(to_json(way)))


@cache
def task_titles():
    """Return what people call each task, by its key."""
    known = load("tasks")
    return dict(zip(known["task"], known["title"], strict=True))


def shown_cells(table):
    """Return a table as text, as printed in its file; joined columns as numbers."""
    raw = read_cells(table, table.read_bytes())
    if table.joins:
        frame = load(table.name, table.path.parent)
        for name in {f["name"] for join in table.joins for f in join["fields"]}:
            form = "{:.12g}" if frame[name].dtype == float else "{}"
            raw[name] = frame[name].map(form.format, na_action="ignore").fillna("")
    return raw


def encode_table(table):
    """Return what the page needs of a table, as JSON.

    That is its columns, and for tasks a last one with what people call them.
    """
    raw = shown_cells(table)
    columns = []
    for field in table.fields:
        known = {"name": field.name, "number": field.type == "number"}
        columns.append(known | encode_column(list(raw[field.name])))
    if "task" in raw and table.name != "tasks":
        titles = [task_titles().get(key, "") for key in raw["task"]]
        known = {"name": "called", "number": False}
        columns.append(known | encode_column(titles))
    told = {"title": table.title, "rows": len(raw), "columns": columns}
    return to_json(told)


def to_json(thing):
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))


def write_if_new(path, content):
    """Write a file unless it is there already: its time says when it changed."""
    if not path.is_file() or path.read_bytes() != content:
        path.write_bytes(content)


def write_scripts(app, error):
    """Write the tables, as scripts and as they are, beside the pages."""
    if error is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "numbers"
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"sources.js"}
    for name, table in read_descriptor().items():
        script = SCRIPT.format(name=name, table=encode_table(table))
        write_if_new(folder / f"{name}.js", script.encode())
        write_if_new(folder / table.path.name, table.read_bytes())
        kept |= {f"{name}.js", table.path.name}
    works = {c.key: c.citation_id for c in app.env.get_domain("cite").citations}
    script = f"numbers.sources({to_json(works)});\n"
    write_if_new(folder / "sources.js", script.encode())
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()


def option(value, text, **more):
    told = "".join(f' data-{k}="{html.escape(str(v))}"' for k, v in more.items())
    return f'<option value="{html.escape(value)}"{told}>{html.escape(text)}</option>'


def table_options(known):
    """Return the choices: most tables, each single one, all."""
    small = {n: t.rows for n, t in known.items() if t.rows <= LARGE}
    some, every = sum(small.values()), sum(t.rows for t in known.values())
    left = len(known) - len(small)
    first = f"all but the {left} largest ({some:,} rows)"
    made = [option("", first, names=" ".join(small))]
    made += [option(n, f"{n} ({t.rows:,} rows)", names=n) for n, t in known.items()]
    every = f"every table ({every:,} rows; takes some seconds)"
    return "".join([*made, option("*", every, names=" ".join(known))])


class Numbers(Directive):
    """Put the search on a page."""

    def run(self):
        env = self.state.document.settings.env
        up, known = "../" * env.docname.count("/"), read_descriptor()
        files = [
            f'<li><a href="{up}_static/numbers/{t.path.name}" download>{t.path.name}'
            f"</a>: {html.escape(t.title)}</li>"
            for t in known.values()
        ]
        text = PAGE.format(
            up=up,
            tables=table_options(known),
            origins="".join(option(k, v) for k, v in ORIGINS.items()),
            files="".join(files),
        )
        env.note_dependency(next(iter(known.values())).path.parent / "datapackage.json")
        return [nodes.raw("", text, format="html")]


def setup(app):
    app.add_directive("numbers", Numbers)
    app.connect("build-finished", write_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
