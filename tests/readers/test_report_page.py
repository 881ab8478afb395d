"""The page of a report: its own numbers and pictures, and nothing from outside."""

import json

import pytest

from emergestudy.report_page import write_page
from emergestudy.results import GLUE, SCALAR

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg=="  # noqa: E501


def cell(kind, source, *outputs, **metadata):
    name = "".join(filter(str.isalnum, source))[:9]
    about = {"cell_type": kind, "id": name, "source": source}
    ran = {"outputs": list(outputs), "execution_count": 1} if kind == "code" else {}
    return about | {"metadata": metadata} | ran


def picture(source, **metadata):
    out = {"output_type": "display_data", "data": {"image/png": PNG}, "metadata": {}}
    return cell("code", source, out, **metadata)


def recorded(**values):
    outputs = [
        {
            "output_type": "display_data",
            "data": {GLUE + "text/plain": repr(v), SCALAR: json.dumps(v)},
            "metadata": {"scrapbook": {"name": f"a/{k}"}},
        }
        for k, v in values.items()
    ]
    return cell("code", "record('{cite}`x`')", *outputs)


@pytest.fixture
def page(tmp_path):
    """Write a page of cells and return what its body says."""

    def write(*cells):
        notebook = {"cells": list(cells), "metadata": {}, "nbformat": 4}
        write_page(notebook | {"nbformat_minor": 5}, tmp_path / "a.html", "Report")
        text = (tmp_path / "a.html").read_text()
        assert "<title>Report</title>" in text
        assert 'src="http' not in text
        return text.split("<body")[1]

    return write


def test_a_page_has_a_title_prose_and_outputs_but_no_code_or_example(page):
    said = {"output_type": "stream", "name": "stdout", "text": "42 out"}
    example = cell("markdown", "# Chapter", tags=["example"])
    text = page(
        example, cell("markdown", "Kept prose"), cell("code", "print(42)", said)
    )
    assert "Report" in text[text.index("<h1") :]
    assert "Kept prose" in text
    assert "42 out" in text
    assert ("Chapter" in text, "print(" in text) == (False, False)


def test_a_page_says_what_its_pictures_show(page):
    alt = {"image": {"alt": 'two "curves"'}}
    text = page(picture("a()", mystnb=alt), picture("b()"))
    assert 'alt="two &quot;curves&quot;"' in text
    assert 'alt="Figure"' in text
    assert "No description has been provided" not in text


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
        ("{glue:text}`a/name`", {"name": "x" * 40}, f"<strong>{'x' * 40}</strong>"),
    ],
)  # fmt: skip
def test_numbers_citations_and_links_become_plain_words(page, text, values, shown):
    assert shown in page(cell("markdown", text), recorded(**values))
