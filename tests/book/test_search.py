"""Search finds what the book holds, from the disk and from a server."""

import pytest


@pytest.mark.parametrize("over", ["disk", "http"])
def test_search_finds_a_term_and_marks_its_page(html, request, reader, over):
    base = html.as_uri() if over == "disk" else request.getfixturevalue("served")
    home = reader(base, 390, "dark")
    home.open("search.html?q=perplexity")
    found = home.tab.locator("ul.search li a")
    found.first.wait_for(timeout=20_000)
    names = [a.get_attribute("href").split("?")[0] for a in found.all()]
    assert any("perplexity_lens" in n for n in names), names
    found.first.click()
    home.tab.wait_for_load_state()
    assert home.tab.title()
    assert home.wrong == []


def test_search_says_when_it_finds_nothing(html, reader):
    home = reader(html.as_uri())
    home.open("search.html?q=zyzzyva")
    home.tab.get_by_text("did not match any documents").wait_for(timeout=20_000)
    assert home.tab.locator("ul.search li").count() == 0


def test_the_search_button_of_a_page_opens_the_search(html, reader):
    home = reader(html.as_uri())
    home.open("book/index.html")
    home.tab.locator("button.search-button:visible").first.click()
    home.tab.locator("#pst-search-dialog input[type=search]").fill("emergent")
    home.tab.keyboard.press("Enter")
    home.tab.wait_for_url("**/search.html?q=emergent*")
    home.tab.locator("ul.search li a").first.wait_for(timeout=20_000)
    assert home.wrong == []
