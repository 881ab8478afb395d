"""The pages of a built book in the order of its contents, and what they link to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

import yaml

from emergestudy.errors import StudyError


@dataclass
class Chapter:
    """One page of the book.

    Attributes
    ----------
    name : str
        Its path without ``.html``, for instance ``notebooks/errata``.
    part : str
        Caption of the part of the book that it belongs to; may be empty.
    title : str
        Its heading.
    sections : list of (str, str)
        Anchor and heading of each section.
    links : set of (str, str)
        Page and anchor of each link to a page of the book.
    """

    name: str
    part: str
    title: str = ""
    sections: list[tuple[str, str]] = field(default_factory=list)
    links: set[tuple[str, str]] = field(default_factory=set)


def read_chapters(html: Path, contents: Path) -> list[Chapter]:
    """Read the pages that a book's contents name, in their order.

    Parameters
    ----------
    html : Path
        Folder of the built pages.
    contents : Path
        The book's ``_toc.yml``.

    Returns
    -------
    list of Chapter
        The first page first.

    Raises
    ------
    StudyError
        If a page is not there.
    """
    known = yaml.safe_load(contents.read_text(encoding="utf-8"))
    return [_read(html, name, part) for part, name in _listed(known, "")]


def link_target(page: str, href: str) -> tuple[str, str] | None:
    """Return the page of the book and the anchor that a link on a page leads to."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return None
    anchor = unquote(parts.fragment)
    if not parts.path:
        return page, anchor
    path = normpath(PurePosixPath(page).parent / unquote(parts.path))
    return (path.removesuffix(".html"), anchor) if path.endswith(".html") else None


def _listed(entry: Mapping, part: str) -> Iterator[tuple[str, str]]:
    name = entry.get("root") or entry.get("file")
    if name:
        yield part, name.removesuffix(".md").removesuffix(".ipynb")
    for below in entry.get("parts", []):
        yield from _listed(below, below.get("caption", ""))
    for kind in ("chapters", "sections"):
        for below in entry.get(kind, []):
            yield from _listed(below, part)


def _read(html: Path, name: str, part: str) -> Chapter:
    path = html / f"{name}.html"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StudyError(
            f"{path} cannot be read ({error.strerror}); build the book again with "
            "'emergestudy book'"
        ) from None
    reader = _Reader()
    reader.feed(text)
    first, *others = reader.headings or [("h1", "", name)]
    sections = [(anchor, title) for kind, anchor, title in others if kind == "h2"]
    links = {link_target(name, href) for href in reader.links} - {None}
    return Chapter(name, part, first[2], sections, links)


class _Reader(HTMLParser):
    """Headings with the anchors of their sections, and links, of a page's article."""

    def __init__(self) -> None:
        super().__init__()
        self.headings, self.links = [], []
        self._inside, self._open, self._anchor, self._skip = False, None, "", False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        self._inside |= tag == "article"
        if not self._inside:
            return
        if tag == "section":
            self._anchor = given.get("id", "")
        elif tag in ("h1", "h2"):
            self._open = [tag, self._anchor, ""]
        elif tag == "a":
            self._skip = "headerlink" in (given.get("class") or "")
            self.links.append(given.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        self._inside &= tag != "article"
        if tag == "a":
            self._skip = False
        elif self._open and tag == self._open[0]:
            self.headings.append((*self._open[:2], " ".join(self._open[2].split())))
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open and not self._skip:
            self._open[2] += data
