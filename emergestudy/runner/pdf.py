"""One PDF of the whole book: its pages printed, joined, outlined and linked."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    Fit,
    FloatObject,
    NameObject,
    NullObject,
    TextStringObject,
)

from emergestudy.runner.chapters import Chapter, link_target, read_chapters
from emergestudy.runner.edition import Edition
from emergestudy.runner.lock import only_one
from emergestudy.runner.pdf_tags import Tags
from emergestudy.runner.printing import find_browser, print_chapters

_NUMBER = "Q /Artifact BMC BT /Number 8 Tf 0.3 g {x:.1f} 24 Td ({n}) Tj ET EMC"


def build_pdf(root: Path, edition: Edition) -> Path:
    """Print a book that is built into one PDF.

    Parameters
    ----------
    root : Path
        The checkout.
    edition : Edition
        Which book; its PDF lies beside its pages.

    Returns
    -------
    Path
        ``_build/emergestudy.pdf``, or ``_build/editions/NAME.pdf``.

    Raises
    ------
    StudyError
        If there is no Chromium, or if it cannot print a page.
    """
    build, browser = root / "_build", find_browser()
    html, target = build / "html", build / "emergestudy.pdf"
    if edition.name:
        html = build / "editions" / edition.name
        target = html.with_name(f"{edition.name}.pdf")
    known = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    title = " – ".join(filter(None, [known.get("title", ""), edition.title]))
    with only_one(build / "build.lock", "building the book"):
        make_pdf(
            browser, html, root / "_toc.yml", target, title, known.get("author", "")
        )
    return target


def make_pdf(
    browser: str, html: Path, contents: Path, target: Path, title: str, author: str
) -> None:
    """Print the pages that a book's contents name and join them into one PDF.

    Parameters
    ----------
    browser : str
        The command of a Chromium.
    html, contents : Path
        The built pages and the book's ``_toc.yml``.
    target : Path
        The PDF; it is written whole or not at all.
    title, author : str
        What the document says of itself.
    """
    chapters = read_chapters(html, contents)
    work = target.with_name(f".{target.stem}-pages")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        printed = print_chapters(browser, html.resolve(), chapters, work)
        _join(chapters, printed, work, title, author).write(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)


def _join(
    chapters: list[Chapter], printed: list[Path], work: Path, title: str, author: str
) -> PdfWriter:
    writer, tags, places, starts = PdfWriter(), Tags(), {}, []
    for chapter, path in zip(chapters, printed, strict=True):
        reader, start = PdfReader(path), len(writer.pages)
        for page in reader.pages:
            writer.add_page(page)
        tags.add(reader, writer, start)
        starts.append(start)
        places[chapter.name, ""] = (start, 0, float(reader.pages[0].mediabox.top))
        for name, found in reader.named_destinations.items():
            number = reader.get_destination_page_number(found)
            place = (start + number, 0, float(found.top or 0))
            places[chapter.name, name.removeprefix("/")] = place
    tags.finish(writer)
    for chapter, start, end in zip(
        chapters, starts, [*starts[1:], len(writer.pages)], strict=True
    ):
        for page in writer.pages[start:end]:
            _relink(writer, page, chapter.name, places, work)
    _outline(writer, chapters, places)
    _number(writer)
    _describe(writer, title, author)
    return writer


def _relink(writer, page, name: str, places: dict, work: Path) -> None:
    """Turn links between pages of the book into jumps; others to files do nothing."""
    for link in page.get("/Annots", []):
        link = link.get_object()
        uri = str(link.get("/A", {}).get("/URI", ""))
        if "/Dest" in link:
            target = (name, str(link.pop("/Dest")).removeprefix("/"))
        elif urlsplit(uri).scheme == "file":
            del link["/A"]
            base = work.as_uri() + "/"
            target = link_target("", uri.removeprefix(base)) if base in uri else None
        else:
            continue
        place = places.get(target) or (target and places.get((target[0], "")))
        if place:
            number, left, top = place
            where = [FloatObject(left), FloatObject(top), NullObject()]
            jump = [writer.pages[number].indirect_reference, NameObject("/XYZ"), *where]
            link[NameObject("/Dest")] = ArrayObject(jump)


def _outline(writer: PdfWriter, chapters: list[Chapter], places: dict) -> None:
    def _entry(title, place, parent=None, **style):
        number, left, top = place
        fit = Fit.xyz(left, top)
        return writer.add_outline_item(
            title=title, page_number=number, parent=parent, fit=fit, **style
        )

    parts = {}
    for chapter in chapters:
        start = places[chapter.name, ""]
        if chapter.part and chapter.part not in parts:
            parts[chapter.part] = _entry(chapter.part, start, bold=True)
        item = _entry(chapter.title, start, parts.get(chapter.part), is_open=False)
        for anchor, title in chapter.sections:
            if place := places.get((chapter.name, anchor)):
                _entry(title, place, item)
    writer.page_mode = "/UseOutlines"


def _number(writer: PdfWriter) -> None:
    """Print each page's number at its foot."""
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
    font = writer._add_object(font)
    first = DecodedStreamObject()
    first.set_data(b"q\n")
    first = writer._add_object(first)
    for n, page in enumerate(writer.pages, 1):
        fonts = page["/Resources"].setdefault(NameObject("/Font"), DictionaryObject())
        fonts.get_object()[NameObject("/Number")] = font
        last = DecodedStreamObject()
        x = float(page.mediabox.width) / 2 - 2.2 * len(str(n))
        last.set_data(_NUMBER.format(x=x, n=n).encode())
        old = page.raw_get("/Contents")
        old = old.get_object() if isinstance(old.get_object(), ArrayObject) else [old]
        whole = ArrayObject([first, *old, writer._add_object(last)])
        page[NameObject("/Contents")] = whole


def _describe(writer: PdfWriter, title: str, author: str) -> None:
    told = {"/Title": title, "/Author": author, "/Producer": "emergestudy"}
    writer.metadata = None
    writer.add_metadata({k: v for k, v in told.items() if v})
    writer.root_object[NameObject("/Lang")] = TextStringObject("en")
    writer.create_viewer_preferences().display_doctitle = True
