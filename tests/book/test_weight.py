"""Pages stay light, and load MathJax and Vega only for what these draw."""

import re
from pathlib import Path

import pytest

MOST = 1_500_000
SHARED = 2_600_000  # the theme's icons are 1.5 MB of it
HELD = re.compile(r'<(?:script|img|link|source)\b[^>]*?(?:src|href)="([^"#?:]+)')


def files(page):
    """Return the files of the book that a page loads, itself among them."""
    found = {page}
    for name in HELD.findall(page.read_text(encoding="utf-8")):
        file = (page.parent / name).resolve()
        if file.suffix != ".html" and file.is_file():
            found.add(file)
    return found


def is_drawing(file):
    return "mathjax" in file.parts or file.name.startswith("vega")


def weight(found):
    return sum(f.stat().st_size for f in found if not is_drawing(f))


def test_no_page_is_heavy_and_neither_is_what_all_share(html, pages):
    loads = {p.relative_to(html).as_posix(): files(p) for p in pages}
    shared = set.intersection(*loads.values())
    own = {name: weight(found - shared) for name, found in loads.items()}
    assert {name: size for name, size in own.items() if size > MOST} == {}
    assert weight(shared) <= SHARED, sorted(f.name for f in shared)


def test_mathjax_comes_with_mathematics_alone(html, pages):
    loads = {p for p in pages if any("mathjax" in f.parts for f in files(p))}
    has = {p for p in pages if 'class="math ' in p.read_text(encoding="utf-8")}
    assert loads == has
    assert html / "notebooks" / "emergence_law.html" in loads
    assert html / "book" / "index.html" not in loads


def test_vega_comes_with_charts_alone(pages):
    """The small script of the charts loads Vega where a chart comes into view."""
    loads = {p for p in pages if any(f.name == "charts.js" for f in files(p))}
    assert not any(f.name.startswith("vega") for p in pages for f in files(p))
    assert loads == {p for p in pages if "vega-chart" in p.read_text(encoding="utf-8")}


def test_mathematics_is_set_without_the_network(html, reader):
    assert (html / "_static" / "mathjax" / "tex-svg.js").stat().st_size > 1e6
    home = reader(html.as_uri())
    home.open("notebooks/emergence_law.html")
    assert home.tab.locator("mjx-container svg").count() > 10
    assert home.wrong == []


@pytest.mark.parametrize("size", [1_000, 1_600_000])
def test_a_page_weighs_what_it_shows_and_runs_but_not_what_draws(tmp_path: Path, size):
    for folder in ("mathjax", "pictures"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file.js").write_bytes(b"x" * size)
    page = tmp_path / "page.html"
    page.write_text(
        "<script src='no'></script><script async src=\"mathjax/file.js?v=1\"></script>"
        '<img alt="" src="pictures/file.js"><a href="other.html">other</a>'
    )
    assert weight(files(page)) == size + page.stat().st_size
