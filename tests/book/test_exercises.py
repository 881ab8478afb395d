"""The exercises of the book: asked, solved, and the solutions still right."""

import re

import pytest

from emergestudy.paths import study_root
from emergestudy.runner.exercises import read_exercises, run_solution

ROOT = study_root()
CHAPTERS = sorted(p.stem for p in (ROOT / "notebooks").glob("*.ipynb"))
KINDS = ("Recall", "Recompute", "Rerun", "Read", "Judge", "Extend", "Open")


@pytest.fixture(params=CHAPTERS)
def chapter(request):
    return request.param, read_exercises(
        ROOT / "book" / "exercises" / f"{request.param}.md"
    )


def test_every_chapter_has_three_to_six_from_recall_to_open(chapter):
    name, exercises = chapter
    kinds = [e.title.split(":")[0] for e in exercises]
    assert 3 <= len(exercises) <= 6
    assert set(kinds) <= set(KINDS)
    assert kinds[0] == "Recall"
    assert kinds[-1] == "Open"
    wanted = [f"{name.replace('_', '-')}-{i + 1}" for i in range(len(kinds))]
    assert [e.label for e in exercises] == wanted
    assert any(e.steps for e in exercises), "no solution of this chapter runs"


def test_solutions_print_what_they_say(chapter):
    for exercise in chapter[1]:
        said = [text for _, text in exercise.steps]
        assert run_solution(exercise) == said, exercise.label


def test_solutions_are_folded_and_fit_a_page(chapter):
    name = chapter[0]
    text = (ROOT / "book" / "exercises" / f"{name}.md").read_text(encoding="utf-8")
    assert text.count("{solution}") == text.count(":class: dropdown\n")
    for exercise in chapter[1]:
        for code, out in exercise.steps:
            assert max(map(len, (code + out).splitlines())) <= 88, exercise.label


def test_every_exercise_file_belongs_to_a_chapter():
    files = {p.stem for p in (ROOT / "book" / "exercises").glob("*.md")}
    assert files == set(CHAPTERS)


_OUTSIDE = re.compile(r"\b(open\(|to_csv|write_text|requests|urllib)")


def test_no_solution_writes_files_or_reaches_the_network():
    for path in (ROOT / "book" / "exercises").glob("*.md"):
        for exercise in read_exercises(path):
            for code, _ in exercise.steps:
                assert not re.search(
                    r"\b(open\(|to_csv|write_text|requests|urllib)\b", code
                )
