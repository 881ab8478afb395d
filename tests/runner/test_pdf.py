import shutil

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from emergestudy.errors import StudyError, UsageError
from emergestudy.runner import printing
from emergestudy.runner.edition import Edition
from emergestudy.runner.pdf import build_pdf, make_pdf
from emergestudy.runner.printing import find_browser

TOC = """root: book/start
parts:
  - caption: The part
    chapters:
      - file: notebooks/other
"""
START = """<!DOCTYPE html><html lang="en"><head><title>S</title></head><body><article>
<section id="start"><h1>The start<a class="headerlink" href="#start">¶</a></h1>
<p><a href="../notebooks/other.html#far">far</a>
<a href="../notebooks/other.html">other</a> <a href="../_sources/x.ipynb">source</a>
<a href="https://example.org/">out</a> <a href="#below">below</a></p>
<section id="below"><h2>Below <em>it</em></h2></section></section></article>
</body></html>"""
OTHER = """<!DOCTYPE html><html lang="en"><head><title>O</title></head><body><article>
<section id="o"><h1>The other</h1><table><tr><th>head</th></tr><tr><td>cell</td></tr>
</table><div style="break-before: page"></div><section id="far"><h2>Far away</h2>
<p><a href="../book/start.html#nowhere">back</a></p></section></section></article>
</body></html>"""


def write_site(folder):
    html = folder / "a site" / "html"
    for name, text in (("book/start", START), ("notebooks/other", OTHER)):
        path = html / f"{name}.html"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    (html / "_static").mkdir()
    contents = folder / "_toc.yml"
    contents.write_text(TOC)
    return html, contents


@pytest.fixture
def site(tmp_path):
    return write_site(tmp_path)


@pytest.fixture(scope="module")
def browser():
    if not any(map(shutil.which, printing.BROWSERS)):
        pytest.skip("no Chromium here; CI installs Debian's package 'chromium'")
    return find_browser()


@pytest.fixture(scope="module")
def made(tmp_path_factory, browser):
    site = write_site(tmp_path_factory.mktemp("nowhere"))
    target = site[0].parent / "book.pdf"
    make_pdf(browser, *site, target, "Title", "Somebody")
    assert sorted(p.name for p in target.parent.iterdir()) == ["book.pdf", "html"]
    return PdfReader(target)


def jumps(reader, number):
    links = [a.get_object() for a in reader.pages[number]["/Annots"]]
    pages = [page.indirect_reference.idnum for page in reader.pages]

    def where(link):
        if "/Dest" in link:
            return pages.index(list.__getitem__(link["/Dest"], 0).idnum)
        return link.get("/A", {}).get("/URI")

    return [where(link) for link in links]


def test_pages_are_joined_in_order_and_numbered(made):
    words = [page.extract_text().split() for page in made.pages]
    assert [w[-1] for w in words] == ["1", "2", "3"]
    assert words[0][:2] == ["The", "start¶"]
    assert "cell" in words[1]
    assert "Far" in words[2]
    assert made.metadata.title == "Title"
    assert made.metadata.author == "Somebody"
    assert made.trailer["/Root"]["/Lang"] == "en"


def test_links_jump_inside_and_files_are_no_longer_named(made):
    *inside, source, outside, below = jumps(made, 0)[-5:]
    assert inside == [2, 1]
    assert source is None
    assert outside == "https://example.org/"
    assert below == 0
    assert jumps(made, 2)[-1] == 0
    for told in texts(made):
        assert b"file:/" not in told
        assert b"nowhere0" not in told


def texts(reader):
    """Every object of a document, as it is written and unpacked."""
    for number in range(1, reader.trailer["/Size"]):
        found = IndirectObject(number, 0, reader).get_object()
        yield repr(found).encode()
        if hasattr(found, "get_data") and found.get("/Subtype") != "/Image":
            yield found.get_data()


def test_the_outline_has_parts_chapters_and_sections(made):
    start, sections, part, below = made.outline
    assert (start.title, part.title) == ("The start", "The part")
    assert [each.title for each in sections] == ["Below it"]
    assert below[0].title == "The other"
    assert [each.title for each in below[1]] == ["Far away"]
    assert made.get_destination_page_number(below[1][0]) == 2


def test_the_joined_document_is_tagged(made):
    tree = made.trailer["/Root"]["/StructTreeRoot"]
    kinds, found = set(), [tree["/K"][0]]
    for element in found:
        element = element.get_object()
        if not hasattr(element, "get"):
            continue
        kinds.add(element.get("/S"))
        kids = element.get("/K", [])
        found += kids if isinstance(kids, list) else [kids]
    assert {"/Document", "/H1", "/H2", "/TH", "/TD", "/Link"} <= kinds
    numbers = tree["/ParentTree"]["/Nums"][::2]
    assert numbers == sorted(set(numbers))
    for page in made.pages:
        assert page["/StructParents"] in numbers


@pytest.mark.usefixtures("browser")
def test_an_edition_has_a_pdf_of_its_own(site, tmp_path):
    folder = tmp_path / "_build" / "editions" / "mine"
    folder.parent.mkdir(parents=True)
    site[0].rename(folder)
    (tmp_path / "_config.yml").write_text("title: Squares\nauthor: Somebody\n")
    made = build_pdf(tmp_path, Edition("mine", "other squares"))
    assert made == folder.with_name("mine.pdf")
    assert PdfReader(made).metadata.title == "Squares – other squares"


def test_nothing_is_left_of_a_failed_print(site, tmp_path):
    fake = tmp_path / "browser"
    fake.write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
    fake.chmod(0o755)
    target = tmp_path / "out" / "book.pdf"
    with pytest.raises(StudyError, match=r"(?s)did not print start\.html.*broken"):
        make_pdf(str(fake), *site, target, "Title", "Somebody")
    assert list(target.parent.iterdir()) == []


def test_a_page_that_is_missing_is_named(site, browser, tmp_path):
    (site[0] / "notebooks" / "other.html").unlink()
    with pytest.raises(StudyError, match=r"other\.html cannot be read.*build the book"):
        make_pdf(browser, *site, tmp_path / "book.pdf", "Title", "Somebody")


def test_without_a_browser_the_cure_is_named(monkeypatch):
    monkeypatch.setattr(printing.shutil, "which", lambda name: None)
    with pytest.raises(UsageError, match="apt-get install chromium"):
        find_browser()
