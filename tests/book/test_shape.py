"""Every chapter has the same shape, and every command of the book is a real one."""

import re
import shlex

import pytest

from emergestudy.errors import UsageError
from emergestudy.paths import study_root
from emergestudy.runner.notebooks import find_notebook, read_notebook, source
from emergestudy.runner.parameters import read_parameters
from emergestudy.runner.values import check_values

ROOT = study_root()
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = sorted((ROOT / "book").rglob("*.md"))
_RUN = re.compile(r"emergestudy\s+run\s+[^`\n]*(?:\n\s*-[^`\n]*)*")
_PAIR = re.compile(r"-p\s+(\w+)\s+(\"[^\"]*\"|\S+)")


def prose(path):
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    cells = read_notebook(path)["cells"]
    return "\n\n".join(source(c) for c in cells if c["cell_type"] == "markdown")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
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


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_no_text_cell_is_empty(path):
    cells = read_notebook(path)["cells"]
    assert all(source(c).strip() for c in cells)


def commands():
    for path in [*CHAPTERS, *PAGES, ROOT / "README.md"]:
        for command in _RUN.findall(prose(path)):
            yield pytest.param(command, id=f"{path.stem}: {command[16:60]}")


@pytest.mark.parametrize("command", list(commands()))
def test_every_run_that_a_text_names_is_possible(command):
    name = shlex.split(command, comments=True)[2]
    if name.isupper():
        return  # a placeholder, as in "emergestudy run NAME"
    known = read_parameters(find_notebook(name, ROOT))
    given = {k: v.strip('"') for k, v in _PAIR.findall(command)}
    try:
        check_values(name, known, given)
    except UsageError as error:
        pytest.fail(str(error))
