"""The page of a report: its own numbers and pictures, and nothing from outside."""

import json

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from emergestudy.report_page import own_cells, page_of
from emergestudy.results import GLUE, SCALAR

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg=="  # noqa: E501


def recorded(**values):
    outputs = []
    for name, value in values.items():
        data = {GLUE + "text/plain": repr(value), SCALAR: json.dumps(value)}
        about = {"scrapbook": {"name": f"a/{name}"}}
        outputs.append(new_output("display_data", data, metadata=about))
    return new_code_cell("record('{cite}`x`')", outputs=outputs)


AXIS = {"x": "params", "title": "Parameters", "falls": False}
EVIL = "</script><b>x</b>"


def curves(tasks):
    """Points and calls of a family asked in two ways, as a report has them."""
    rows = [
        {"task": task, "way": way, "help": help, "group": group, "model": f"m{size:g}",
         "step": 7.0, "metric": "acc", "scale": size, "score": score + help / 10,
         "low": score - 0.1, "high": score + 0.2, "n_eval": 500.0, "chance": 0.25}
        for task in tasks
        for group, ways in (("a", ["0 shots", "5 shots"]), (EVIL, ["0 shots"]))
        for help, way in enumerate(ways)
        for size, score in ((1e8, 0.25), (2e8, 0.26), (4e8, 0.4))
    ]  # fmt: skip
    points = pd.DataFrame(rows)
    calls = points.drop_duplicates(["task", "group", "way"])
    place = {"point": 2.5e8, "low": 2e8, "high": 3e8, "verdict": "emergent"}
    return points, calls.assign(**place)


@pytest.fixture
def page():
    """Make a page of cells and return what its body says."""

    def made(*cells, tasks=("sciq",)):
        own = own_cells(new_notebook(cells=cells), "Report")
        text = page_of(own, "Report", AXIS, *curves(tasks))
        assert "<title>Report</title>" in text
        assert 'src="http' not in text
        return text.split("<body")[1].split('<script type="application/json"')[0]

    return made


def test_a_page_has_a_title_prose_and_outputs_but_no_code(page):
    text = page(
        new_markdown_cell("# Chapter", metadata={"tags": ["example"]}),
        new_markdown_cell("Kept prose"),
        new_code_cell("print(42)", outputs=[new_output("stream", text="42 out")]),
    )
    assert "Report" in text[text.index("<h1") :]
    shown = [part in text for part in ("Kept prose", "42 out", "Chapter", "print(")]
    assert shown == [True, True, False, False]


@pytest.mark.parametrize(("text", "values", "shown"), [
    ("Of {glue:text}`a/n` curves {glue:text}`a/share:.1f` %.",
     {"n": 8, "share": 61.234},
     "Of <strong>8</strong> curves <strong>61.2</strong> %."),
    ("See {glue:text}`b/n` {glue:text}`a/n`.", {"n": None}, "See (b/n) (none)."),
    ("{term}`Verdicts <verdict>` and {term}`chance`", {}, "Verdicts and chance"),
    ("[the law](emergence_law.ipynb#fit), [x](../book/a.md), [w](https://a.b/c.md)",
     {}, '<em>the law</em>, <em>x</em>, <a href="https://a.b/c.md">w</a>'),
    ("{glue:text}`a/name`", {"name": "<b>x</b> [a](b) *c*"},
     "<strong>&lt;b&gt;x&lt;/b&gt; [a](b) *c*</strong>"),
    ("{glue:text}`a/name`", {"name": "x" * 41}, f"<p>{'x' * 41}</p>"),
])  # fmt: skip
def test_numbers_and_links_become_plain_words(page, text, values, shown):
    assert shown in page(new_markdown_cell(text), recorded(**values))


def test_the_points_of_all_families_and_tasks_are_on_the_page():
    chart = new_code_cell("draw()", metadata={
        "tags": ["chart"], "mystnb": {
            "figure": {"caption": "What <is> drawn"}, "image": {"alt": "two curves"},
        },
    }, outputs=[new_output("display_data", {"image/png": PNG})])  # fmt: skip
    tasks = [f"task {i}" for i in range(30)]
    notebook = new_notebook(cells=[chart])
    text = page_of(notebook, "Report", AXIS, *curves(tasks))
    assert chart.outputs[0].data == {"image/png": PNG}  # the notebook stays
    assert "<figcaption>What &lt;is&gt; drawn</figcaption>" in text
    assert f'alt="two curves" src="data:image/png;base64,{PNG}"' in text
    inside = text.split('id="curves">')[1]
    assert EVIL not in inside
    data = json.loads(inside.split("</script>")[0])
    assert [panel["task"] for panel in data["panels"]] == tasks
    assert (data["title"], list(data["families"])) == ("Parameters", [EVIL, "a"])
    panel = data["panels"][3]
    assert panel["chance"] == [0.25]
    drawn = {(p["group"], p["way"], p["hollow"]) for p in panel["points"]}
    assert drawn == {("a", "0 shots", True), ("a", "5 shots", False),
                     (EVIL, "0 shots", True)}  # fmt: skip
    names = {p["name"] for p in panel["points"] if p["scale"] == 4e8}
    assert names == {"m4e+08 step 7"}
    assert [m["point"] for m in panel["marks"]] == [2.5e8] * 3
