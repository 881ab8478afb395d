import json
import re

import pytest

from emergestudy.errors import StudyError
from emergestudy.results import recorded
from emergestudy.runner.slides import (
    SESSIONS,
    TEMPLATES,
    read_session,
    shown_cell,
    slides_page,
    stage_slides,
)

TITLE = "title: One\nslides:\n"


@pytest.fixture(scope="module")
def committed(root):
    return {p.stem: p for p in (root / "notebooks").glob("*.ipynb")}


@pytest.fixture
def made(tmp_path, root, committed):
    def build(slides):
        path = tmp_path / "one.yaml"
        path.write_text(TITLE + slides)
        return slides_page(read_session(path), committed, root / TEMPLATES)

    return build


def test_numbers_and_figures_are_those_of_the_notebook(made, committed):
    page = made(
        "  - title: Count\n    text: 'Of {glue:text}`few_shot_emergence::"
        "few_shot/statements:.0f` statements'\n    show: few_shot_emergence.figure\n"
    )
    count = recorded(committed["few_shot_emergence"])["few_shot/statements"]
    assert re.search(rf"Of\s+<strong>\s*{count}|Of {count} statements", page)
    assert "data:image/png" in page
    assert 'alt="Eight panels' in page
    assert "No description" not in page


def test_slides_ask_nothing_of_the_network(made):
    page = made("  - title: Two\n    text: plain\n")
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert "mathjax" not in page.lower()
    assert "mathjax" in made("  - title: Law\n    text: '$E(D)$'\n").lower()


@pytest.mark.parametrize(
    ("slides", "match"),
    [
        ("  - title: a\n    show: few_shot_emergence.nothing\n", "no cell with an out"),
        ("  - title: a\n    show: few_shots.figure\n", "few_shots, which does not"),
        ("  - title: a\n    text: '{glue:text}`errata::none`'\n", "does not record"),
        ("  - words: a\n", "a slide has a title"),
    ],
)
def test_what_is_not_there_is_named(made, slides, match):
    with pytest.raises(StudyError, match=match):
        made(slides)


def test_records_are_not_shown(committed):
    cell = shown_cell("few_shot_emergence.margins", committed)
    assert not re.search("scrapbook", json.dumps(cell["outputs"]))


def test_the_studys_own_sessions_are_right_and_made_once(root, committed, tmp_path):
    assert len(list((root / SESSIONS).glob("*.yaml"))) == 8
    stage_slides(root, committed, tmp_path)
    pages = sorted((tmp_path / "_slides").glob("*.html"))
    times = [p.stat().st_mtime_ns for p in pages]
    stage_slides(root, committed, tmp_path)
    assert [p.stat().st_mtime_ns for p in pages] == times
    assert len(pages) == 8
    assert all(p.stat().st_size < 1_500_000 for p in pages)
