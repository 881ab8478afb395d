"""What the extensions of the book make of a tiny one, and of an edition of it."""

import base64
import html
import json
import re
import shutil
import warnings
from io import BytesIO
from pathlib import Path
from unittest.mock import Mock

import pandas as pd
import pytest
import yaml
from chart_specs import build_chart
from PIL import Image
from reading_aids import raise_powers
from slides import part_of

from emergestudy import load

CHAPTER = "emergence_law"  # the papers' items of this chapter are few
ITEMS = list(load("paper_items").query("notebook == @CHAPTER")["item"])
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
EXTENSIONS = ["myst_nb", "sphinx_exercise", "sphinxcontrib.bibtex", "charts", "slides"]
EXTENSIONS += ["reading_time", "verdicts", "facilitator", "reruns", "paper", "cite"]
EXTENSIONS += ["exercises", "quiz"]
TINY = Path(__file__).with_name("tiny")
PARTS = ("claim.md", "end.md", "exercise.md", "story.md", "plan.md", "one.yaml")
CLAIM, END, EXERCISE, STORY, PLAN, SLIDES, QUIZ = (
    (TINY / name).read_text(encoding="utf-8") for name in (*PARTS, "law.yaml")
)


def record(name, value):
    data = {"text/plain": repr(value), "application/json": json.dumps(value)}
    data = {f"application/papermill.record/{k}": v for k, v in data.items()}
    meta = {"name": name, "mime_prefix": "application/papermill.record/"}
    told = {"output_type": "display_data", "data": data}
    return told | {"metadata": {"scrapbook": meta}}


def decided(words):
    return [
        record(f"verdict/{item}", {"verdict": word, "decides": "1 < 2 & so"})
        for item, word in zip(ITEMS, words, strict=False)
    ]


def cell(name, outputs=(), **metadata):
    told = {"cell_type": "code", "id": name, "source": "1", "execution_count": 1}
    return told | {"metadata": metadata, "outputs": list(outputs)}


def chapter(*outputs, end=END, **metadata):
    picture = {"output_type": "display_data", "metadata": {}}
    picture |= {"data": {"image/png": PNG, "text/plain": "<Figure>"}}
    about = {"image": {"alt": "Two rows"}}
    about |= {"figure": {"caption": "Rows. Many.", "name": f"fig-{len(end)}"}}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    texts = [
        {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}
        for name, text in [("claim", CLAIM), ("end", end)]
    ]
    cells = [texts[0], cell("figure", [picture], mystnb=about)]
    cells += [cell("records", outputs), texts[1]]
    metadata |= {"kernelspec": kernel, "language_info": {"name": "python"}}
    made = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made)


RECORDS = [record("law/count", 3), record("law/open", None)]
WORDS = ["reproduced", "contradicted", "reproduced"]
BOOK = {
    "notebooks/emergence_law.ipynb": chapter(*RECORDS, *decided(WORDS)),
    "notebooks/verdicts.ipynb": chapter(*RECORDS, end="## All"),
    "book/index.md": "# Home\n\n```{toctree}\nstory\n../notebooks/emergence_law\n"
    "../notebooks/verdicts\n```\n",
    "book/story.md": STORY,
    "book/exercises/emergence_law.md": EXERCISE,
    "book/quizzes/law.yaml": QUIZ,
    "book/references.bib": "@misc{one2020, author={One, Ann}, year={2020}, title={T}}",
    "book/course/one.md": PLAN,
    "book/course/slides/one.yaml": SLIDES,
}


@pytest.fixture(scope="module")
def build(tmp_path_factory, root):
    """Build a book; return its pages by name and what Sphinx warned of."""
    from io import StringIO

    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    def make(files, builder="html", **config):
        source = tmp_path_factory.mktemp("tiny")
        out = tmp_path_factory.mktemp("out") / "html"
        for name, text in files.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(text, encoding="utf-8")
        shutil.copy(root / "CITATION.cff", source)
        config |= {"extensions": EXTENSIONS, "root_doc": "book/index", "numfig": True}
        config |= {"nb_execution_mode": "off", "html_theme": "basic"}
        config |= {"bibtex_bibfiles": ["book/references.bib"]}
        config |= {"exclude_patterns": ["book/exercises"]}
        said = StringIO()
        with warnings.catch_warnings(), patch_docutils(), docutils_namespace():
            warnings.simplefilter("ignore")
            app = Sphinx(
                source, None, out, out / ".trees", builder, config, None, said,
                freshenv=True,
            )  # fmt: skip
            app.build()
        made = [p for p in sorted(out.rglob("*")) if p.suffix in (".html", ".pot")]
        made += out.glob("exercises/*")
        pages = {p.stem: p.read_text(encoding="utf-8") for p in made}
        return pages, re.sub(r"\x1b\[[\d;]*m", "", said.getvalue())

    return make


@pytest.fixture(scope="module")
def book(build):
    return build(BOOK)


@pytest.fixture(scope="module")
def edition(build):
    """The same with a chapter changed; participants get it."""
    changed = {"margin": {"now": 4.0, "book": 2.0}, "kind": {"now": ["a"], "book": []}}
    differs = [{"name": "law/count", "book": 3, "now": None}]
    told = {"changed": changed, "differs": differs, "edition": "strict"}
    law = chapter(record("law/open", None), *decided(WORDS[:1]), emergestudy=told)
    story = STORY.replace("law/open", "law/gone")
    files = {"notebooks/emergence_law.ipynb": law, "book/story.md": story}
    return build(
        BOOK | files, study_edition="<i>It's</i>", study_book="../../html",
        hide_solutions=True, hide_notes=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def law(book):
    return book[0]["emergence_law"]


def words(page):
    """Return the text of a page without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_verdicts_are_counted_and_listed_with_what_decides_them(law, build):
    assert "2 reproduced , 1 contradicted" in words(law)
    details = re.search(r"<details.*?What decides each.*?</details>", law, re.S)[0]
    assert len(re.findall("<li>", details)) == len(ITEMS) == 3
    assert f"{ITEMS[1]} · ✗ contradicted" in words(details)
    assert "decided by 1 < 2 & so" in words(details)
    assert 'href="verdicts.html"' in law
    messages = build(BOOK, builder="gettext")[0]["notebooks"]  # to be translated
    assert "row is *the last*" in messages
    assert not re.search("Reading it takes|contradicted|decided by", messages)
    # one is missing, and in another chapter all are
    index = BOOK["book/index.md"].replace("story\n", "story\n../notebooks/other\n")
    files = {"notebooks/other.ipynb": chapter(*RECORDS, end="```{verdicts}\n```")}
    files |= {"notebooks/emergence_law.ipynb": chapter(*RECORDS, *decided(WORDS[:2]))}
    pages, said = build(BOOK | files | {"book/index.md": index})
    assert f"emergence_law records no verdict on {ITEMS[2]}" in said
    assert said.count("no verdict") == 1
    assert "1 reproduced , 1 contradicted ." in words(pages["emergence_law"])
    assert "is decided in this chapter" in words(pages["other"])


def test_a_changed_page_says_what_changed_and_what_shows_the_defaults(edition, law):
    page = edition[0]["emergence_law"]
    head = words(page).split("You need")[0]
    for told in (
        "Edition: <i>It’s</i>", "margin = 4 , in the book 2",
        "kind = [a] , in the book []", "law/count 3 none",
    ):  # fmt: skip
        assert told in head
    assert "../../../html/notebooks/emergence_law.html" in page
    assert 'alt="Two rows (describes the figure at the default parameters)"' in page
    assert 'alt="Two rows"' in law
    fold = r"<details.*?Written for the default parameters.*?</details>"
    assert "<em>the last</em>" in re.search(fold, page, re.S)[0]
    assert "in the book" not in words(law)


def test_the_pages_that_sum_up_carry_the_banner_of_an_edition(build, edition, book):
    head = "Edition: <i>It’s</i> Other parameters, so other numbers, in: The law . Ex"
    for name in ("index", "story"):
        page = words(edition[0][name])
        assert head in page
        assert "without solutions, the course without notes" in page
        assert "Edition" not in words(book[0][name])
    assert "Edition" not in edition[0]["verdicts"]
    told = {"changed": {"margin": {"now": 4, "book": 2}}, "differs": []}
    law = chapter(*RECORDS, *decided(WORDS), emergestudy=told)
    pages, _ = build(BOOK | {"notebooks/emergence_law.ipynb": law})  # a run alone
    assert "A run with other parameters margin = 4" in words(pages["emergence_law"])
    assert "Numbers that differ" not in pages["emergence_law"]
    assert "Other parameters" not in words(pages["index"])


BOTH, HERE, THERE = [True, True], [True, False], [False, True]


@pytest.mark.parametrize(("page", "text", "where"), [
    ("story", "3 things, and none .", HERE), ("story", "Good answers", HERE),
    ("story", "(not in this edition)", THERE),
    ("emergence_law", "none and the story", BOTH),
    ("emergence_law", "nothing, and none minutes", THERE),
    ("emergence_law", "Written for the default parameters", THERE),
    ("emergence_law", "The third row is the last .", BOTH),
    ("emergence_law", "It shows the default parameters.", THERE),
    ("emergence_law", "What is asked", BOTH),
    ("emergence_law", "What is answered", HERE),
    ("emergence_law", "Look 3 times.", HERE),
    ("emergence_law", "exercises , of solutions .", HERE),
    ("emergence_law", "three ”: Right. It is written there.", BOTH),
    ("emergence_law_exercises", "How much is 3 and *two*?", HERE),
    ("emergence_law_solutions", "3 + 2020", HERE),
])  # fmt: skip
def test_numbers_solutions_and_notes_may_lack_in_an_edition(
    book, edition, page, text, where
):
    assert [text in words(pages.get(page, "")) for pages, _ in (book, edition)] == where
    assert book[1] == edition[1] == ""  # no warning


def test_reading_time_counts_words_and_figures(law, book):
    assert "nothing, and 3 minutes. Reading it takes about 1 minute with" in words(law)
    assert "Reading it" not in book[0]["story"]
    from reading_time import minutes

    text = {"cell_type": "markdown", "source": "word " * 450}
    figure = {"cell_type": "code", "source": "", "metadata": {"mystnb": {}}}
    made = {"data": {"text/html": "<style>a b</style><p>word</p> " * 330}}
    assert minutes([text]) == 4
    assert minutes([text, figure, figure]) == 6
    assert minutes([figure | {"metadata": {}}]) == 1
    assert minutes([figure | {"metadata": {}, "outputs": [made]}]) == 3


def test_each_page_says_how_to_cite_it(law, book, root):
    told = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    for page, title in ((law, "The law"), (book[0]["story"], "Story")):
        fold = words(re.search(r'<details class="cite.*?</details>', page, re.S)[0])
        for part in (told["title"], told["version"], f"Page: {title}"):
            assert part in fold
        assert 'href="../_static/CITATION.cff"' in page


def test_works_that_would_be_cited_alike_get_letters_by_title():
    from citations import add_letters, authors
    from pybtex.database import parse_string

    work = "@misc{{{}, author={{{}}}, title={{{}}}, year={{2020}}}}".format
    three = work("b", "One, Al", "B"), work("a", "One, Ann", "A"), work("c", "Two", "C")
    works, app = parse_string("\n".join(three), "bibtex"), Mock()
    app.env.get_domain.return_value.bibdata.data = works
    add_letters(app)
    add_letters(app)  # the next build has the same works
    told = [authors(w) + w.fields["year"] for w in works.entries.values()]
    assert told == ["One2020b", "One2020a", "Two2020"]


def test_a_chart_is_drawn_from_the_package(law):
    told = build_chart("metric_choice", {"one2020": "One 2020"})
    held = re.search(r'<script type="application/json">(.*?)</script>', law, re.S)[1]
    assert json.loads(held) == json.loads(json.dumps(told["spec"], default=float))
    assert told["title"] in html.unescape(law)


def test_powers_of_ten_and_signs_in_running_text_are_those_of_print():
    told = raise_powers("<p>8.9e22, 1e-05 x2e5 <code>1e5</code> <b>-3</b>-4, -5 GPT-3")
    powers = "<p>8.9\u00a0×\u00a010<sup>22</sup>, 10<sup>−5</sup> x2e5 <code>1e5</code>"
    assert told == f"{powers} <b>−3</b>-4, −5 GPT-3"


def test_what_charts_slides_quizzes_and_exercises_lack_are_warnings(build):
    end = END.replace("metric_choice", "nothing")
    slides = SLIDES.replace("law/count", "law/nothing").replace(".figure", ".other")
    _, said = build(BOOK | {
        "notebooks/emergence_law.ipynb": chapter(*RECORDS, *decided(WORDS), end=end),
        "book/course/slides/one.yaml": slides,
        "book/quizzes/law.yaml": QUIZ.replace("wrong", "right"),
        "book/exercises/emergence_law.md": EXERCISE.replace("- 3 + 2", "- 4 + 2"),
    })  # fmt: skip
    lacks = "chart named 'nothing'", "record law/nothing", "other is no cell"
    for told in (*lacks, "law: not one right choice", "law-2: not once"):
        assert told in said


def test_slides_show_cells_numbers_works_agenda_and_notes(book, edition):
    page = book[0]["one"]
    assert "Count 3.0, (One 2020)," in words(page)
    assert f"data:image/png;base64,{PNG}" in page.replace("\n", "")
    for told in (
        'alt="Two rows" data-points="10"', "<small>Rows. Many.</small>", "Hello",
        'alt="One row" data-points="10"', "<small>All of 3.</small>",
        "mathjax/tex-svg.js", "Questions · 10 minutes · this question: 4 minutes</p>",
    ):  # fmt: skip
        assert told in page
    notes = re.findall(r'<aside class="notes">.*?</aside>', page, re.S)
    assert "3 of them, by exercise 1 of law and Fig. 1." in words("".join(notes))
    assert len(notes) == 6  # one a slide, and one more of the activity
    assert '<aside class="notes">' not in edition[0]["one"]
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert 'href="../slides/one.html"' in book[0]["story"]


def test_what_slides_lack_or_answer_too_early_is_a_warning(build):
    decks = yaml.safe_load((TINY / "decks.yaml").read_text(encoding="utf-8"))
    made = {f"book/course/slides/{k}.yaml": yaml.safe_dump(d) for k, d in decks.items()}
    _, said = build(BOOK | made | {"book/course/slides/one.yaml": SLIDES})
    _, own = build(BOOK | {"book/course/slides/one.yaml": yaml.safe_dump(decks["one"])})
    one = decks.pop("one")["warns"]
    told = [f"{name}.yaml: {what}" for name, d in decks.items() for what in d["warns"]]
    for page, wanted in ((said, told), (own, [f"one.yaml: {what}" for what in one])):
        assert [what for what in wanted if what not in page] == []
        assert page.count("WARNING") == len(wanted)


def test_a_slide_shows_a_part_of_a_picture_or_a_table():
    picture, held = Image.new("RGB", (4, 2), "red"), BytesIO()
    picture.paste("blue", (2, 1, 4, 2))
    picture.save(held, "png")
    table = pd.DataFrame({"a": [1, 2], "b": [3, 4], "c": [5, 6]}).to_html(index=False)
    data = {"image/png": base64.b64encode(held.getvalue()), "text/html": table}
    slide = {"crop": [[[0.5, 0.5, 1, 1], [0, 0, 0.25, 0.5]], [[0, 0, 1, 0.5]]]}
    slide |= {"columns": ["c", "a"], "rows": [2]}
    made = part_of({"data": data}, slide)["data"]
    cut = Image.open(BytesIO(base64.b64decode(made["image/png"])))
    assert cut.size == (4, 2)
    assert [cut.getpixel((x, 0))[2] for x in range(4)] == [255, 255, 0, 255]
    assert words(made["text/html"]) == "c a 6 2"
    assert "text/html" not in part_of({"data": data}, {"columns": ["d"]})["data"]


def test_on_paper_solutions_stand_unfolded_at_the_end(build):
    pages, said = build(BOOK, builder="singlehtml", hide_notes=True)
    page = pages["index"]
    assert said == ""
    order = ["What is asked", 'id="all"', 'id="solutions"', "What is answered"]
    assert sorted(order, key=page.index) == order
    assert "dropdown admonition" not in page
    assert "<details open><summary>Answers to question 1" in page
    body = page[page.index('class="body"') : page.index("sphinxsidebar")]
    assert 'href="book/index.html#' not in body
    assert 'href="#document-notebooks/verdicts"' in body
    assert "Good answers" not in page
    assert "slides/one.html" not in page
