"""The search of all numbers: nothing is missing, and a row is found with its source."""

import json
import re

import numpy as np
import pytest

from emergestudy.data import load
from emergestudy.descriptor import read_cells, read_descriptor

TABLES = read_descriptor()


def cells(column):
    if "cells" in column:
        return column["cells"]
    index = column.get("index")
    if index is None:
        index = np.repeat(column["runs"][::2], column["runs"][1::2])
    return [column["words"][n] for n in index]


@pytest.mark.parametrize("name", TABLES)
def test_a_script_holds_every_cell_of_its_table(html, name):
    table = TABLES[name]
    script = html / "_static" / "numbers" / f"{name}.js"
    form = r'numbers\.add\("(\w+)", (.*)\);\n'
    said, told = re.fullmatch(form, script.read_text(encoding="utf-8")).groups()
    told = json.loads(told)
    assert (said, told["rows"]) == (name, table.rows)
    raw = read_cells(table, table.read_bytes())
    joined = {f["name"] for join in table.joins for f in join["fields"]}
    every, columns = [f.name for f in table.fields], told["columns"]
    assert [c["name"] for c in columns] in (every, [*every, "called"])
    for column in columns:
        if column["name"] in {*raw} - joined:
            assert cells(column) == list(raw[column["name"]])


def test_the_page_is_light_and_files_are_there_without_javascript(html):
    names = "book/numbers.html", "_static/numbers.js", "_static/numbers/sources.js"
    assert sum((html / name).stat().st_size for name in names) < 300_000
    other = (html / "book" / "data.html").read_text(encoding="utf-8")
    assert "numbers.js" not in other
    page = html / "book" / "numbers.html"
    text = page.read_text(encoding="utf-8")
    assert "<noscript>" in text
    for table in TABLES.values():
        (link,) = re.findall(rf'href="([^"]+/{re.escape(table.path.name)})"', text)
        assert (page.parent / link).read_bytes() == table.read_bytes()


def wait_for(page, pattern):
    said = "document.getElementById('numbers-status').innerText"
    page.wait_for_function(f"p => new RegExp(p).test({said})", arg=pattern)
    return page.evaluate(said)


@pytest.fixture
def opened(html, reader):
    """Open the search with a query in its address; nothing may go wrong there."""
    home = reader(html.as_uri())

    def open_page(query=""):
        home.open(f"book/numbers.html{query}")
        return home.tab

    open_page.home = home
    yield open_page
    assert home.wrong == []


def test_a_known_number_is_found_with_its_source(opened, html):
    page = opened()
    wait_for(page, "Type a word")
    page.get_by_label("Words, all of which must occur").fill("palm 540b WIC nowhere")
    wait_for(page, "^0 rows")
    page.get_by_label("Words").fill("GPT-3 Small hellaswag zero_shot 33.7")
    assert wait_for(page, "^1 row") == "1 row."
    (row,) = page.locator("#numbers-rows tbody tr").all()
    text = row.inner_text()
    for part in ("33.7 percent", "brown2020gpt3", "Table H.1", "gpt3_scores", "line 2"):
        assert part in text
    anchor = row.locator("a").get_attribute("href")
    name, _, anchor = anchor.partition("#")
    assert f'id="{anchor}"' in (html / "book" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("typed", ["2.53e+24", "2.53 x 10^24", "2.53 × 10²⁴"])
def test_a_number_finds_its_row_as_it_is_printed(opened, typed):
    page = opened("?table=models")
    page.get_by_label("Words, all of which must occur").fill(f"PaLM 540B {typed}")
    wait_for(page, "^3 rows")
    with page.expect_download() as kept:
        page.get_by_role("button", name="These rows as CSV").click()
    names, *rows = kept.value.path().read_text(encoding="utf-8").splitlines()
    assert names.startswith("table,line,")
    assert all("PaLM 540B" in row for row in rows)


def test_an_address_fills_the_search(opened):
    page = opened("?q=PaLM+540B&table=wei2022_scores")
    assert page.get_by_label("Words").input_value() == "PaLM 540B"
    shown = load("wei2022_scores").astype(str).fillna("")
    every = shown.agg(" ".join, axis=1).str.lower()
    both = every.str.contains("palm") & every.str.contains("540b")
    wait_for(page, f"^{both.sum()}")
    page = opened("?q=PaLM+540B+word+in+context")  # as people call the task
    page.wait_for_selector("#numbers-rows tbody tr")
    assert "wic" in page.inner_text("#numbers-rows")


@pytest.mark.parametrize("name", ["calls_0_1", "claims", "wei2022_errata"])
def test_rows_fit_a_phone(opened, name):
    wait_for(opened(f"?table={name}"), "rows")
    for scheme in ("light", "dark"):
        opened.home.look(390, scheme)
        opened.home.measure()
