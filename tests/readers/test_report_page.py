"""The page of a report: its own numbers and pictures, and nothing from outside."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from emergestudy.report_page import write_page
from emergestudy.results import GLUE, SCALAR

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg=="  # noqa: E501


def recorded(**values):
    outputs = []
    for name, value in values.items():
        data = {GLUE + "text/plain": repr(value), SCALAR: json.dumps(value)}
        about = {"scrapbook": {"name": f"a/{name}"}}
        outputs.append(new_output("display_data", data, metadata=about))
    return new_code_cell("record('{cite}`x`')", outputs=outputs)


@pytest.fixture
def page(tmp_path):
    """Write a page of cells and return what its body says."""

    def write(*cells):
        write_page(new_notebook(cells=cells), tmp_path / "a.html", "Report")
        text = (tmp_path / "a.html").read_text()
        assert "<title>Report</title>" in text
        assert 'src="http' not in text
        return text.split("<body")[1]

    return write


def test_a_page_has_a_title_prose_and_described_outputs_but_no_code(page):
    drawn = new_output("display_data", {"image/png": PNG})
    alt = {"mystnb": {"image": {"alt": 'two "curves"'}}}
    text = page(
        new_markdown_cell("# Chapter", metadata={"tags": ["example"]}),
        new_markdown_cell("Kept prose"),
        new_code_cell("print(42)", outputs=[new_output("stream", text="42 out")]),
        new_code_cell("a()", outputs=[drawn], metadata=alt),
        new_code_cell("b()", outputs=[drawn]),
    )
    assert "Report" in text[text.index("<h1") :]
    for kept in ("Kept prose", "42 out", 'alt="two &quot;curves&quot;', 'alt="Figure"'):
        assert kept in text
    for left_out in ("Chapter", "print(", "No description has been provided"):
        assert left_out not in text


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ("Of {glue:text}`a/n` curves {glue:text}`a/share:.1f` %.",
         {"n": 8, "share": 61.234},
         "Of <strong>8</strong> curves <strong>61.2</strong> %."),
        ("See {glue:text}`b/n` {glue:text}`a/n`.", {"n": None}, "See (b/n) (none)."),
        ("{cite:t}`wei2022emergent` {cite}`a2020,b2021`, {func}`emergestudy.load`", {},
         "Wei et al. 2022 (a2020, b2021), <code>emergestudy.load</code>"),
        ("[the law](emergence_law.ipynb#fit), [x](../book/a.md), [w](https://a.b/c.md)",
         {}, '<em>the law</em>, <em>x</em>, <a href="https://a.b/c.md">w</a>'),
        ("{glue:text}`a/name`", {"name": "<b>x</b> [a](b) *c*"},
         "<strong>&lt;b&gt;x&lt;/b&gt; [a](b) *c*</strong>"),
        ("{glue:text}`a/name`", {"name": "x" * 41}, f"<p>{'x' * 41}</p>"),
    ],
)  # fmt: skip
def test_numbers_citations_and_links_become_plain_words(page, text, values, shown):
    assert shown in page(new_markdown_cell(text), recorded(**values))
