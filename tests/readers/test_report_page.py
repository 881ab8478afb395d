"""The page of a report: its own numbers and pictures, and nothing from outside."""

import json

import pytest

from emergestudy.report_page import fill_prose, write_page
from emergestudy.results import GLUE, SCALAR

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg=="  # noqa: E501


def picture(alt=None):
    out = {"output_type": "display_data", "data": {"image/png": PNG}, "metadata": {}}
    metadata = {"mystnb": {"image": {"alt": alt}}} if alt else {}
    return {
        "cell_type": "code",
        "id": (alt and "a") or "b",
        "source": "draw()",
        "metadata": metadata,
        "outputs": [out],
        "execution_count": 1,
    }


def pictures():
    cells = [picture('two "curves"'), picture()]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def test_a_page_says_what_its_pictures_show(tmp_path):
    write_page(pictures(), tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text()
    assert 'alt="two &quot;curves&quot;"' in page
    assert 'alt="Figure"' in page
    assert "No description has been provided" not in page


@pytest.fixture
def notebook():
    def cell(kind, source, **more):
        base = {"cell_type": kind, "id": source[:4].strip("# "), "source": source}
        return base | {"metadata": {}} | more

    ran = {"outputs": [{"output_type": "stream", "name": "stdout", "text": "42 out"}],
           "execution_count": 1}  # fmt: skip
    cells = [
        cell("markdown", "# Chapter", metadata={"tags": ["example"]}),
        cell("markdown", "Kept prose"),
        cell("code", "print(6 * 7)", **ran),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def test_a_page_shows_all_and_reaches_for_nothing(notebook, tmp_path):
    write_page(notebook, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text()
    assert all(part in page for part in ("Chapter", "Kept prose", "42 out", "print"))
    assert "<title>a</title>" in page
    assert 'src="http' not in page


def test_a_report_has_a_title_and_no_code_or_example(notebook, tmp_path):
    write_page(notebook, tmp_path / "a.html", title="Report", code=False)
    page = (tmp_path / "a.html").read_text()
    assert "Report</h1>" not in page.split("<body")[0]
    assert "<h1" in page
    assert ("Chapter" in page, "print(" in page) == (False, False)
    assert "42 out" in page
    assert len(notebook["cells"]) == 3


def written(text, **values):
    outputs = [
        {
            "output_type": "display_data",
            "data": {GLUE + "text/plain": repr(v), SCALAR: json.dumps(v)},
            "metadata": {"scrapbook": {"name": f"a/{k}"}},
        }
        for k, v in values.items()
    ]
    code = {"cell_type": "code", "source": "", "outputs": outputs}
    return {"cells": [{"cell_type": "markdown", "source": [text]}, code]}


def filled(text, **values):
    book = written(text, **values)
    fill_prose(book)
    return book["cells"][0]["source"]


def test_numbers_take_their_place_in_the_sentence():
    text = "Of {glue:text}`a/n` curves {glue:text}`a/share:.1f` %."
    assert filled(text, n=8, share=61.234) == "Of **8** curves **61.2** %."


def test_a_value_of_another_notebook_keeps_its_name():
    assert filled("See {glue:text}`b/n`.") == "See (b/n)."


def test_citations_and_links_become_plain():
    text = "{cite:t}`wei2022emergent` {cite}`a2020,b2021`, {func}`emergestudy.load`"
    plain = "Wei et al. 2022 (a2020, b2021), `emergestudy.load`"
    assert filled(text) == plain


def test_links_to_pages_that_are_not_there_become_text():
    text = (
        "[the law](emergence_law.ipynb#fit), [x](../book/a.md), [w](https://a.b/c.md)"
    )
    assert filled(text) == "*the law*, *x*, [w](https://a.b/c.md)"


def test_a_recorded_text_stays_text():
    shown = filled("{glue:text}`a/name`", name="<b>x</b> [a](b) *c*")
    assert "<" not in shown
    assert r"\[a\]\(b\) \*c\*" in shown
    assert shown.startswith("**")
    assert not filled("{glue:text}`a/name`", name="x" * 50).startswith("**")


def test_code_is_left_alone():
    book = written("x")
    book["cells"][1]["source"] = "record('{cite}`x`')"
    fill_prose(book)
    assert book["cells"][1]["source"] == "record('{cite}`x`')"
