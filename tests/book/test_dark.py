"""The dark scheme: it is dark, and axe-core finds nothing serious there either."""

import re


def test_dark_pages_are_dark(html, reader):
    home = reader(html.as_uri())
    home.open("book/index.html")
    shades = {}
    for scheme in ("light", "dark"):
        home.look(390, scheme)
        color = home.tab.evaluate("getComputedStyle(document.body).backgroundColor")
        shades[scheme] = sum(map(int, re.findall(r"\d+", color)[:3]))
    assert shades["light"] > 600
    assert shades["dark"] < 150


def test_axe_finds_nothing_serious_in_the_dark(kinds, served, reader):
    home = reader(served, 1440, "dark")
    for name in kinds:
        home.open(name)
        home.examine()
    assert home.wrong == []


def test_axe_sees_what_is_hard_to_read_in_the_dark_alone(reader, tmp_path):
    (tmp_path / "bad.html").write_text(
        "<!doctype html><html lang='en'><title>Bad</title><body><main><h1>Bad</h1>"
        "<style>p {color: #666} body {background: #fff} "
        "@media (prefers-color-scheme: dark) {body {background: #888}}</style>"
        "<details><summary>More</summary><p>Hard to read</p></details></main></html>"
    )
    found = {}
    for scheme in ("light", "dark"):
        home = reader(tmp_path.as_uri(), 390, scheme)
        home.open("bad.html")
        home.examine()
        found[scheme] = home.wrong
    assert found["light"] == []
    assert "bad.html at 390 px, dark: serious | color-contrast" in found["dark"][0]
