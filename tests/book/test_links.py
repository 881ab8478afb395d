"""Links, anchors, pictures, styles and scripts of the pages lead somewhere."""

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest


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


def test_the_front_page_leads_to_the_first(html, read):
    text = (html / "index.html").read_text(encoding="utf-8")
    assert "url=book/index.html" in text


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
