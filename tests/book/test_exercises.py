"""The exercises of the book: asked, solved, and the solutions still right."""

import contextlib
import io
import re

import pytest

from emergestudy.paths import study_root

ROOT = study_root()
CHAPTERS = sorted(p.stem for p in (ROOT / "notebooks").glob("*.ipynb"))
KINDS = ("Recall", "Recompute", "Rerun", "Read", "Judge", "Extend", "Open")
BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{(?P<kind>exercise|solution)\} *(?P<head>[^\n]*)\n"
    r"(?P<body>.*?)^(?P=fence) *$",
    re.M | re.S,
)
CODE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def text_of(name):
    return (ROOT / "book" / "exercises" / f"{name}.md").read_text(encoding="utf-8")


def blocks(name, kind):
    """Return heads and bodies of the exercises, or of the solutions, of a chapter."""
    found = BLOCK.finditer(text_of(name))
    return [(b["head"].strip(), b["body"]) for b in found if b["kind"] == kind]


def steps(solution):
    """Pair each block of code with what it prints: the block of text after it."""
    found = CODE.findall(solution)
    followed = zip(found, [*found[1:], ("", "")], strict=False)
    for (language, code), (after, said) in followed:
        if language == "python":
            assert after == "text", f"code without its output:\n{code}"
            yield code, said


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_has_three_to_six_from_recall_to_open(name):
    asked, solved = blocks(name, "exercise"), blocks(name, "solution")
    kinds = [head.split(":")[0] for head, _ in asked]
    assert 3 <= len(asked) <= 6
    assert set(kinds) <= set(KINDS)
    assert (kinds[0], kinds[-1]) == ("Recall", "Open")
    wanted = [f"{name.replace('_', '-')}-{i + 1}" for i in range(len(asked))]
    assert [re.search(r"^:label: (\S+)", body)[1] for _, body in asked] == wanted
    assert [label for label, _ in solved] == wanted
    assert all(body.startswith(":class: dropdown\n") for _, body in solved)
    assert any(list(steps(body)) for _, body in solved), "no solution runs"


@pytest.mark.parametrize("name", CHAPTERS)
def test_solutions_print_what_they_say(name):
    """The blocks of a solution share their names, as the cells of a notebook do."""
    for label, body in blocks(name, "solution"):
        names = {"__name__": "solution"}
        for place, (code, said) in enumerate(steps(body), 1):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(code, f"{label}, block {place}", "exec"), names)
            assert printed.getvalue() == said, f"{label}, block {place}"
            assert max(map(len, (code + said).splitlines())) <= 88, label
            assert not re.search(
                r"\b(open\(|to_csv|write_text|requests|urllib)\b", code
            )


def test_every_exercise_file_belongs_to_a_chapter():
    files = {p.stem for p in (ROOT / "book" / "exercises").glob("*.md")}
    assert files == set(CHAPTERS)
