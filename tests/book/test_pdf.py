"""The PDF of the book, tried on three of its pages: all take minutes."""

import pytest
from emergestudy.runner.printing import find_browser
from pypdf import PdfReader

from emergestudy.errors import UsageError
from emergestudy.runner.pdf import make_pdf

TOC = """root: book/index
parts:
  - caption: The audit
    chapters: [{file: notebooks/errata}, {file: book/references}]
"""


def test_pages_of_the_book_become_one_document(html, tmp_path):
    try:
        browser = find_browser()
    except UsageError:
        pytest.skip("no Chromium here; CI installs Debian's package 'chromium'")
    contents, target = tmp_path / "_toc.yml", tmp_path / "book.pdf"
    contents.write_text(TOC)
    make_pdf(browser, html, contents, target, "Title", "Somebody")
    reader = PdfReader(target)
    links = [a.get_object() for p in reader.pages for a in p.get("/Annots", [])]
    assert sum("/Dest" in link for link in links) > 5
    outside = {str(k["/A"]["/URI"]) for k in links if "/A" in k}
    assert outside
    assert all(address.startswith("http") for address in outside)
    raw = target.read_bytes()
    assert b"file:/" not in raw
    assert str(html.parent).encode() not in raw
    assert str(tmp_path).encode() not in raw
    assert "The audit" in [k.title for k in reader.outline if not isinstance(k, list)]
