"""The built pages as files: all there, links lead somewhere, nothing is heavy."""

import importlib.util
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
import yaml


def test_every_chapter_and_page_is_there(html, pages, root):
    wanted = {"book/index.html", "book/data.html", "book/api.html", "book/rerun.html"}
    wanted |= {f"notebooks/{p.stem}.html" for p in (root / "notebooks").glob("*.ipynb")}
    assert wanted <= {str(p.relative_to(html)) for p in pages}
    front = (html / "index.html").read_text(encoding="utf-8")
    assert "url=book/index.html" in front
    text = (html / "notebooks" / "few_shot_emergence.html").read_text(encoding="utf-8")
    assert re.search(r"same\s+first\s+model.*?<span[^>]*>\d+</span>", text, re.DOTALL)


def test_no_outside_script_no_image_without_alt_and_headers_have_a_scope(pages):
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'<(script|link)[^>]+(src|href)="(https?:)?//', text), page
        assert not re.search(r"unpkg|jsdelivr|cdnjs|googleapis", text), page
        for image in re.findall(r"<img\b[^>]*>", text):
            assert re.search(r'alt="[^"]+"', image), (page.name, image)
        for table in re.findall(r'class="dataframe.*?</table>', text, re.DOTALL):
            headers = re.findall(r"<th\b[^>]*>", table)
            assert all('scope="' in h for h in headers), (page.name, table[:200])


class Page(HTMLParser):
    """What a page points to, and the places in it that can be pointed to."""

    def __init__(self, path):
        super().__init__()
        self.path, self.targets, self.names = path, [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        for key, value in attrs:
            if key == "id" or (tag == "a" and key == "name"):
                self.names.append(value)
            elif key in ("href", "src", "poster", "action") and value is not None:
                self.targets.append(value)
            elif key == "srcset":
                self.targets += [part.split()[0] for part in value.split(",")]

    def broken(self, read):
        """Return the targets inside the book that are not there."""
        return [t for t in self.targets if not self._there(t, read)]

    def _there(self, target, read):
        link = urlsplit(target)
        if link.scheme or link.netloc:
            return True
        path = (self.path.parent / unquote(link.path)) if link.path else self.path
        path = path.resolve()
        if not path.is_file():
            return False
        names = link.fragment and path.suffix == ".html"
        return not names or unquote(link.fragment) in read(path).names


@pytest.fixture(scope="module")
def read():
    known = {}

    def page(path: Path):
        if path not in known:
            known[path] = Page(path)
        return known[path]

    return page


def test_no_link_or_file_is_missing(html, pages, read):
    wrong = {}
    for path in [html / "index.html", *pages]:
        lost = set(read(path).broken(read)) - {"#", ""}
        if lost:
            wrong[path.relative_to(html).as_posix()] = sorted(lost)
    assert wrong == {}


def test_no_place_has_two_owners(html, pages, read):
    for path in pages:
        twice = [n for n, count in Counter(read(path).names).items() if count > 1]
        assert twice == [], path.relative_to(html)


def test_a_lost_page_and_a_lost_anchor_are_seen(tmp_path, read):
    (tmp_path / "b.html").write_text('<p id="here">')
    made = tmp_path / "a.html"
    made.write_text(
        '<a href="b.html#here">b</a> <a href="b.html#gone">b</a> <img src="c.png">'
        '<a href="https://example.org">d</a> <a href="#e">e</a>'
    )
    assert Page(made).broken(read) == ["b.html#gone", "c.png", "#e"]


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


@pytest.mark.parametrize(("address", "kept"), [("", False), ("https://h/n/r", True)])
def test_one_setting_makes_the_buttons_that_open_a_chapter_elsewhere(
    root, address, kept
):
    spec = importlib.util.spec_from_file_location("l", root / "book/_ext/launch.py")
    spec.loader.exec_module(launch := importlib.util.module_from_spec(spec))
    given = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    assert set(given["repository"]) == {"url", "branch"}
    buttons = dict(given["launch_buttons"])
    assert buttons["notebook_interface"] == "jupyterlab"
    options = {"repository_url": address, "launch_buttons": buttons}
    launch.without_address(None, SimpleNamespace(html_theme_options=options))
    assert bool(options["launch_buttons"].get("binderhub_url")) == kept
    assert bool(options["launch_buttons"].get("colab_url")) == kept


def test_every_chapter_can_be_downloaded(html):
    for page in (html / "notebooks").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        name = f"../_sources/notebooks/{page.stem}.ipynb"
        assert f'href="{name}"' in text
        assert (page.parent / name).resolve().is_file()
