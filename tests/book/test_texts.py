"""The texts of the book: shape of a chapter, commands, exercises that still hold."""

import contextlib
import io
import re
import shlex

import pytest

from emergestudy.paths import study_root
from emergestudy.running.notebooks import find_notebook, read_notebook, source
from emergestudy.running.parameters import check_values, read_parameters

ROOT = study_root()
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in CHAPTERS]
PAGES = sorted((ROOT / "book").rglob("*.md"))
_RUN = re.compile(r"emergestudy\s+run\s+[^`\n]*(?:\n\s*-[^`\n]*)*")
_PAIR = re.compile(r"-p\s+(\w+)\s+(\"[^\"]*\"|\S+)")


def prose(path):
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    cells = read_notebook(path)["cells"]
    return "\n\n".join(source(c) for c in cells if c["cell_type"] == "markdown")


@pytest.mark.parametrize("path", CHAPTERS, ids=NAMES)
def test_a_notebook_has_every_part_of_a_chapter(path):
    text = prose(path)
    assert re.search(r"^\*\*The (claim|question)\.\*\* ", text, re.M)
    need = re.search(r"\*\*You need\*\*.*?(?=\n\n)", text, re.S)[0]
    assert re.search(r"second|minute", need), "say how long a run takes"
    ends = ["## What would change our mind", "```{admonition} Try it\n:class: tip\n"]
    ends += [f"## Exercises\n\n```{{include}} ../book/exercises/{path.stem}.md\n```"]
    ends += ["\n## Further reading\n"]
    places = [text.find(part) for part in ends]
    assert places == sorted(places), "the parts stand in another order"
    assert [text.count(part) for part in ends] == [1] * 4
    assert all(source(c).strip() for c in read_notebook(path)["cells"])


COMMANDS = [
    pytest.param(command, id=f"{path.stem}: {command[16:60]}")
    for path in [*CHAPTERS, *PAGES, ROOT / "README.md"]
    for command in _RUN.findall(prose(path))
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_run_that_a_text_names_is_possible(command):
    name = shlex.split(command, comments=True)[2]
    if not name.isupper():  # a placeholder, as in "emergestudy run NAME"
        known = read_parameters(find_notebook(name))
        given = {k: v.strip('"') for k, v in _PAIR.findall(command)}
        check_values(name, known, given)


KINDS = ("Recall", "Recompute", "Rerun", "Read", "Judge", "Extend", "Open")
BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{(?P<kind>exercise|solution)\} *(?P<head>[^\n]*)\n"
    r"(?P<body>.*?)^(?P=fence) *$",
    re.M | re.S,
)
CODE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def blocks(name, kind):
    """Return heads and bodies of the exercises, or of the solutions, of a chapter."""
    found = BLOCK.finditer(prose(ROOT / "book" / "exercises" / f"{name}.md"))
    return [(b["head"].strip(), b["body"]) for b in found if b["kind"] == kind]


def steps(solution):
    """Pair each block of code with what it prints: the block of text after it."""
    found = CODE.findall(solution)
    for (language, code), (after, said) in zip(
        found, [*found[1:], ("", "")], strict=False
    ):
        if language == "python":
            assert after == "text", f"code without its output:\n{code}"
            yield code, said


@pytest.mark.parametrize("name", NAMES)
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


@pytest.mark.parametrize("name", NAMES)
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
