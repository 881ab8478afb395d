"""The texts of the book: shape of a chapter, commands, exercises that still hold."""

import contextlib
import io
import json
import re
import runpy
import shlex

import pandas as pd
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
    assert re.search(r"\*\*You need\*\*(?:(?!\n\n).)*?(second|minute)", text, re.S)
    ends = ["## What would change our mind", "```{admonition} Try it\n:class: tip\n"]
    ends += [f"## Exercises\n\n```{{include}} ../book/exercises/{path.stem}.md\n```"]
    ends += ["\n## Further reading\n"]
    places = [text.find(part) for part in ends]
    assert places == sorted(places), "the parts stand in another order"
    assert [text.count(part) for part in ends] == [1] * 4
    assert all(source(c).strip() for c in read_notebook(path)["cells"])
    folded = [part.split("\n```")[0] for part in text.split("{at-defaults}")[1:]]
    assert not any("{glue" in part for part in folded), "a run would change its numbers"


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


KINDS = ("Recall", "Recompute", "Rerun", "Judge", "Extend", "Open")
MAKE = runpy.run_path(str(ROOT / "book" / "exercise_notebooks.py"))


def code_cells(name, **how):
    cells = MAKE["make_notebook"](ROOT, name, **how)["cells"]
    return [c for c in cells if c["cell_type"] == "code"]


def execute(cell, names):
    """Run a cell; the cells of a notebook share their names."""
    printed = io.StringIO()
    if not names:  # its first; other notebooks may have run in this process
        pd.reset_option("display")
    with contextlib.redirect_stdout(printed):
        exec(compile(cell["source"], cell["id"], "exec"), names)
    return printed.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_every_chapter_has_three_to_six_from_recall_to_open(name):
    made = MAKE["read_exercises"](path := ROOT / f"book/exercises/{name}.md")
    kinds = [exercise.title.split(":")[0] for exercise in made]
    assert 3 <= len(made) <= 6
    assert set(kinds) <= set(KINDS)
    assert (kinds[0], kinds[-1]) == ("Recall", "Open")
    wanted = [f"{name.replace('_', '-')}-{i + 1}" for i in range(len(made))]
    assert [exercise.label for exercise in made] == wanted
    assert prose(path).count(":class: dropdown\n") == len(made)
    assert any(exercise.codes for exercise in made), "no solution runs"
    chapter = json.dumps(read_notebook(ROOT / "notebooks" / f"{name}.ipynb")["cells"])
    whole = json.dumps(MAKE["make_notebook"](ROOT, name), ensure_ascii=False)
    names, (given, *cells) = {}, code_cells(name)
    execute(given, names)
    for exercise in made:
        code = "".join(code for code, _ in exercise.codes)
        assert all(said for _, said in exercise.codes), "code without its output"
        assert not re.search(r"\b(open\(|to_csv|write_text|requests|urllib)\b", code)
        assert bool(code) == bool(exercise.blanks) == bool(exercise.checks)
        assert 5 <= exercise.minutes <= 30
        for line in re.findall(r"^from emergestudy\.\S+ import (.*)$", code, re.M):
            for word in set(line.split(", ")) - {"package_root"}:  # else public
                assert word in exercise.question + chapter, f"{word} comes unnamed"
        own = [c for c in cells if c["id"].startswith(f"{exercise.label}-")]
        text = "\n".join(c["source"] for c in own)
        assert text.count("...") >= len(exercise.blanks)
        assert not any(blank in text for blank in exercise.blanks)
        words = MAKE["CODE"].sub("", exercise.solution).split("\n\n")
        assert not any(w.strip() and json.dumps(w)[1:-1] in whole for w in words)
        if own:  # it runs to the first blank; a check says what is not yet so
            with pytest.raises((TypeError, AttributeError, ValueError, AssertionError)):
                [execute(cell, names) for cell in own]
    for found, right in ((1.149, True), (1.16, False), (..., False), (None, False)):
        assert names["is_right"](lambda: found, 1.15, 0.005) == right  # noqa: B023


@pytest.mark.parametrize("name", NAMES)
def test_solutions_print_what_they_say_and_pass_checks_that_failed_before(name):
    names, cells = {}, code_cells(name, solutions=True)
    checks = {c["id"]: c for c in cells if c["id"].endswith("-check")}
    for cell in cells:
        if cell["id"].endswith("-code-1"):
            with pytest.raises(AssertionError, match="Not yet"):
                execute(checks[cell["id"].replace("code-1", "check")], names)
        printed = execute(cell, names)
        said = "".join(out["text"] for out in cell["outputs"])
        assert printed == (said or "Right.\n" * (cell["id"] in checks))
        assert not said or max(map(len, cell["source"].splitlines())) <= 88


def test_the_command_writes_exercises_and_never_over_answers(run, tmp_path):
    path = tmp_path / "new" / "errata_exercises.ipynb"
    assert run("exercises", "errata", "--out", path.parent).output == f"{path}\n"
    assert MAKE["make_notebook"](ROOT, "errata") == read_notebook(path)
    path.write_text("mine")
    again = run("exercises", "errata", "--out", path.parent)
    assert (again.exit_code, path.read_text()) == (2, "mine")
    assert "is there already" in again.output
