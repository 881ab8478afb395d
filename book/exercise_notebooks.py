"""Exercises as notebooks: with blanks to fill and checks, and the same ones solved.

Both are made of ``book/exercises/NAME.md``. An exercise holds a block ``practice``, in
YAML: ``minutes``, a ``hint`` and, where its solution has code, ``blanks`` (pieces of
that code, each ``...`` in the notebook) and ``checks`` (of what, then an expression and
the answer as printed: ``EXPRESSION = ANSWER``). The book and ``emergestudy exercises``
use this file.
"""

import ast
import json
import re
import runpy
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

from emergestudy.errors import StudyError, UsageError
from emergestudy.paths import pages_of
from emergestudy.results import recorded

BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{(?P<kind>exercise|solution)\} *(?P<head>[^\n]*)\n"
    r"(?P<options>(?::[^\n]*\n)*)(?P<body>.*?)^(?P=fence) *$",
    re.M | re.S,
)
PRACTICE = re.compile(r"^```\{practice\}\n(.*?)^```\n?", re.M | re.S)
CODE = re.compile(r"^```python\n(.*?)^```\n(?:\s*^```text\n(.*?)^```$)?", re.M | re.S)
TABLE = re.compile(r'\b((load|points)\("(\w+)"[^()]*\))')
LINK = re.compile(r"\[([^\]]+)\]\([\w./-]+\.(?:md|ipynb)\)")
ROLE = re.compile(r"\{(glue:text|numref|cite|cite:t|term)\}`([^`]+)`")

SOURCES = runpy.run_path(str(Path(__file__).with_name("_ext") / "sources.py"))

USE = """Replace each `...`, run the cell, then the check below it. The check says
*Right.* or what is not right yet. A check compares numbers as they are printed, so
another way to the same answer is as good. Each question has a hint, folded; what is
asked in words has a cell for your words. Numbers and figures that a question names are
those of the chapter *{title}*.

It runs in every Python in which the study is installed (`make install`, then
`.venv/bin/jupyter lab`). {other}
"""
SOLVED = """Each exercise is followed by a solution: code, what it prints, and words.
There are others; the checks are those of the notebook without solutions.

It runs in every Python in which the study is installed (`make install`, then
`.venv/bin/jupyter lab`). Numbers and figures that a question names are those of the
chapter *{title}*.
"""
HELPER = '''

NOT_YET = "Fill what is left of ..., run that cell again, then this one. See the hint."


def is_right(result, answer, within=0):
    """Say whether a result is the answer, up to rounding; if not, show it."""
    try:
        found = result()
        if isinstance(answer, str):
            good = str(found) == answer
        else:
            good = abs(found - answer) <= 1.01 * within
    except Exception as error:
        print(f"There is no result yet ({type(error).__name__}: {error}).")
        return False
    if not good:
        print(f"You have: {found}")
    return bool(good)
'''


@dataclass(frozen=True)
class Exercise:
    """One exercise: its block ``practice`` as told, what is asked, what helps."""

    label: str
    title: str
    told: str
    question: str
    solution: str
    minutes: int
    hint: str
    blanks: tuple[str, ...]
    checks: tuple[tuple[str, str, str], ...]

    @property
    def codes(self) -> list[tuple[str, str]]:
        """The blocks of code of the solution, each with what it prints."""
        return [(code, said) for code, said in CODE.findall(self.solution)]

    def starter(self) -> list[str]:
        """Return the code of the solution with its blanks."""
        codes = [code for code, _ in self.codes]
        for blank in self.blanks:
            if sum(code.count(blank) for code in codes) != 1:
                raise StudyError(f"{self.label}: not once in its solution: {blank}")
            codes = [code.replace(blank, "...") for code in codes]
        return codes


def read_exercises(path: Path) -> list[Exercise]:
    """Read the exercises of a chapter, each with its solution."""
    if not path.is_file():
        raise UsageError(f"{path.stem} has no exercises")
    found = list(BLOCK.finditer(path.read_text(encoding="utf-8")))
    solved = {b["head"].strip(): b["body"] for b in found if b["kind"] == "solution"}
    made = []
    for block in (b for b in found if b["kind"] == "exercise"):
        label = re.search(r":label: (\S+)", block["options"])[1]
        told = PRACTICE.search(block["body"])
        try:
            practice = yaml.load(told[1], yaml.BaseLoader)
            checks = [
                (what, *text.rsplit(" = ", 1))
                for what, text in practice.get("checks", {}).items()
            ]
            made.append(
                Exercise(
                    label, block["head"].strip(), told[1],
                    PRACTICE.sub("", block["body"]).strip(), solved[label].strip(),
                    int(practice["minutes"]), practice["hint"].strip(),
                    tuple(practice.get("blanks", ())), tuple(checks),
                )
            )  # fmt: skip
        except (TypeError, KeyError, ValueError, AttributeError, yaml.YAMLError) as bad:
            raise StudyError(
                f"{path}: the block practice of {label} is not in order ({bad!r})"
            ) from None
    return made


def make_notebook(root: Path, name: str, *, solutions: bool = False) -> dict:
    """Return the exercises of a chapter as a notebook, with blanks or solved.

    ``root`` is the folder of the book: its ``book``, ``notebooks`` and ``_toc.yml``.
    """
    exercises = read_exercises(root / "book" / "exercises" / f"{name}.md")
    plain = _Plain(root, name)
    minutes = sum(exercise.minutes for exercise in exercises)
    kind, use = ("Solutions", SOLVED) if solutions else ("Exercises", USE)
    other = f"Solutions: `emergestudy exercises {name} --solutions`."
    head = f"# {kind}: {plain.title}\n\n{len(exercises)} exercises, about {minutes} "
    head += "minutes in all.\n\n" + use.format(title=plain.title, other=other)
    cells = [_text("use", head), _code("given", _given(exercises))]
    for exercise in exercises:
        asked = f"## {exercise.title}\n\nAbout {exercise.minutes} minutes.\n\n"
        asked += plain(exercise.question)
        asked += f"\n\n<details><summary>Hint</summary>\n\n{plain(exercise.hint)}\n\n"
        cells.append(_text(f"{exercise.label}-asked", asked + "</details>"))
        body = _solved if solutions else _to_fill
        cells += body(exercise, plain)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _to_fill(exercise: Exercise, plain: "_Plain") -> list[dict]:
    cells = [
        _code(f"{exercise.label}-code-{n}", _split(code)[1])
        for n, code in enumerate(exercise.starter(), 1)
    ]
    if cells:
        cells.append(_code(f"{exercise.label}-check", _check(exercise)))
    return [*cells, _text(f"{exercise.label}-words", "*Your answer in words:*")]


def _solved(exercise: Exercise, plain: "_Plain") -> list[dict]:
    cells, at = [], 0
    for n, found in enumerate(CODE.finditer(exercise.solution), 1):
        before = exercise.solution[at : found.start()]
        cells.append(_text(f"{exercise.label}-words-{n}", before))
        cells.append(_code(f"{exercise.label}-code-{n}", _split(found[1])[1], found[2]))
        at = found.end()
    if cells:
        cells.append(_code(f"{exercise.label}-check", _check(exercise)))
    cells.append(_text(f"{exercise.label}-words", exercise.solution[at:]))
    for cell in cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = plain(cell["source"].strip())
    return [cell for cell in cells if cell["source"]]


def _check(exercise: Exercise) -> str:
    """Return the cell that compares results with the answers as printed."""
    lines = []
    for what, expression, answer in exercise.checks:
        try:
            exponent = Decimal(answer).as_tuple().exponent
            wanted = f"{answer}, within={float(Decimal('0.5').scaleb(exponent)):g}"
        except InvalidOperation:
            wanted = json.dumps(answer, ensure_ascii=False)
        lines.append(
            f"assert is_right(\n    lambda: {expression}, {wanted}\n), "
            f"{json.dumps(f'Not yet: {what}. ', ensure_ascii=False)} + NOT_YET"
        )
    return "\n".join([*lines, 'print("Right.")'])


def _split(code: str) -> tuple[list[str], str]:
    """Part the imports at the top level of a block of code from what follows them."""
    kinds = (ast.Import, ast.ImportFrom)
    found = [node for node in ast.parse(code).body if isinstance(node, kinds)]
    lines = code.splitlines()
    for node in found:
        lines[node.lineno - 1 : node.end_lineno] = [""] * (
            node.end_lineno - node.lineno + 1
        )
    return [ast.unparse(node) for node in found], "\n".join(lines).strip()


def _given(exercises: list[Exercise]) -> str:
    """Return the first cell: imports, the tables of the exercises, and the helper."""
    codes = "".join(code for exercise in exercises for code, _ in exercise.codes)
    found, named = TABLE.findall(codes), {}
    said = [*_split(codes)[0], *(f"from emergestudy import {r}" for _, r, _ in found)]
    for line in said:
        module, _, names = line.partition(" import ")
        named.setdefault(module, set()).update(names.split(", ") if names else ())
    lines = [
        f"{module} import {', '.join(sorted(names))}" if names else module
        for module, names in sorted(named.items(), key=_by_origin)
    ]
    tables = {table: call for call, _, table in reversed(found)}
    if tables:
        lines += ["", "# The tables of these exercises: look at them with head()."]
        lines += [f"{table} = {call}" for table, call in sorted(tables.items())]
    return "\n".join(lines).strip() + HELPER.rstrip()


def _by_origin(module: tuple[str, set]) -> tuple[bool, bool, str]:
    """Sort whole modules first and those of the study last."""
    return "emergestudy" in module[0], module[0].startswith("from"), module[0]


class _Plain:
    """What Markdown of a chapter says where there is no Sphinx: roles as text."""

    def __init__(self, root: Path, name: str) -> None:
        self.folder, self.name, self.read = root / "notebooks", name, {}
        self.bib = root / "book" / "references.bib"
        text = "".join(self._notebook(name)["cells"][0]["source"])
        self.title = re.search(r"^# (.+)$", text, re.M)[1]

    def __call__(self, text: str) -> str:
        """Return a text with its roles and links resolved."""
        return ROLE.sub(self._role, LINK.sub(r"*\1*", text))

    def _notebook(self, name: str) -> dict:
        if name not in self.read:
            path = self.folder / f"{name}.ipynb"
            self.read[name] = json.loads(path.read_text(encoding="utf-8"))
        return self.read[name]

    def _role(self, found: re.Match) -> str:
        role, said = found.groups()
        if role == "glue:text":
            path, _, key = said.rpartition("::")
            key, _, form = key.partition(":")
            value = recorded(self._notebook(Path(path).stem or self.name)).get(key)
            return "none" if value is None else format(value, form)
        if role == "numref":
            names = self._figures()
            number = f"Fig. {names.index(said) + 1}" if said in names else "a figure"
            return f"{number} of the book"
        if role == "term":
            return re.sub(r"\s*<[^>]*>$", "", said)
        works = [self._work(key.strip()) for key in said.split(",")]
        if role == "cite":
            return f"({'; '.join(works)})"
        return " and ".join(re.sub(r" (\d{4}|n\.d\.)$", r" (\1)", w) for w in works)

    def _figures(self) -> list[str]:
        """Return the names of all figures, in the order of their numbers."""
        if "figures" not in self.read:
            known = [Path(page) for page in pages_of(self.folder.parent)]
            cells = [
                cell["metadata"].get("mystnb", {}).get("figure", {})
                for page in known
                if page.parent.name == self.folder.name
                for cell in self._notebook(page.name)["cells"]
            ]
            self.read["figures"] = [f.get("name") for f in cells if f.get("caption")]
        return self.read["figures"]

    def _work(self, key: str) -> str:
        from pybtex.database import parse_file

        if "bib" not in self.read:
            self.read["bib"] = parse_file(str(self.bib), "bibtex").entries
        return SOURCES["author_year"](self.read["bib"][key])


def _text(name: str, text: str) -> dict:
    return {"cell_type": "markdown", "id": name[:64], "metadata": {}, "source": text}


def _code(name: str, code: str, said: str = "") -> dict:
    out = {"name": "stdout", "output_type": "stream", "text": said}
    cell = {"cell_type": "code", "execution_count": None, "id": name[:64]}
    return cell | {"metadata": {}, "outputs": [out] if said else [], "source": code}
