"""The built pages in a real browser: layout, colors, search, slides, keyboard."""

import re

import pandas as pd
import pytest

from emergestudy.drawing import THEME

LOOKS = [(390, "light"), (768, "light"), (1440, "dark")]


def test_pages_open_from_the_disk_at_any_width_in_light_and_dark(html, kinds, reader):
    """And axe finds nothing serious, on a phone and on a wide screen."""
    home = reader(html.as_uri())
    for name in kinds:
        home.open(name)
        for width, scheme in LOOKS:
            home.look(width, scheme)
            home.measure()
            color = home.tab.evaluate("getComputedStyle(document.body).backgroundColor")
            shade = sum(map(int, re.findall(r"\d+", color)[:3]))
            assert shade > 600 if scheme == "light" else shade < 150
            if (width, scheme) in (LOOKS[0], LOOKS[-1]):
                home.examine(colors_only=width > 390)
        if name == "notebooks/emergence_law.html":
            assert home.tab.locator("mjx-container svg").count() > 10
    assert home.wrong == []


def test_boxes_that_scroll_are_reached_by_the_keyboard(html, reader):
    home = reader(html.as_uri(), 390, "light")
    home.open("notebooks/few_shot_emergence.html")
    box = "[...document.querySelectorAll('.output')].find(e => e.querySelector('td'))"
    table = f"{box}.querySelector('table')"
    home.tab.evaluate(f"{table}.innerHTML = '<tr><td>1</td></tr>'")
    home.tab.evaluate(f"{table}.style.width = '600px'")
    focus = f"{box}.tabIndex"
    home.tab.wait_for_function(f"{focus} === 0")
    home.look(1440, "light")
    home.tab.wait_for_function(f"{focus} === -1")


def test_figures_open_tables_are_kept_and_questions_answer_on_a_phone(html, reader):
    home = reader(html.as_uri(), 390, "dark")
    home.open("notebooks/few_shot_emergence.html")
    image = home.tab.locator("#fig-few-shot img")
    assert image.bounding_box()["width"] <= 390
    sheet = home.tab.locator("dialog.full-size[open]")
    close = sheet.get_by_role("button", name="Close").click
    for leave in (close, home.tab.go_back):
        image.click()
        assert sheet.locator("img").bounding_box()["width"] > 600
        home.measure()
        home.examine()
        at = home.tab.evaluate("scrollY")
        home.tab.mouse.wheel(0, 900)  # the page behind stays where it is
        leave()
        sheet.wait_for(state="detached")
        home.tab.wait_for_function(f"scrollY === {at} && !history.state")
    with home.tab.expect_download() as kept:
        home.tab.get_by_text("Table as CSV").first.click()
    assert pd.read_csv(kept.value.path()).select_dtypes("number").shape[1] >= 3
    home.tab.locator(".secondary-toggle").click()
    home.tab.locator("dialog[open] a[href='#exercises']").click()
    home.tab.locator("dialog[open]").wait_for(state="detached")
    for part in ("details.narrow-code", "table.two-names th + .held"):
        assert home.tab.locator(part).count() > 3
    box = home.tab.locator(".quiz fieldset").first
    for choice in box.get_by_role("radio").all():
        choice.press("Space")
        right = choice.get_attribute("data-is") == "right"
        assert (": Right." in box.get_by_role("status").inner_text()) == right
    assert box.locator("details").is_hidden()
    home.examine()
    assert home.wrong == []


def test_search_finds_a_term_and_nothing_that_is_not_there(html, reader):
    home = reader(html.as_uri(), 390, "dark")
    home.open("search.html?q=zyzzyva")
    home.tab.get_by_text("did not match any documents").wait_for(timeout=20_000)
    home.open("search.html?q=perplexity")
    home.tab.locator("ul.search a[href*=perplexity_lens]").first.click(timeout=20_000)
    home.tab.wait_for_url("**/notebooks/perplexity_lens.html*")
    assert home.wrong == []


@pytest.mark.parametrize(("asked", "page"), [
    ("is emergence real", "#is-emergence-real"), ("perplexty lens", "perplexity_lens"),
    ("창발", "book/ko"), ("涌现点", "book/zh"), ("思维链", "book/zh"),
])  # fmt: skip
def test_questions_and_slips_of_readers_lead_to_the_answer(html, reader, asked, page):
    home = reader(html.as_uri())
    home.open(f"search.html?q={asked}")
    found = home.tab.locator("ul.search li a, .did-you-mean a").first
    if "perplexty" in asked:
        found.click(timeout=20_000)
        home.tab.wait_for_url("**perplexity*")
    assert page in found.get_attribute("href", timeout=20_000)
    assert home.wrong == []


def test_a_slip_is_told_and_pages_in_other_languages_come_last(html, reader):
    home = reader(html.as_uri())
    home.open("search.html?q=emergance")
    home.tab.get_by_text("Showing results for emergence").wait_for(timeout=20_000)
    found = home.tab.locator("ul.search li a")
    found.filter(has_text="창발").wait_for(timeout=20_000)
    pages = [link.get_attribute("href").split("#")[0] for link in found.all()]
    assert {*pages[-2:]} == {"book/ko.html", "book/zh.html"}
    assert home.wrong == []


def test_the_search_button_of_a_page_opens_the_search_on_a_server(served, reader):
    home = reader(served)
    home.open("book/index.html")
    home.tab.locator("button.search-button:visible").first.click()
    home.tab.locator("#pst-search-dialog input[type=search]").fill("emergent")
    home.tab.keyboard.press("Enter")
    home.tab.wait_for_url("**/search.html?q=emergent*")
    home.tab.locator("ul.search li a").first.wait_for(timeout=20_000)
    assert home.wrong == []


def test_slides_can_be_read_from_the_last_row(html, root, reader):
    """Text, and labels of pictures by the size they are drawn and shown in."""
    home, points = reader(html.as_uri(), 1280), THEME["figure.dpi"] / 72
    home.tab.set_viewport_size({"width": 1280, "height": 720})
    for name in (path.stem for path in (root / "book/course/slides").glob("*.yaml")):
        text = (html / "slides" / f"{name}.html").read_text(encoding="utf-8")
        assert len(text) <= 2_000_000
        assert "<th></th>" not in text
        assert all(re.findall(r'<img[^>]*alt="([^"]*)"', text))
        page = (html / "book" / "course" / f"{name}.html").read_text(encoding="utf-8")
        assert f'href="../../slides/{name}.html"' in page
        home.open(f"slides/{name}.html")
        home.tab.wait_for_selector(".reveal.ready")
        if name == "session_1":
            home.examine()
        home.tab.keyboard.press("ArrowRight")
        home.tab.wait_for_function("Reveal.getIndices().h === 1")
        for what in home.ask("slides", points):
            home.note(what)
    assert home.wrong == []
