import pytest

from emergestudy.runner.terms import EMPHASIZED, glossary_terms, link_terms

TERMS = ["emergence point", "elbow", "smooth"]


def linked(*texts):
    cells = [{"cell_type": "markdown", "source": text} for text in texts]
    link_terms(cells, TERMS)
    return [cell["source"] for cell in cells]


def test_the_first_use_in_a_chapter_is_linked_and_no_other():
    first, second = linked("An elbow, two elbows.", "The elbow.")
    assert first == "An {term}`elbow <elbow>`, two elbows."
    assert second == "The elbow."


def test_a_term_may_begin_a_sentence_be_many_or_cross_a_line():
    (text,) = linked("Elbows are early; the emergence\npoint is not.")
    assert text.startswith("{term}`Elbows <elbow>` are")
    assert "{term}`emergence\npoint <emergence point>`" in text


@pytest.mark.parametrize(
    "text",
    [
        "# The elbow",
        "`elbow` and {glue:text}`law/elbow:.1f`",
        "see [the elbow](a.ipynb)",
        "| elbow | 1 |",
        "```python\nelbow = 1\n```",
        ":::{admonition} Try it\nelbow\n:::",
        "$elbow$ and $$\nelbow\n$$",
        "<!-- chart: elbow -->",
    ],
)
def test_what_is_no_plain_text_stays(text):
    assert linked(text) == [text]


def test_everyday_words_are_terms_in_italics_only():
    assert "smooth" in EMPHASIZED
    assert linked("a smooth curve") == ["a smooth curve"]
    assert linked("called *smooth*") == ["called *{term}`smooth <smooth>`*"]


def test_code_cells_stay():
    cell = {"cell_type": "code", "source": "elbow = 1"}
    link_terms([cell], TERMS)
    assert cell["source"] == "elbow = 1"


def test_the_glossary_lists_its_terms_the_longest_first(root):
    terms = glossary_terms(root / "book" / "glossary.md")
    assert len(terms) > 35
    assert "emergence point" in terms
    assert [len(t) for t in terms] == sorted(map(len, terms), reverse=True)
    assert set(terms) >= EMPHASIZED


def test_a_study_without_a_glossary_links_nothing(tmp_path):
    assert glossary_terms(tmp_path / "glossary.md") == []
