"""The slides of the sessions, in a browser and without a network."""

import re

import pytest

SESSIONS = [f"session_{n}" for n in range(1, 9)]


@pytest.mark.parametrize("name", SESSIONS)
def test_slides_are_light_linked_and_described(html, name):
    path = html / "slides" / f"{name}.html"
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_size <= 1_500_000
    assert "<th></th>" not in text
    assert all(re.findall(r'<img[^>]*alt="([^"]*)"', text))
    page = (html / "book" / "course" / f"{name}.html").read_text(encoding="utf-8")
    assert f'href="../../slides/{name}.html"' in page


def test_slides_turn_and_ask_nothing_of_the_network(html, reader):
    home = reader(html.as_uri(), 1440)
    for name in SESSIONS:
        home.open(f"slides/{name}.html")
        home.tab.wait_for_selector(".reveal.ready")
        count = home.tab.evaluate("Reveal.getTotalSlides()")
        assert 9 <= count <= 15
        home.tab.keyboard.press("ArrowRight")
        assert home.tab.evaluate("Reveal.getIndices().h") == 1
        high = home.tab.evaluate(
            "Math.max(...[...document.querySelectorAll('.slides > section')]"
            ".map((slide) => { Reveal.slide([...slide.parentElement.children]"
            ".indexOf(slide)); return slide.scrollHeight; }))"
        )
        assert high <= 760, f"a slide of {name} is {high} px high"
    assert "\n".join(home.wrong) == ""


def test_axe_finds_nothing_serious_on_slides(served, reader):
    home = reader(served, 1440)
    home.open("slides/session_1.html")
    home.tab.wait_for_selector(".reveal.ready")
    home.examine()
    assert home.wrong == []
