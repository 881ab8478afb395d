"""The built pages as files: all there, links lead somewhere, nothing is heavy."""

import functools
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest


def test_every_chapter_and_page_is_there_and_chapters_can_be_downloaded(html, root):
    for path in (root / "notebooks").glob("*.ipynb"):
        page = html / "notebooks" / f"{path.stem}.html"
        name = f"../_sources/notebooks/{path.name}"
        assert f'href="{name}"' in page.read_text(encoding="utf-8")
        assert (page.parent / name).resolve().is_file()
    assert "url=book/index.html" in (html / "index.html").read_text(encoding="utf-8")
    text = (html / "notebooks" / "few_shot_emergence.html").read_text(encoding="utf-8")
    assert re.search(r"same\s+first\s+model.*?<span[^>]*>\d+</span>", text, re.DOTALL)


@pytest.mark.slow
def test_both_ways_of_building_give_the_same_book(html, root, tmp_path):
    own, left = tmp_path / "study", (".git", ".venv", "_build", "_runs", ".*cache*")
    shutil.copytree(root, own, ignore=shutil.ignore_patterns(*left))
    command = [sys.executable, "-m", "emergestudy", "book"]
    subprocess.run(
        command, cwd=own, env=os.environ | {"PYTHONPATH": str(own)}, check=True
    )
    plain, ours = (
        {p.relative_to(d): p.read_bytes() for p in d.rglob("*") if p.is_file()}
        for d in (html, own / "_build" / "html")
    )
    assert set(plain) == set(ours)
    assert {p.name for p in plain if plain[p] != ours[p]} <= {".buildinfo"}


def test_no_outside_script_no_image_without_alt_and_headers_have_a_scope(pages):
    for page in pages:
        text = page.read_text(encoding="utf-8")
        outside = r'<(script|link)[^>]+(src|href)="(https?:)?//'
        outside += "|unpkg|jsdelivr|cdnjs|googleapis"
        assert not re.search(outside, text), page
        # A tap on the title of a solution unfolds it, and leads nowhere.
        assert not re.search(r">Solution to\s*<a", text), page
        assert not re.findall(r'<img\b(?![^>]*alt="[^"]+")[^>]*>', text), page
        for table in re.findall(r'class="dataframe.*?</table>', text, re.DOTALL):
            assert not re.findall(r'<th\b(?![^>]*scope=")[^>]*>', table), page


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

    def broken(self):
        """Return the targets inside the book that are not there."""
        return [t for t in self.targets if not self._there(urlsplit(t))]

    def _there(self, link):
        if link.scheme or link.netloc:
            return True
        path = (self.path.parent / unquote(link.path)) if link.path else self.path
        if not path.is_file() or not link.fragment or path.suffix != ".html":
            return path.is_file()
        return unquote(link.fragment) in read(path.resolve()).names


read = functools.cache(Page)


def test_no_link_or_file_is_missing_and_no_place_has_two_owners(html, pages):
    wrong = {}
    for path in [html / "index.html", *pages]:
        page = read(path)
        twice = [n for n, count in Counter(page.names).items() if count > 1]
        lost = sorted({*page.broken()} - {"#", ""})
        if lost or (twice and path in pages):
            wrong[path.relative_to(html).as_posix()] = lost, twice
    assert wrong == {}


MOST = 1_500_000
SHARED = 2_600_000  # the theme's icons are 1.5 MB of it
HELD = re.compile(r'<(?:script|img|link|source)\b[^>]*?(?:src|href)="([^"#?:]+)')


def files(page):
    """Return the files of the book that a page loads, itself among them."""
    found = [(page.parent / n).resolve() for n in HELD.findall(page.read_text("utf-8"))]
    return {page} | {f for f in found if f.suffix != ".html" and f.is_file()}


def weight(found):
    """Add up sizes, without those of what draws: MathJax and Vega."""
    draws = {f for f in found if "mathjax" in f.parts or f.name.startswith("vega")}
    return sum(f.stat().st_size for f in found - draws)


def test_no_page_is_heavy_and_neither_is_what_all_share(html, pages):
    loads = {p.relative_to(html).as_posix(): files(p) for p in pages}
    shared = set.intersection(*loads.values())
    own = {name: weight(found - shared) for name, found in loads.items()}
    assert {name: size for name, size in own.items() if size > MOST} == {}
    assert weight(shared) <= SHARED, sorted(f.name for f in shared)


def test_mathjax_comes_with_mathematics_and_vega_with_charts_alone(html, pages):
    """The small script of the charts loads Vega where a chart comes into view."""
    held = {p: {f.name for f in files(p)} for p in pages}
    for name, sign in [("tex-svg.js", 'class="math '), ("charts.js", "vega-chart")]:
        has = {p for p in pages if sign in p.read_text(encoding="utf-8")}
        assert {p for p in pages if name in held[p]} == has != set()
    assert not any(name.startswith("vega") for p in pages for name in held[p])
