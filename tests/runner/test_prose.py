import json

from emergestudy.results import GLUE, SCALAR
from emergestudy.runner.prose import fill_prose


def notebook(text, **values):
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
    book = notebook(text, **values)
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
    book = notebook("x")
    book["cells"][1]["source"] = "record('{cite}`x`')"
    fill_prose(book)
    assert book["cells"][1]["source"] == "record('{cite}`x`')"
