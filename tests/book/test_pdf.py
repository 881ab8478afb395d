"""The PDF of a small book: one document with an outline, tags and jumps."""

import json
import runpy
import shutil
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader

from emergestudy.errors import StudyError, UsageError
from emergestudy.paths import study_root

PRINTING = runpy.run_path(str(study_root() / "book" / "print_pdf.py"))
make_pdf, find_browser = PRINTING["make_pdf"], PRINTING["find_browser"]


@pytest.fixture
def small(tmp_path, root):
    """The sources of a book of two pages, with this book's extensions."""
    settings = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    names = ("facilitator", "reruns", "paper", "offline_pages")
    extensions = dict.fromkeys(names, str(root / "book" / "_ext"))
    settings["sphinx"]["local_extensions"] = extensions
    settings["sphinx"]["config"]["html_static_path"] = [str(root / "book" / "_static")]
    references = [str(root / "book" / "references.bib")]
    settings |= {"bibtex_bibfiles": references, "logo": "", "html": {}}
    toc = {"format": "jb-book", "root": "one", "chapters": [{"file": "two"}]}
    folder = shutil.copytree(Path(__file__).with_name("small"), tmp_path / "small")
    (folder / "_config.yml").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "_toc.yml").write_text(json.dumps(toc), encoding="utf-8")
    return folder


def titles(outline):
    for entry in outline:
        yield from titles(entry) if isinstance(entry, list) else [entry.title]


def test_pages_become_one_document(small, tmp_path):
    try:
        find_browser()
    except UsageError:
        pytest.skip("no Chromium here; CI installs Debian's package 'chromium'")
    target = tmp_path / "made" / "book.pdf"
    assert make_pdf(small, target, tmp_path / "log", notes=True) == target
    reader = PdfReader(target)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert text.index("What is asked") < text.index("The end")
    assert text.index("The end") < text.index("What is answered")
    assert "Good answers" in text
    assert list(titles(reader.outline)) == ["First", "Second", "Solutions"]
    assert reader.root_object["/MarkInfo"]["/Marked"]
    lines = reader.pages[-1].extract_text().splitlines()
    assert str(len(reader.pages)) in [line.strip() for line in lines]
    links = [a.get_object() for p in reader.pages for a in p.get("/Annots", [])]
    assert any("/Dest" in link for link in links)
    outside = {str(link["/A"]["/URI"]) for link in links if "/A" in link}
    assert outside == {"https://example.org/"}
    assert str(tmp_path).encode() not in target.read_bytes()
    assert [p.name for p in target.parent.iterdir()] == ["book.pdf"]


def test_a_warning_of_sphinx_is_an_error_and_leaves_no_file(small, tmp_path):
    (small / "two.md").write_text("# Second\n\n[](gone.md)\n")
    log = tmp_path / "log"
    with pytest.raises(StudyError, match="the log is"):
        make_pdf(small, tmp_path / "book.pdf", log)
    assert "gone.md" in log.read_text()
    assert not (tmp_path / "book.pdf").exists()


def test_without_a_browser_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="apt-get install chromium"):
        make_pdf(tmp_path, tmp_path / "book.pdf", tmp_path / "log")
